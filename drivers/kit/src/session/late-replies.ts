interface Owed {
  readonly key: string;
  readonly deferred: boolean;
  readonly expiresAt: number;
}

/**
 * Replies that the device still owes after their commands were given up. On a line whose replies carry no number, a reply that comes
 * after its time-out looks like the answer to the next command of the same name; this ledger tells them apart.
 *
 * It rests on one property of the line: replies come in the order of the commands, except `deferred` ones (a movement's
 * acknowledgement). So a reply to an entry also settles everything older, and the reply to a barrier, a query whose key is not
 * owed, settles all but the deferred. Whatever stays is forgotten when it expires. Pure: the caller brings the time.
 */
export class LateReplies {
  private owed: Owed[] = [];

  add(key: string, deferred: boolean, expiresAt: number): void {
    this.owed.push({ key, deferred, expiresAt });
  }

  /** True when this reply pays a debt: it belongs to a command given up earlier. */
  pay(key: string): boolean {
    const at = this.owed.findIndex((entry) => entry.key === key);
    if (at < 0) return false;
    this.owed = this.owed.filter((entry, index) => index !== at && (index > at || entry.deferred));
    return true;
  }

  /** A fault line names no command; it pays the oldest debt. */
  payOldest(): boolean {
    return this.owed.shift() !== undefined;
  }

  /** The reply to a query sent after all of these has come: what is not deferred will not come any more. */
  settleByBarrier(): void {
    this.owed = this.owed.filter((entry) => entry.deferred);
  }

  forgetExpired(now: number): void {
    this.owed = this.owed.filter((entry) => entry.expiresAt > now);
  }

  has(key: string): boolean {
    return this.owed.some((entry) => entry.key === key);
  }

  /** True when a barrier has to go first. */
  get needsBarrier(): boolean {
    return this.owed.some((entry) => !entry.deferred);
  }

  get isEmpty(): boolean {
    return this.owed.length === 0;
  }

  /** When the last debt with this key, or any when the key is left out, is forgotten. */
  expiresAt(key?: string): number {
    return Math.max(0, ...this.owed.filter((entry) => key === undefined || entry.key === key).map((entry) => entry.expiresAt));
  }

  clear(): void {
    this.owed = [];
  }
}
