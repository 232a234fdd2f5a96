import fs from 'node:fs';
import path from 'node:path';
import type { DeviceWorld } from '@drivers/kit';
import { nestPlace } from '@labwright/domain';
import { PioreactorDevice } from '@drivers/pioreactor';
import type { ActionLog } from './action-log';
import type { BioreactorEntry, FleetEntry } from './fleet';
import type { LabTime } from './lab-time';
import { NetworkInstrument } from './network-instrument';
import { PhysicalLab } from './physics/physical-lab';
import type { PipettingSkill } from './physics/pipetting';
import { seededRandom } from './seeded-random';
import type { SimulatedInstrument } from './simulated-instrument.contract';
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
  /** How well people pipette here. Default `exact`. */
  readonly skill?: PipettingSkill;
  readonly time: LabTime;
  /** The lab's MQTT broker, such as `mqtt://127.0.0.1:1883`; null where there is none. */
  readonly brokerUrl: string | null;
  /** Where everything that a device does is written down; absent: nowhere. */
  readonly actions?: ActionLog | null;
}

/** A fleet of virtual devices in one room, on one time, each behind a pseudo-terminal or on the broker. Ends with `close`; a crash unplugs all. */
export class SimulatedLab {
  private constructor(
    readonly instruments: readonly SimulatedInstrument[],
    /** Labware and what is in it; empty until it is told of some. */
    readonly physics: PhysicalLab,
    private readonly spareIds: ReadonlySet<string>,
  ) {}

  /** Bioreactors need a broker; without one they are left out. */
  static async open(fleet: readonly FleetEntry[], bioreactors: readonly BioreactorEntry[], place: LabPlace): Promise<SimulatedLab> {
    const { home, seed, skill = 'exact', time, brokerUrl, actions } = place;
    const folder = path.join(home, 'dev');
    // Links of a simulator that was killed may point at somebody else's terminal by now.
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    const physics = new PhysicalLab({ now: () => time.now(), ambient: () => AMBIENT, seed, skill });
    const worldOf = (id: string, serialNumber: string): DeviceWorld => ({
      labNow: () => time.now(),
      rate: () => time.rate(),
      after: (labMs, callback) => time.after(labMs, callback),
      afterWall: (wallMs, callback) => time.afterWall(wallMs, callback),
      random: seededRandom(seed, serialNumber),
      ambient: () => AMBIENT,
      labwareAt: (nest) => physics.contentsAt(nestPlace(id, nest)),
      expose: (nest, conditions) => physics.exposeAt(nestPlace(id, nest), conditions),
      ...(actions ? { acted: (action, detail) => actions.add(id, action, detail) } : {}),
    });
    const wired = fleet.map(({ id, driver, serialNumber, settings, make }) => {
      const device = make({ serialNumber, world: worldOf(id, serialNumber) });
      return new VirtualInstrument(id, driver, device, folder, settings);
    });
    const networked = (brokerUrl === null ? [] : bioreactors).map(({ id, driver, serialNumber, experiment }) => {
      const device = new PioreactorDevice({ serialNumber, world: worldOf(id, serialNumber), experiment });
      return new NetworkInstrument(id, driver, device, brokerUrl ?? '', experiment);
    });
    const instruments: readonly SimulatedInstrument[] = [...wired, ...networked];
    for (const instrument of instruments) await instrument.plug();
    return new SimulatedLab(instruments, physics, new Set(fleet.filter(({ spare }) => spare).map(({ id }) => id)));
  }

  /** What to register of the fleet, in its order, without what is spare. */
  registrations(): readonly InstrumentRegistration[] {
    return this.instruments.filter(({ id }) => !this.spareIds.has(id)).map(registrationOf);
  }

  /** How a spare instrument is registered by whoever wants it; under another id it works, but no labware is ever on it. */
  spares(): readonly InstrumentRegistration[] {
    return this.instruments.filter(({ id }) => this.spareIds.has(id)).map(registrationOf);
  }

  async close(): Promise<void> {
    await Promise.all(this.instruments.map((it) => it.close()));
  }
}

function registrationOf({ id, driver, url, settings }: SimulatedInstrument): InstrumentRegistration {
  return { id, driver, url, settings, simulated: true };
}
