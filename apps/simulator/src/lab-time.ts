import { labTimeAt, wallTimeAt, type LabClockLine } from '@labwright/domain';
import { steadyNow } from '@labwright/persistence';

/** The clock of this process that lab time follows; a spec brings its own. */
export interface WallClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; the function returned takes it back. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: WallClock = {
  now: steadyNow,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Node's timers overflow above this, and a rate may change meanwhile anyway. */
const LONGEST_WAIT_MS = 3_600_000;

interface Timer {
  readonly dueLabMs: number;
  readonly callback: () => void;
  disarm: () => void;
}

/**
 * Lab time as the simulated instruments live in it: it follows a line that is set from outside, and timers are kept in lab time.
 * Invariants: lab time never goes back (a line that would make it do so holds it still until it has caught up), and no timer fires
 * before its lab time. When the line changes, every pending timer is armed anew.
 */
export class LabTime {
  #line: LabClockLine;
  #latest = Number.NEGATIVE_INFINITY;
  readonly #timers = new Set<Timer>();
  readonly #wallTimers = new Set<() => void>();

  constructor(
    line: LabClockLine,
    private readonly wall: WallClock = systemClock,
  ) {
    this.#line = line;
  }

  /** Lab time, milliseconds since the epoch. */
  now(): number {
    this.#latest = Math.max(this.#latest, labTimeAt(this.#line, this.wall.now()));
    return this.#latest;
  }

  /** Lab milliseconds in one wall millisecond. */
  rate(): number {
    return this.#line.rate;
  }

  /** Calls back after `labMs` of lab time, never at once; the function returned takes it back. */
  after(labMs: number, callback: () => void): () => void {
    const timer: Timer = { dueLabMs: this.now() + Math.max(labMs, 0), callback, disarm: () => undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => this.#forget(timer);
  }

  /** Calls back after wall time, whatever lab time does; taken back by `dispose` too. */
  afterWall(wallMs: number, callback: () => void): () => void {
    const disarm = this.wall.after(wallMs, () => {
      this.#wallTimers.delete(disarm);
      callback();
    });
    this.#wallTimers.add(disarm);
    return () => {
      disarm();
      this.#wallTimers.delete(disarm);
    };
  }

  /** Takes another line from now on. Gives by how many lab milliseconds this time is ahead of it, 0 or more: so long it stands still. */
  follow(line: LabClockLine): number {
    const reached = this.now();
    this.#line = line;
    for (const timer of this.#timers) {
      timer.disarm();
      this.#arm(timer);
    }
    return Math.max(0, reached - labTimeAt(line, this.wall.now()));
  }

  /** Takes back every timer. */
  dispose(): void {
    for (const timer of this.#timers) this.#forget(timer);
    for (const disarm of this.#wallTimers) disarm();
    this.#wallTimers.clear();
  }

  #arm(timer: Timer): void {
    const waitMs = wallTimeAt(this.#line, timer.dueLabMs) - this.wall.now();
    timer.disarm = this.wall.after(Math.min(Math.max(Math.ceil(waitMs), 0), LONGEST_WAIT_MS), () => {
      if (this.now() < timer.dueLabMs) return this.#arm(timer);
      this.#forget(timer);
      timer.callback();
    });
  }

  #forget(timer: Timer): void {
    timer.disarm();
    this.#timers.delete(timer);
  }
}
