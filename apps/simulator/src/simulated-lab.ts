import fs from 'node:fs';
import path from 'node:path';
import type { DeviceWorld } from '@drivers/kit';
import { nestPlace } from '@labwright/domain';
import type { FleetEntry } from './fleet';
import type { LabTime } from './lab-time';
import { PhysicalLab } from './physics/physical-lab';
import { seededRandom } from './seeded-random';
import { VirtualInstrument } from './virtual-instrument';

/** Temperature of the room, Cel. */
const AMBIENT = 22;

/** How a simulated instrument is registered, so that it is found and known as simulated. */
export interface InstrumentRegistration {
  readonly id: string;
  readonly driver: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly simulated: true;
}

/** Where and when the simulated lab is. */
export interface LabPlace {
  /** The folder that keeps everything; serial ports appear in its folder `dev`. */
  readonly home: string;
  readonly seed: number;
  readonly time: LabTime;
}

/** A fleet of virtual devices in one room, on one time, each behind a pseudo-terminal. Ends with `close`; a crash unplugs all. */
export class SimulatedLab {
  private constructor(
    readonly instruments: readonly VirtualInstrument[],
    /** Labware and what is in it; empty until it is told of some. */
    readonly physics: PhysicalLab,
    private readonly fleet: readonly FleetEntry[],
  ) {}

  static open(fleet: readonly FleetEntry[], { home, seed, time }: LabPlace): SimulatedLab {
    const folder = path.join(home, 'dev');
    // Links of a simulator that was killed may point at somebody else's terminal by now.
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    const physics = new PhysicalLab({ now: () => time.now(), ambient: () => AMBIENT, seed });
    const instruments = fleet.map(({ id, driver, serialNumber, make }) => {
      const world: DeviceWorld = {
        labNow: () => time.now(),
        rate: () => time.rate(),
        after: (labMs, callback) => time.after(labMs, callback),
        random: seededRandom(seed, serialNumber),
        ambient: () => AMBIENT,
        labwareAt: (nest) => physics.contentsAt(nestPlace(id, nest)),
      };
      return new VirtualInstrument(id, driver, make({ serialNumber, world }), folder);
    });
    for (const instrument of instruments) instrument.plug();
    return new SimulatedLab(instruments, physics, fleet);
  }

  /** What to register of the fleet, in its order. */
  registrations(): readonly InstrumentRegistration[] {
    return this.instruments.map(({ id, driver, url }, index) => ({
      id,
      driver,
      url,
      settings: this.fleet[index]?.settings ?? {},
      simulated: true,
    }));
  }

  async close(): Promise<void> {
    await Promise.all(this.instruments.map((it) => it.close()));
  }
}
