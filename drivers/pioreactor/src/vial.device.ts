import type { DeviceWorld, LabwareOnDevice } from '@drivers/kit';

const NEST = 'vial';
/** Full heating power holds the vial this far above the room, Cel. */
const FULL_POWER_RISE = 40;
/** Of warming and cooling, seconds of lab time: 25 to 37 Cel takes a little under 4 minutes. */
const TIME_CONSTANT_S = 600;
/** Below the set point by less than this the power is turned down in proportion, Cel. */
const CONTROL_BAND = 0.5;
/** Largest integration step, seconds of lab time. */
const STEP_S = 2;
const MAX_STEPS = 20_000;
/** How fast the stirrer's speed changes, rpm per second. */
const RAMP = 200;
/** Half widths of the sensors' noise, and standard deviations of that of the density: fixed, AU, and relative. Chosen. */
const NOISE = { rpm: 2, temperature: 0.05 };
const DENSITY_NOISE = { fixed: 0.002, relative: 0.005 };
/** From optical density to the voltage-like number of a sensor without calibration; made up. */
const RAW = { dark: 0.02, slope: 0.35 };

/**
 * The heated and stirred place of the vial, in lab time. First order with limited power; it cannot cool. Made up to be plausible, not
 * measured. Its place is told of each change.
 */
export class VialPlace {
  private targetRpm = 0;
  private target: number | null = null;
  private temperature: number;
  private at: number;
  private from = { rpm: 0, at: 0 };
  private told: { temperature: number | null; rpm: number | null } = { temperature: null, rpm: null };

  constructor(private readonly world: DeviceWorld) {
    this.temperature = world.ambient();
    this.at = world.labNow();
  }

  get temperatureTarget(): number | null {
    return this.target;
  }

  get rpmTarget(): number {
    return this.targetRpm;
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

  /** True speed now, rpm. */
  rpm(): number {
    const way = this.targetRpm - this.from.rpm;
    const done = ((this.world.labNow() - this.from.at) / 1000) * RAMP;
    return done >= Math.abs(way) ? this.targetRpm : this.from.rpm + Math.sign(way) * done;
  }

  /** What the sensors say. */
  sensedTemperature(): number {
    return this.now() + this.noise(NOISE.temperature);
  }

  sensedRpm(): number {
    const rpm = this.rpm();
    return rpm < 1 ? 0 : Math.max(0, rpm + this.noise(NOISE.rpm));
  }

  /** Optical density at 600 nm, or without a calibration the sensor's own number. */
  sensedDensity(calibrated: boolean): number {
    const density = this.labware()?.opticalDensity() ?? 0;
    const read = Math.max(0, density * (1 + this.normal() * DENSITY_NOISE.relative) + this.normal() * DENSITY_NOISE.fixed);
    return calibrated ? read : RAW.dark + RAW.slope * read;
  }

  /** Changes the set point, Cel or null for off; gives whether it was another before. */
  setTemperature(target: number | null): boolean {
    this.now();
    const changed = target !== this.target;
    this.target = target;
    this.expose();
    return changed;
  }

  /** Changes the set point, rpm, 0 for off; gives whether it was another before. */
  setRpm(target: number): boolean {
    const changed = target !== this.targetRpm;
    this.from = { rpm: this.rpm(), at: this.world.labNow() };
    this.targetRpm = target;
    this.expose();
    return changed;
  }

  /** Adds, or below 0 removes, microlitres. */
  add(what: string, microlitres: number): void {
    this.labware()?.add(what, microlitres);
  }

  /** Tells what stands here how it is treated, when that has changed by half a degree or at all. */
  expose(): void {
    const temperature = this.target === null ? null : Math.round(this.now() * 2) / 2;
    const rpm = this.targetRpm === 0 ? null : this.targetRpm;
    if (temperature === this.told.temperature && rpm === this.told.rpm) return;
    this.told = { temperature, rpm };
    if (this.world.expose) this.world.expose(NEST, this.told);
    else this.labware()?.expose(this.told);
  }

  get occupied(): boolean {
    return this.labware() !== null;
  }

  private labware(): LabwareOnDevice | null {
    return this.world.labwareAt?.(NEST) ?? null;
  }

  private noise(halfWidth: number): number {
    return (this.world.random() * 2 - 1) * halfWidth;
  }

  /** About normal, mean 0, standard deviation 1, never beyond 3.5. */
  private normal(): number {
    const sum = this.world.random() + this.world.random() + this.world.random() + this.world.random();
    return (sum - 2) * Math.sqrt(3);
  }

  private advance(seconds: number): void {
    const ambient = this.world.ambient();
    // Exact for constant power within the step, so the step width hardly matters.
    const settled = ambient + this.power(ambient) * FULL_POWER_RISE;
    this.temperature = settled + (this.temperature - settled) * Math.exp(-seconds / TIME_CONSTANT_S);
  }

  /** Share of full power, 0 to 1. */
  private power(ambient: number): number {
    if (this.target === null) return 0;
    const holding = (this.target - ambient) / FULL_POWER_RISE;
    return Math.min(1, Math.max(0, holding + (this.target - this.temperature) / CONTROL_BAND));
  }
}
