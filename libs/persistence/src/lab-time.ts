import { performance } from 'node:perf_hooks';
import { labTimeAt, pollIntervalMs, wallTimeAt, type LabClockLine } from '@labwright/domain';
import type { Database } from './database';
import { Channel, type PgListener } from './pg-listener';

interface ClockRow {
  readonly wallAnchorMs: number;
  readonly labAnchorMs: number;
  readonly rate: number;
  readonly wallNowMs: number;
}

/**
 * Wall milliseconds since the epoch, counted evenly from the clock of this machine as it was when the process began: whoever sets that clock
 * later moves nothing here.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Lab time in this process: follows the one row in the database. The difference between this machine's clock and the database's is
 * measured at each read, so that all machines agree. Never goes back: a change of rate that arrives late makes it stand still instead.
 */
export class LabTime {
  private line: LabClockLine = { wallAnchorMs: 0, labAnchorMs: 0, rate: 1 };
  private wallOffsetMs = 0;
  private last = 0;
  private readonly changed = new Set<(line: LabClockLine) => void>();
  private poll: NodeJS.Timeout | null = null;
  private unlisten: (() => void) | null = null;

  constructor(private readonly database: Database) {}

  /** Reads the row, then follows it: at each notification, and every 5 s in case one was lost. */
  async follow(listener: PgListener): Promise<this> {
    await this.read();
    const refresh = () => void this.read().catch(() => undefined); // without the database the last known line goes on
    this.unlisten = listener.on(Channel.clock, refresh);
    this.poll = setInterval(refresh, 5_000);
    this.poll.unref();
    return this;
  }

  close(): void {
    this.unlisten?.();
    if (this.poll) clearInterval(this.poll);
  }

  /** Lab time, milliseconds since the epoch. */
  now(): number {
    this.last = Math.max(this.last, labTimeAt(this.line, this.wallNow()));
    return this.last;
  }

  /** Wall time by the database's clock, milliseconds since the epoch: what is stamped with it fits what the database stamps. */
  wallNow(): number {
    return steadyNow() + this.wallOffsetMs;
  }

  get rate(): number {
    return this.line.rate;
  }

  /** The line on `steadyNow` of this process. */
  get localLine(): LabClockLine {
    return { ...this.line, wallAnchorMs: this.line.wallAnchorMs - this.wallOffsetMs };
  }

  /** Wall milliseconds from now until a lab time, not below 0. */
  wallUntil(labMs: number): number {
    return Math.max(0, wallTimeAt(this.line, labMs) - this.wallNow());
  }

  pollDelay(labMs: number): number {
    return pollIntervalMs(this.line, labMs);
  }

  onChange(callback: (line: LabClockLine) => void): () => void {
    this.changed.add(callback);
    return () => this.changed.delete(callback);
  }

  async read(): Promise<void> {
    const before = steadyNow();
    const [row] = await this.database.query<ClockRow>(
      `select extract(epoch from wall_anchor)::float8 * 1000 as "wallAnchorMs", extract(epoch from lab_anchor)::float8 * 1000 as "labAnchorMs",
        rate, extract(epoch from clock_timestamp())::float8 * 1000 as "wallNowMs" from lab.lab_clock`,
    );
    if (!row) return;
    const offset = row.wallNowMs - (before + steadyNow()) / 2;
    // Below 20 ms it is the noise of the round trip, not a difference of clocks.
    this.wallOffsetMs = Math.abs(offset) < 20 ? 0 : offset;
    const moved = row.rate !== this.line.rate || row.wallAnchorMs !== this.line.wallAnchorMs || row.labAnchorMs !== this.line.labAnchorMs;
    this.line = { wallAnchorMs: row.wallAnchorMs, labAnchorMs: row.labAnchorMs, rate: row.rate };
    if (moved) for (const callback of this.changed) callback(this.line);
  }
}
