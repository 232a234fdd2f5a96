import type { DeviceWorld } from '@drivers/kit';

/** Time constants, seconds of lab time. Heating: instruments.md, section 1, simulator; the others are plausible, not measured. */
const HEATING_S = 20 * 60;
const COOLING_S = 40 * 60;
const OPEN_LID_S = 5 * 60;
/** Set points that the chamber takes, Cel. */
const LOWEST = 4;
const HIGHEST = 80;
/** Half width of the sensor noise, Cel. */
const NOISE = 0.04;
/** Nearer to where it is going than this, the temperature counts as settled, Cel. */
const SETTLED = 0.05;

/** The air of the chamber: first order toward the set point by heating, toward the room by losing heat. It cannot cool below the room. */
export class IncubatorChamber {
  /** Set point, Cel. */
  target: number;
  private temperature: number;
  private at: number;
  private lidOpen = false;
  private powered = true;

  constructor(private readonly world: DeviceWorld) {
    this.temperature = world.ambient();
    this.target = Math.round(this.temperature * 10) / 10;
    this.at = world.labNow();
  }

  /** True temperature now, Cel. */
  now(): number {
    const until = this.world.labNow();
    const seconds = Math.max(0, (until - this.at) / 1000);
    this.at = until;
    const goal = this.goal;
    this.temperature = goal + (this.temperature - goal) * Math.exp(-seconds / this.timeConstant(goal));
    return this.temperature;
  }

  /** What the display shows, Cel. */
  sensed(): number {
    return this.now() + (this.world.random() * 2 - 1) * NOISE;
  }

  get isSettled(): boolean {
    return Math.abs(this.now() - this.goal) < SETTLED;
  }

  /** Sets the temperature; out of range it is left alone, as there is no error reply. Gives whether it was another before. */
  set(target: number): boolean {
    if (target < LOWEST || target > HIGHEST) return false;
    this.now();
    const changed = target !== this.target;
    this.target = target;
    return changed;
  }

  setLidOpen(open: boolean): void {
    this.now();
    this.lidOpen = open;
  }

  setPowered(powered: boolean): void {
    this.now();
    this.powered = powered;
  }

  private get goal(): number {
    const ambient = this.world.ambient();
    return this.lidOpen || !this.powered ? ambient : Math.max(this.target, ambient);
  }

  private timeConstant(goal: number): number {
    if (this.lidOpen) return OPEN_LID_S;
    return this.temperature < goal ? HEATING_S : COOLING_S;
  }
}
