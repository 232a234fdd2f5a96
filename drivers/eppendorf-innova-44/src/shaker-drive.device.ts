import type { DeviceWorld } from '@drivers/kit';

/** How fast the drive speeds up and slows down, rpm per second of lab time. Source: instruments.md, section 1, simulator. */
const RAMP = 20;
/** How fast it stops when the interlock or a fault takes its power; plausible, not measured. */
const STOP_RAMP = 100;
/** Speeds that the drive takes; 0 stops it. */
const SLOWEST = 25;
const FASTEST = 400;

/** The drive of the platform. It turns only with the lid closed and the power on, and goes on by itself once it may again. */
export class ShakerDrive {
  /** Set point, rpm; 0 for stopped. */
  setpoint = 0;
  private lidOpen = false;
  private stuck = false;
  private powered = true;
  private from = { rpm: 0, at: 0 };
  private to = { rpm: 0, rate: RAMP };

  constructor(private readonly world: DeviceWorld) {}

  /** True speed now, rpm. */
  now(): number {
    const way = this.to.rpm - this.from.rpm;
    const done = ((this.world.labNow() - this.from.at) / 1000) * this.to.rate;
    return done >= Math.abs(way) ? this.to.rpm : this.from.rpm + Math.sign(way) * done;
  }

  /** What the display shows, whole rpm; one more or less while it turns. */
  sensed(): number {
    const rpm = this.now();
    return rpm < 1 ? 0 : Math.max(1, Math.round(rpm + (this.world.random() * 2 - 1)));
  }

  get isSettled(): boolean {
    return this.now() === this.to.rpm;
  }

  /** Sets the speed; out of range it is left alone, as there is no error reply. Gives whether it was another before. */
  set(rpm: number): boolean {
    if (rpm !== 0 && (rpm < SLOWEST || rpm > FASTEST)) return false;
    const changed = rpm !== this.setpoint;
    this.setpoint = rpm;
    if (changed) this.turn();
    return changed;
  }

  setLidOpen(open: boolean): void {
    this.lidOpen = open;
    this.turn();
  }

  setStuck(stuck: boolean): void {
    this.stuck = stuck;
    this.turn();
  }

  setPowered(powered: boolean): void {
    this.powered = powered;
    this.turn();
  }

  private turn(): void {
    const free = !this.lidOpen && !this.stuck && this.powered;
    this.from = { rpm: this.now(), at: this.world.labNow() };
    this.to = free ? { rpm: this.setpoint, rate: RAMP } : { rpm: 0, rate: STOP_RAMP };
  }
}
