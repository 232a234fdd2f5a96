import type { OperatorLog } from '@labwright/telemetry';

/** One line for operators: when, what about, what. */
export interface Log {
  info(about: string, message: string): void;
  warn(about: string, message: string): void;
}

/** Lines of the log of this process. The same warning is written once a minute at most, with a count: an outage must not fill the log. */
export class LineLog implements Log {
  private readonly seen = new Map<string, { at: number; held: number }>();

  constructor(
    private readonly log: Pick<OperatorLog, 'info' | 'warn'>,
    private readonly now: () => number = Date.now,
  ) {}

  info(about: string, message: string): void {
    this.log.info(message, { about });
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
    const { held } = last ?? { held: 0 };
    if (held > 0) this.log.warn(`${message} (and ${held} times since)`, { about, repeated: held });
    else this.log.warn(message, { about });
  }
}
