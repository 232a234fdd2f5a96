/** One line for operators: when, what about, what. */
export interface Log {
  info(about: string, message: string): void;
  warn(about: string, message: string): void;
}

/** Lines on a stream. The same warning is written once a minute at most, with a count: an outage must not fill the log. */
export class LineLog implements Log {
  private readonly seen = new Map<string, { at: number; held: number }>();

  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  info(about: string, message: string): void {
    this.write(`${about}: ${message}`);
  }

  warn(about: string, message: string): void {
    const key = `${about}: ${message}`;
    const last = this.seen.get(key);
    if (last && this.now() - last.at < 60_000) {
      last.held += 1;
      return;
    }
    if (this.seen.size > 500) this.seen.clear();
    this.seen.set(key, { at: this.now(), held: 0 });
    this.write(last && last.held > 0 ? `${key} (and ${last.held} times since)` : key);
  }
}
