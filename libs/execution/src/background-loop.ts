/**
 * Calls `work` whenever it is kicked, and at least every `everyMs`; never twice at once. A kick during the work makes it run once more.
 * Errors are told and do not end the loop; it is bounded by `stop`. A crash leaves nothing behind.
 */
export class BackgroundLoop {
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly options: {
      readonly name: string;
      readonly everyMs: number;
      /** Gives the wall milliseconds after which it wants to be called again, or nothing for the usual interval. */
      readonly work: () => Promise<number | void>;
      readonly onError: (where: string, error: Error) => void;
    },
  ) {}

  start(): this {
    this.kick();
    return this;
  }

  kick(): void {
    if (this.stopped) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.round();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    let next: number = this.options.everyMs;
    try {
      do {
        this.again = false;
        next = Math.min((await this.options.work()) ?? this.options.everyMs, this.options.everyMs);
      } while (this.again && !this.stopped);
    } catch (error) {
      this.options.onError(this.options.name, error as Error);
    } finally {
      this.running = null;
      if (!this.stopped) this.timer = setTimeout(() => this.kick(), Math.max(0, next));
    }
  }
}
