/*
 * The embedded lab in one process and on a clock that jumps: the real drivers against the real virtual devices over lines and a broker in
 * memory, with the real physics of what stands on them. Everybody shares one time at rate 1, which moves to the next timer when nothing is
 * left to do, so that a night takes seconds and polls, ramps and time-outs are as long as they are.
 */
import { built } from '../bench/built.mjs';

const { MemoryBroker, MemoryLine } = built('drivers/kit/src');
const { ManualTime } = built('drivers/kit/src/conformance/manual-time');
const { nestPlace } = built('libs/domain/src');
const { EMBEDDED_BIOREACTORS, EMBEDDED_FLEET } = built('apps/simulator/src/fleet');
const { PhysicalLab } = built('apps/simulator/src/physics/physical-lab');
const { seededRandom } = built('apps/simulator/src/seeded-random');
const { PioreactorDevice, pioreactor } = built('drivers/pioreactor/src');
const { heaterShaker } = built('drivers/opentrons-heater-shaker/src');
const { innova44 } = built('drivers/eppendorf-innova-44/src');
const { synergyH1 } = built('drivers/agilent-synergy-h1/src');

const MODULES = new Map([pioreactor, heaterShaker, innova44, synergyH1].map((module) => [module.manifest.driver, module]));
/** Temperature of the room as in the embedded lab, Cel. */
const AMBIENT = 22;
const BROKER = 'mqtt://bench/pioreactor';

/** The fleet of the embedded lab as the compiler sees it, with the manifests of the drivers themselves. */
export const fleet = {
  instruments: [...EMBEDDED_FLEET.filter(({ spare }) => !spare), ...EMBEDDED_BIOREACTORS].map(({ id, driver }) => ({
    id,
    manifest: MODULES.get(driver).manifest,
    service: 'available',
    simulated: true,
  })),
};

/** One lab, just switched on. `lost` is what went wrong on a line; empty as long as nothing did. */
export class VirtualLab {
  time = new ManualTime(1);
  lost = [];
  #drivers = new Map();
  #devices = [];
  #watchers = new Map();

  constructor(seed) {
    const { time } = this;
    this.physics = new PhysicalLab({ now: () => time.labNow(), ambient: () => AMBIENT, seed });
    const broker = new MemoryBroker(time);
    const worldOf = (id, serialNumber) => ({
      labNow: () => time.labNow(),
      rate: () => 1,
      after: (labMs, callback) => time.after(labMs, callback),
      random: seededRandom(seed, serialNumber),
      ambient: () => AMBIENT,
      labwareAt: (nest) => this.physics.contentsAt(nestPlace(id, nest)),
      expose: (nest, conditions) => this.physics.exposeAt(nestPlace(id, nest), conditions),
    });
    for (const { id, driver, serialNumber, settings, make } of EMBEDDED_FLEET.filter(({ spare }) => !spare)) {
      const device = make({ serialNumber, world: worldOf(id, serialNumber) });
      const line = new MemoryLine();
      line.plug(device.attach(line));
      this.#devices.push(device);
      this.#add(id, driver, `memory://${id}`, settings, { openTransport: (url, options) => line.transport(url, options) });
    }
    for (const { id, driver, serialNumber, experiment } of EMBEDDED_BIOREACTORS) {
      const device = new PioreactorDevice({ serialNumber, world: worldOf(id, serialNumber), experiment });
      const fence = { assertWritable: () => undefined };
      device.attachBroker((clientId, will) => broker.link(BROKER, { instrument: id, clientId, fence, ...(will ? { will } : {}) }));
      this.#devices.push(device);
      const settings = { unit: serialNumber, experiment, apiUrl: 'http://leader/api' };
      const wire = { openLink: (url, options) => broker.link(url, options), http: (request, signal) => device.http(request, signal) };
      this.#add(id, driver, BROKER, settings, wire);
    }
  }

  driver(id) {
    const found = this.#drivers.get(id);
    if (!found) throw new Error(`the lab has no instrument ${id}`);
    return found;
  }

  /** Lab milliseconds since the lab was switched on. */
  get now() {
    return this.time.wallNow();
  }

  /** Resolves after so many lab milliseconds; at once for 0. */
  wait(labMs) {
    return labMs > 0 ? new Promise((resolve) => void this.time.after(labMs, resolve)) : Promise.resolve();
  }

  /** Hears every reading of an instrument until it is unsubscribed. */
  watch(id, watcher) {
    this.#watchers.get(id).add(watcher);
    return () => this.#watchers.get(id).delete(watcher);
  }

  /** Connects those instruments; nobody asks the others anything. */
  async connect(ids) {
    await this.time.settle();
    for (const id of ids) await this.time.run(this.driver(id).connect());
  }

  async close() {
    for (const driver of this.#drivers.values()) await driver.close();
    for (const device of this.#devices) device.dispose();
    await this.time.settle();
  }

  #add(id, family, url, settings, wire) {
    const module = MODULES.get(family);
    this.#watchers.set(id, new Set());
    const context = {
      instrument: id,
      url,
      settings: module.parseSettings(settings),
      journal: { intend: async () => undefined, answered: () => undefined },
      fence: { assertWritable: () => undefined },
      clock: this.time,
      timers: this.time,
      onReadings: (readings) => this.#watchers.get(id).forEach((watcher) => watcher(readings)),
      onLost: (error) => this.lost.push(error),
      onNotice: () => undefined,
      ...wire,
    };
    this.#drivers.set(id, module.create(context));
  }
}
