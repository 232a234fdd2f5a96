import type { DeviceWorld } from '@drivers/kit';

/** The firmware's limits and waits. Source: opentrons-modules 03384354, heater-shaker `motor_task.hpp`, `motor_policy.hpp`. */
const MAX_RPM = 4110;
const DEFAULT_RAMP = 1000;
const KICKSTART_RPM = 300;
const START_THRESHOLD_RPM = 20;
const START_WAIT_MS = 1000;
const HOMING_RPM = 225;
const SOLENOID_WAIT_MS = 1000;
/** Two waits and eleven cycles of 100 ms with the solenoid engaged. */
const COASTING_MS = 1300;
const POST_HOMING_MS = 500;
/** How fast the motor runs out once it has no power, rpm per second; plausible, not measured. */
const COAST_RAMP = 3000;
/** Half width of the speed sensor's noise while turning, rpm. */
const NOISE = 3;

type Status = 'stopped_unknown' | 'running' | 'error' | 'homing' | 'homed';
/** Takes the firmware's error number, or 0 for success. */
type Done = (error: number) => void;

const ERROR = { speedSensor: 106, unableToMove: 111, illegalSpeed: 120, illegalRamp: 121, latchOpen: 126, homing: 127 } as const;

/**
 * The shaker's motor with its homing solenoid. Modes as in the firmware: stopped_unknown -> running -> homing -> homed, `error` from
 * everywhere; a stall while turning stays an error until the power is cut. Time passes in the world's lab time only.
 */
export class ShakerMotor {
  status: Status = 'homed';
  /** Set point as the device reports it, rpm. While homing it keeps its old value, as in the firmware. */
  setpoint = 0;
  /** The firmware's standing motor error, or 0. */
  standingError = 0;
  private stalled = false;
  private ramp = DEFAULT_RAMP;
  private from = { rpm: 0, at: 0 };
  private to = { rpm: 0, rate: DEFAULT_RAMP };
  private cancels = new Set<() => void>();

  constructor(
    private readonly world: DeviceWorld,
    private readonly latchClosed: () => boolean,
    private readonly raise: (error: number) => void,
    /** Called when it begins to speed up or slow down. */
    private readonly changed: () => void,
  ) {}

  /** True speed now, rpm. */
  now(): number {
    const seconds = (this.world.labNow() - this.from.at) / 1000;
    const way = this.to.rpm - this.from.rpm;
    const done = seconds * this.to.rate;
    return done >= Math.abs(way) ? this.to.rpm : this.from.rpm + Math.sign(way) * done;
  }

  get isSettled(): boolean {
    return this.now() === this.to.rpm;
  }

  /** What the speed sensor says, whole rpm. */
  sensed(): number {
    const rpm = this.now();
    return rpm < 1 ? 0 : Math.max(0, Math.round(rpm + (this.world.random() * 2 - 1) * NOISE));
  }

  /** M3. Answers a second or two later, when the firmware has seen the plate move. */
  setSpeed(rpm: number, done: Done): void {
    if (this.standingError) return done(this.standingError);
    if (!this.latchClosed()) return done(ERROR.latchOpen);
    if (this.status === 'homing') return done(ERROR.homing);
    if (rpm < 0 || rpm > MAX_RPM) return done(ERROR.illegalSpeed);
    const kick = rpm > 0 && rpm < KICKSTART_RPM && this.setpoint === 0;
    if (kick) this.turn(KICKSTART_RPM, this.ramp);
    this.wait(kick ? START_WAIT_MS : 0, () => {
      this.turn(rpm, rpm === 0 ? COAST_RAMP : this.ramp);
      this.setpoint = rpm;
      this.status = 'running';
      this.wait(START_WAIT_MS, () => {
        if (rpm === 0 || this.now() >= START_THRESHOLD_RPM) return done(0);
        this.fail();
        done(ERROR.unableToMove);
      });
    });
  }

  /** M204. */
  setRamp(rpmPerSecond: number, done: Done): void {
    if (rpmPerSecond < 1 || rpmPerSecond > 20_000) return done(ERROR.illegalRamp);
    this.ramp = Math.max(rpmPerSecond, 1000);
    done(0);
  }

  /** G28. Answers when the plate is home, between 4 and 7 seconds later. `begun` says that it started to move. */
  home(done: Done, begun: () => void = () => undefined): void {
    if (!this.latchClosed()) return done(ERROR.latchOpen);
    this.status = 'homing';
    begun();
    this.turn(KICKSTART_RPM, this.ramp);
    this.wait(START_WAIT_MS, () => {
      this.turn(HOMING_RPM, this.ramp);
      this.wait(SOLENOID_WAIT_MS, () => {
        if (this.now() < START_THRESHOLD_RPM) {
          this.fail();
          return done(ERROR.unableToMove);
        }
        const slowing = Math.max(0, ((this.now() - HOMING_RPM) / this.to.rate) * 1000);
        this.wait(slowing + COASTING_MS, () => {
          this.turn(0, COAST_RAMP);
          this.status = 'homed';
          this.setpoint = 0;
          this.wait(POST_HOMING_MS, () => done(0));
        });
      });
    });
  }

  /** G28.D: the solenoid by hand leaves the home position unknown. */
  forgetHome(): void {
    this.status = 'stopped_unknown';
  }

  /** Blocks or frees the plate. */
  setStalled(on: boolean): void {
    this.stalled = on;
    if (!on || this.now() < 1) return;
    this.fail();
    this.standingError = ERROR.speedSensor;
    this.raise(ERROR.speedSensor);
  }

  powerOff(): void {
    this.dispose();
    this.turn(0, COAST_RAMP);
    this.status = 'stopped_unknown';
    this.setpoint = 0;
    this.standingError = 0;
    this.ramp = DEFAULT_RAMP;
  }

  dispose(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  private turn(rpm: number, rate: number): void {
    this.from = { rpm: this.now(), at: this.world.labNow() };
    this.to = { rpm: this.stalled ? 0 : rpm, rate: this.stalled ? 100_000 : rate };
    this.changed();
  }

  private fail(): void {
    this.turn(0, COAST_RAMP);
    this.status = 'error';
    this.setpoint = 0;
  }

  /** A newer command takes the place of what waits, as the firmware's single state does. */
  private wait(labMs: number, then: () => void): void {
    this.dispose();
    if (labMs === 0) return then();
    this.cancels.add(this.world.after(labMs, then));
  }
}
