import type { DeviceWorld } from '@drivers/kit';

/** Time constants, seconds of lab time: toward the set point with power, and toward the room without. Plausible, not measured. */
const HEATING_S = 150;
const LOSS_S = 1500;
/** Nearer to where it is going than this, the temperature counts as settled, Cel. */
const SETTLED = 0.05;
/** Half width of the sensor noise, Cel. */
const NOISE = 0.03;

/** The heated chamber: first order. It cannot cool below what the room takes away. */
export class Incubator {
  /** Set point, Cel, or null when off. */
  target: number | null = null;
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
    const { goal } = this;
    const heats = this.target !== null && this.target > this.temperature;
    this.temperature = goal + (this.temperature - goal) * Math.exp(-seconds / (heats ? HEATING_S : LOSS_S));
    return this.temperature;
  }

  get isSettled(): boolean {
    return Math.abs(this.now() - this.goal) < SETTLED;
  }

  /** What the sensors say, Cel. */
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

  private get goal(): number {
    return Math.max(this.world.ambient(), this.target ?? -Infinity);
  }
}
