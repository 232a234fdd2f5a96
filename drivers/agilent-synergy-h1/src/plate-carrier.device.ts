import type { DeviceWorld } from '@drivers/kit';

/** Time of a full movement, lab milliseconds; plausible, not measured. */
const MOVE_MS = { normal: 4000, slow: 8000 };
/** When a blocked carrier is given up, lab milliseconds; plausible, not measured. */
const GIVE_UP_MS = 6000;

/** The carrier that takes the plate in and out. Made closed. Modes: in, out, moving; a jam ends in `between`. */
export class PlateCarrier {
  position: 'in' | 'out' | 'moving' | 'between' = 'in';
  slow = false;
  jammed = false;
  private cancel: () => void = () => undefined;

  constructor(private readonly world: DeviceWorld) {}

  /** Drives there; a carrier that is there already does not move. `begun` says that it started to move. */
  moveTo(goal: 'in' | 'out', done: (jammed: boolean) => void, begun: () => void): void {
    if (this.position === goal) return done(false);
    this.cancel();
    this.position = 'moving';
    begun();
    const stuck = this.jammed;
    const duration = stuck ? GIVE_UP_MS : this.slow ? MOVE_MS.slow : MOVE_MS.normal;
    this.cancel = this.world.after(duration, () => {
      this.position = stuck ? 'between' : goal;
      done(stuck);
    });
  }

  /** A carrier that loses its power stays where it is. */
  powerOff(): void {
    this.cancel();
    if (this.position === 'moving') this.position = 'between';
    this.slow = false;
  }

  dispose(): void {
    this.cancel();
  }
}
