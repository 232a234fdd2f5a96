import type { DriverClock } from './driver.contract';

/** A device is given at least this much wall time: in fast lab time a process that is starved for a moment would miss whole seconds of the lab. */
const LEAST_WALL_MS = 3_000;

/**
 * How long a driver waits for what its device does, from now on, in lab time. On real instruments lab time is wall time, and the least of 3 s
 * plays no part beyond a wait's own length.
 */
export class Patience {
  private readonly labBegun: number;
  private readonly wallBegun: number;

  constructor(private readonly clock: Pick<DriverClock, 'labNow' | 'wallNow'>) {
    this.labBegun = clock.labNow();
    this.wallBegun = clock.wallNow();
  }

  /** Whether the device has had so many lab milliseconds. */
  isOver(labMs: number): boolean {
    if (this.clock.labNow() - this.labBegun < labMs) return false;
    return this.clock.wallNow() - this.wallBegun >= Math.min(labMs, LEAST_WALL_MS);
  }
}
