import type { Anchors } from './anchors';
import { NO_HASH, entryHash, type AuditEntry } from './entry';

/** The first thing that is wrong with a chain. */
export interface ChainBreak {
  /** Number of the first broken entry; of the first missing one where entries are gone. */
  readonly sequence: number;
  /** What differs. */
  readonly what: 'sequence' | 'content' | 'hash' | 'previous' | 'anchor' | 'end';
  readonly message: string;
}

/** The newest entry as the log itself knows it, beside its rows. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Checks a chain entry by entry, in constant memory.
 *
 * Modes: whole (every entry until now fits); one entry in question, whose hash does not fit its content (the next entry, or the head, says
 * which of the two was changed); broken, for good. Exits: `end` gives the first break, or null.
 */
export class ChainCheck {
  private next: number;
  private before: string | null;
  private found: ChainBreak | null = null;
  private inQuestion: { readonly entry: AuditEntry; readonly computed: string } | null = null;
  private matched = 0;

  /** `from`: number of the first entry that will be given; the hash before it is then believed, unless it is 1. */
  constructor(
    private readonly anchors: Anchors | null = null,
    from = 1,
  ) {
    this.next = from;
    this.before = from === 1 ? NO_HASH : null;
  }

  /** Entries until now that fit. */
  get entries(): number {
    return this.next - 1;
  }

  get broken(): boolean {
    return this.found !== null;
  }

  add(entry: AuditEntry): void {
    if (this.found) return;
    if (this.inQuestion) return this.answer(entry.previous);
    const { sequence } = entry;
    if (sequence !== this.next) return this.outOfOrder(sequence);
    if (this.before !== null && entry.previous !== this.before) return this.unlinked(entry, this.before);
    const computed = entryHash(entry);
    if (computed !== entry.hash) {
      this.inQuestion = { entry, computed };
      return;
    }
    const anchor = this.anchors?.differing(sequence, entry.hash);
    if (anchor) {
      const since = this.matched === 0 ? 'no earlier anchor was met' : `the anchor of entry ${this.matched} still fits`;
      const message = `entry ${sequence} has the hash ${entry.hash}, but ${anchor.hash} was anchored at ${anchor.time}: the chain was rewritten (${since})`;
      this.found = { sequence, what: 'anchor', message };
      return;
    }
    if (this.anchors?.has(sequence)) this.matched = sequence;
    this.before = entry.hash;
    this.next = sequence + 1;
  }

  /** After the last entry. `head`: what the log says its newest entry is; null for an export, which has no other witness. */
  end(head: ChainHead | null = null): ChainBreak | null {
    if (this.inQuestion && !this.found) this.answer(head?.sequence === this.next ? head.hash : null);
    if (this.found) return this.found;
    const last = this.next - 1;
    const missing = (witness: string, sequence: number): ChainBreak => {
      const gone = sequence === this.next ? `entry ${sequence} is missing` : `entries ${this.next} to ${sequence} are missing`;
      return { sequence: this.next, what: 'end', message: `${gone}: ${witness}` };
    };
    if (head && head.sequence > last) return (this.found = missing(`the log says that its newest is ${head.sequence}`, head.sequence));
    if (head && this.before !== null && (head.sequence < last || head.hash !== this.before)) {
      const message = `the log says that its newest entry is ${head.sequence} with the hash ${head.hash}, but ${last} with ${this.before} was found`;
      return (this.found = { sequence: Math.min(head.sequence + 1, last), what: 'end', message });
    }
    const later = this.anchors?.latest;
    if (later && later.sequence > last)
      return (this.found = missing(`entry ${later.sequence} was anchored at ${later.time}`, later.sequence));
    return null;
  }

  private outOfOrder(sequence: number): void {
    const place = this.next;
    const what = 'sequence';
    if (sequence > place) {
      const message = `${sequence === place + 1 ? `entry ${place} is missing` : `entries ${place} to ${sequence - 1} are missing`}: entry ${sequence} follows ${place - 1}`;
      this.found = { sequence: place, what, message };
    } else this.found = { sequence: place, what, message: `entry ${sequence} stands in the place of ${place}` };
  }

  private unlinked(entry: AuditEntry, before: string): void {
    const { sequence } = entry;
    // With the right link its hash fits: then only the link was changed. Otherwise it is another entry than the one that was there.
    const link = entryHash({ ...entry, previous: before }) === entry.hash;
    const message = link
      ? `entry ${sequence} names another hash of the entry before it than that has; everything else in it fits`
      : `entry ${sequence} does not follow entry ${sequence - 1}: it names ${entry.previous} as the hash before it, which is ${before}`;
    this.found = { sequence, what: 'previous', message };
  }

  /** What the entry after says of the one in question. */
  private answer(witness: string | null): void {
    const { entry, computed } = this.inQuestion ?? { entry: null, computed: '' };
    if (!entry) return;
    const { sequence } = entry;
    if (witness === computed) {
      const message = `entry ${sequence}: its hash was changed; its content gives ${computed}, which the entry after it confirms`;
      this.found = { sequence, what: 'hash', message };
      return;
    }
    const message = `entry ${sequence}: its content was changed; it gives the hash ${computed}, and the entry has ${entry.hash}`;
    this.found = { sequence, what: 'content', message };
  }
}
