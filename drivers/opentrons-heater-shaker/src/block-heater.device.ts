import type { DeviceWorld } from '@drivers/kit';

/** Warming at full power without loss, Cel per second of lab time. With the loss below, 25 to 45 Cel takes a little under 3 minutes. */
const FULL_POWER_RATE = 0.13;
/** Passive loss to the room: time constant in seconds of lab time, so that 45 Cel falls to 35 Cel in about 17 minutes. */
const LOSS_TIME_CONSTANT_S = 1500;
/** Below the set point by less than this the power is turned down in proportion, Cel. */
const CONTROL_BAND = 1.5;
/** Largest integration step, seconds of lab time. */
const STEP_S = 0.5;
/** A device that nobody asks for days is not integrated in finer steps than this many. */
const MAX_STEPS = 20_000;
/** Nearer to where it is going than this, the temperature counts as settled, Cel. */
const SETTLED = 0.05;
/** Half width of the sensor noise, Cel. */
const NOISE = 0.03;

/**
 * The heated block: first order, with limited power and a controller that knows its own loss. It cannot cool, as the real one.
 * Made up to be plausible, not measured; only the firmware's limits (0 to 100 Cel) are from its source.
 */
export class BlockHeater {
  /** Set point, Cel, or null when off. */
  target: number | null = null;
  /** True when the heat pad is broken: power is asked for and nothing warms. */
  broken = false;
  private temperature: number;
  private at: number;

  constructor(private readonly world: DeviceWorld) {
    this.temperature = world.ambient();
    this.at = world.labNow();
  }

  /** True temperature now, Cel. */
  now(): number {
    const until = this.world.labNow();
    const seconds = Math.max(0, (until - this.at) / 1000);
    this.at = until;
    const steps = Math.min(MAX_STEPS, Math.ceil(seconds / STEP_S));
    for (let step = 0; step < steps; step += 1) this.advance(seconds / steps);
    return this.temperature;
  }

  get isSettled(): boolean {
    const ambient = this.world.ambient();
    const goal = this.target === null || this.broken ? ambient : Math.max(this.target, ambient);
    return Math.abs(this.now() - goal) < SETTLED;
  }

  /** What the thermistors say, Cel. */
  sensed(): number {
    return this.now() + (this.world.random() * 2 - 1) * NOISE;
  }

  /** Changes the set point; gives whether it was another before. Cel, or null for off. */
  setTarget(target: number | null): boolean {
    this.now();
    const changed = target !== this.target;
    this.target = target;
    return changed;
  }

  private advance(seconds: number): void {
    const ambient = this.world.ambient();
    // Exact for constant power within the step, so the step width hardly matters.
    const settled = ambient + this.power(ambient) * FULL_POWER_RATE * LOSS_TIME_CONSTANT_S;
    this.temperature = settled + (this.temperature - settled) * Math.exp(-seconds / LOSS_TIME_CONSTANT_S);
  }

  /** Share of full power, 0 to 1. */
  private power(ambient: number): number {
    if (this.target === null || this.broken || Number.isNaN(this.target)) return 0;
    const holding = (this.target - ambient) / (FULL_POWER_RATE * LOSS_TIME_CONSTANT_S);
    return Math.min(1, Math.max(0, holding + (this.target - this.temperature) / CONTROL_BAND));
  }
}
