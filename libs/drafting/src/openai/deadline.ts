/**
 * How long a call may take. Ends by itself after `limitMs`, or after `stallMs` without a sign of life once `alive` was called; ends at
 * once when the caller gives up. `close` has to be called, whatever happens: it leaves no timer and no listener behind.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly whole: NodeJS.Timeout;
  private stall: NodeJS.Timeout | null = null;
  private closed = false;
  private cause: 'timed_out' | 'cancelled' | null = null;
  private readonly giveUp = (): void => this.end('cancelled');

  constructor(
    private readonly times: { readonly stallMs: number; readonly limitMs: number },
    private readonly caller: AbortSignal | undefined,
  ) {
    this.whole = setTimeout(() => this.end('timed_out'), times.limitMs);
    if (caller?.aborted) this.giveUp();
    else caller?.addEventListener('abort', this.giveUp, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it ended; null while it has not. */
  get ended(): 'timed_out' | 'cancelled' | null {
    return this.cause;
  }

  readonly alive = (): void => {
    if (this.stall) clearTimeout(this.stall);
    // What still comes after the end is a sign of nothing.
    if (!this.closed) this.stall = setTimeout(() => this.end('timed_out'), this.times.stallMs);
  };

  /** What `work` comes to, or an error at once when the time is over: a wait of the SDK between two tries hears no signal. */
  async race<T>(work: Promise<T>): Promise<T> {
    let leave: () => void = () => undefined;
    const over = new Promise<never>((_resolve, reject) => {
      leave = () => reject(new Error('given up'));
      if (this.signal.aborted) leave();
      else this.signal.addEventListener('abort', leave, { once: true });
    });
    work.catch(() => undefined);
    try {
      return await Promise.race([work, over]);
    } finally {
      this.signal.removeEventListener('abort', leave);
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.whole);
    if (this.stall) clearTimeout(this.stall);
    this.caller?.removeEventListener('abort', this.giveUp);
  }

  private end(cause: 'timed_out' | 'cancelled'): void {
    this.cause ??= cause;
    this.controller.abort();
  }
}
