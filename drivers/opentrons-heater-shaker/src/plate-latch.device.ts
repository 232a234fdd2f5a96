import type { DeviceWorld } from '@drivers/kit';
import { LatchStatus } from './heater-shaker.protocol';

/** Time of a full movement, lab milliseconds; plausible, not measured. */
const MOVE_MS = 2000;
/** The firmware gives up after this. Source: `motor_task.hpp`, PLATE_LOCK_MOVE_TIME_THRESHOLD in steps of 100 ms. */
const GIVE_UP_MS = 5000;

const ERROR = { notHome: 123, notStopped: 124, timeout: 125 } as const;

/**
 * The latch that clamps the plate. Commands are answered when the movement is over, not when it starts, although a comment in the
 * firmware says otherwise. Modes: the firmware's five states; a jam ends in IDLE_UNKNOWN with ERR125.
 */
export class PlateLatch {
  status: LatchStatus = LatchStatus.idleClosed;
  jammed = false;
  /** Where it really is: 0 closed, 1 open. */
  private position = 0;
  private cancel: () => void = () => undefined;
  private waiting: ((error: number) => void)[] = [];

  constructor(
    private readonly world: DeviceWorld,
    /** Called when it begins to move and when it is there. */
    private readonly changed: () => void,
  ) {}

  get openSensor(): boolean {
    return this.position === 1;
  }

  get closedSensor(): boolean {
    return this.position === 0;
  }

  /** Whether the firmware lets the motor run. */
  get closedForMotor(): boolean {
    return this.closedSensor || this.status === LatchStatus.idleClosed;
  }

  /** M242. `homed`: the plate has to be home. `begun` says that it started to move. */
  open(homed: boolean, done: (error: number) => void, begun: () => void): void {
    if (this.openSensor || this.status === LatchStatus.idleOpen) {
      this.status = LatchStatus.idleOpen;
      return done(0);
    }
    if (!homed) return done(ERROR.notHome);
    this.move(1, LatchStatus.opening, LatchStatus.idleOpen, done, begun);
  }

  /** M243. `stopped`: the motor has to be stopped. */
  close(stopped: boolean, done: (error: number) => void, begun: () => void): void {
    if (this.closedSensor || this.status === LatchStatus.idleClosed) {
      this.status = LatchStatus.idleClosed;
      return done(0);
    }
    if (!stopped) return done(ERROR.notStopped);
    this.move(0, LatchStatus.closing, LatchStatus.idleClosed, done, begun);
  }

  powerOff(): void {
    this.dispose();
    this.status = LatchStatus.idleUnknown;
  }

  dispose(): void {
    this.cancel();
    this.waiting = [];
  }

  private move(to: 0 | 1, moving: LatchStatus, idle: LatchStatus, done: (error: number) => void, begun: () => void): void {
    this.waiting.push(done);
    if (this.status === moving) return;
    this.cancel();
    this.status = moving;
    begun();
    const way = Math.abs(to - this.position);
    this.position = 0.5;
    this.changed();
    const stuck = this.jammed;
    this.cancel = this.world.after(stuck ? GIVE_UP_MS : MOVE_MS * way, () => {
      this.status = stuck ? LatchStatus.idleUnknown : idle;
      if (!stuck) this.position = to;
      this.changed();
      for (const waiter of this.waiting.splice(0)) waiter(stuck ? ERROR.timeout : 0);
    });
  }
}
