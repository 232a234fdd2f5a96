import type { DriverClock } from '../driver.contract';
import type { DriverTimers } from '../session/timers';
import type { DeviceWorld } from '../virtual-device.contract';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

const EPOCH = Date.UTC(2026, 0, 1);

/**
 * Time for specs: wall time stands still until it is moved, lab time runs `rate` times as fast, and minutes pass in microseconds. It is
 * the clock and the timers of a driver and the world of a virtual device at once, so that both see the same time.
 */
export class ManualTime implements DriverTimers, DriverClock {
  private wall = 0;
  private timers: Timer[] = [];

  constructor(private readonly labPerWall = 1) {}

  wallNow(): number {
    return this.wall;
  }

  labNow(): number {
    return EPOCH + this.wall * this.labPerWall;
  }

  pollDelay(labMs: number): number {
    return Math.max(labMs / this.labPerWall, 50);
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.wall + Math.max(0, ms), callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.timers.length;
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves wall time by `ms`, firing what is due in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.wall + ms;
    await this.settle();
    for (let timer = this.due(end); timer; timer = this.due(end)) await this.fire(timer);
    this.wall = end;
  }

  /** Moves time as far as the promise needs. @throws Error when nothing is scheduled any more and the promise still hangs */
  async run<T>(promise: Promise<T>, limitMs = 24 * 3_600_000): Promise<T> {
    let done = false;
    const mark = (): void => {
      done = true;
    };
    promise.then(mark, mark);
    const end = this.wall + limitMs;
    await this.settle();
    while (!done) {
      const timer = this.due(end);
      if (!timer) throw new Error(`nothing is scheduled in ${limitMs} ms, and the promise still hangs`);
      await this.fire(timer);
    }
    return promise;
  }

  /** The same time as a virtual device sees it, with seeded randomness. */
  world(seed = 1): DeviceWorld {
    let state = seed >>> 0;
    return {
      labNow: () => this.labNow(),
      after: (labMs, callback) => this.after(labMs / this.labPerWall, callback),
      random: () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      },
      ambient: () => 25,
      rate: () => this.labPerWall,
    };
  }

  private due(end: number): Timer | undefined {
    const first = this.timers.reduce<Timer | undefined>((best, timer) => (best && best.at <= timer.at ? best : timer), undefined);
    return first && first.at <= end ? first : undefined;
  }

  private async fire(timer: Timer): Promise<void> {
    this.timers = this.timers.filter((other) => other !== timer);
    this.wall = Math.max(this.wall, timer.at);
    timer.callback();
    await this.settle();
  }
}
