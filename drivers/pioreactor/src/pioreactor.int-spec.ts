import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { verbCall, type DriverReading } from '@labwright/domain';
import type { CommandAnswer, DriverContext, DeviceWorld } from '@drivers/kit';
import { Aedes } from 'aedes';
import { PioreactorDevice, PioreactorServer, pioreactor } from './index';

/** Lab milliseconds in one wall millisecond. */
const RATE = 20;

/** A real broker that can be taken away and brought back on the same port. */
class Broker {
  port = 0;
  /** How long it takes to take a dosing event, wall milliseconds. */
  eventMs = 0;
  private aedes: Aedes | null = null;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();

  async start(): Promise<void> {
    const aedes = await Aedes.createBroker();
    aedes.authorizePublish = (_client, packet, done) => {
      if (packet.topic.endsWith('/dosing_events')) setTimeout(() => done(null), this.eventMs);
      else done(null);
    };
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      aedes.handle(socket);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.aedes = aedes;
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server, aedes } = this;
    this.server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => aedes?.close(() => resolve()) ?? resolve());
  }
}

function world(): DeviceWorld {
  const begun = performance.now();
  let seed = 7;
  return {
    labNow: () => Date.UTC(2026, 0, 1) + (performance.now() - begun) * RATE,
    after: (labMs, callback) => {
      const timer = setTimeout(callback, labMs / RATE);
      return () => clearTimeout(timer);
    },
    random: () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    },
    ambient: () => 25,
    rate: () => RATE,
  };
}

describe('pioreactor over a real broker and a real web interface', () => {
  const broker = new Broker();
  let unit: PioreactorServer;
  let context: DriverContext;
  let losses: Error[];
  let readings: DriverReading[];
  let answers: CommandAnswer[];
  const options = { origin: null, signal: new AbortController().signal };

  beforeEach(async () => {
    await broker.start();
    const lab = world();
    unit = new PioreactorServer(new PioreactorDevice({ serialNumber: 'SIM-PIO-0001', world: lab }), {
      brokerUrl: `mqtt://127.0.0.1:${broker.port}`,
    });
    await unit.start();
    losses = [];
    readings = [];
    answers = [];
    context = {
      instrument: 'pioreactor-1',
      url: `mqtt://127.0.0.1:${broker.port}/pioreactor`,
      settings: { unit: 'SIM-PIO-0001', experiment: 'exp1', apiUrl: unit.apiUrl },
      journal: { intend: async () => undefined, answered: (_, answer) => void answers.push(answer) },
      fence: { assertWritable: () => undefined },
      clock: { wallNow: () => performance.now(), labNow: () => lab.labNow(), pollDelay: (labMs) => Math.max(labMs / RATE, 50) },
      onReadings: (news) => readings.push(...news),
      onLost: (error) => losses.push(error),
      onNotice: () => undefined,
    };
  });

  afterEach(async () => {
    await unit.close();
    await broker.stop();
  });

  it('stirs, watches and doses, with a restart of the broker in the middle', async () => {
    const driver = pioreactor.create(context);
    try {
      expect(await driver.connect()).toMatchObject({ serialNumber: 'SIM-PIO-0001', simulated: true });
      driver.setPollMode('active');
      await driver.perform(verbCall('ensureStirring', { speed: 500 }), options);
      const verb = driver.perform(verbCall('ensureTemperature', { target: 35 }), options);
      await broker.stop();
      await expect(driver.perform(verbCall('ensureStirring', { speed: 700 }), options)).rejects.toMatchObject({
        code: 'DRIVER_TRANSPORT_CLOSED',
      });
      await broker.start();
      await verb;
      await driver.perform(verbCall('ensureStirring', { speed: 800 }), options);
      await driver.perform(verbCall('ensureMonitoring'), options);
      const [dosed] = await driver.perform(verbCall('dispense', { volume: 500 }), options);
      expect(dosed).toMatchObject({ value: 500 });
      expect(unit.device.truth()).toMatchObject({ rpmTarget: 800, temperatureTarget: 35 });
      expect(unit.device.counters()).toMatchObject({ 'actions.dispense': 1, 'jobs.stirring': 1 });
      expect(new Set(readings.map(({ name }) => name))).toEqual(new Set(['speed', 'temperature', 'optical_density', 'volume_dispensed']));
      expect(losses).toHaveLength(0);
    } finally {
      await driver.close();
    }
  }, 25_000);

  it('when the broker is busy and takes the events of a dose long after the pump has stopped, knows the dose as whole', async () => {
    broker.eventMs = 900;
    const driver = pioreactor.create(context);
    try {
      await driver.connect();
      driver.setPollMode('active');
      expect(await driver.perform(verbCall('dispense', { volume: 150 }), options)).toMatchObject([{ value: 150 }]);
    } finally {
      broker.eventMs = 0;
      await driver.close();
    }
  }, 25_000);

  it('when the broker is not there yet, says so, and connects once it is', async () => {
    await broker.stop();
    const driver = pioreactor.create(context);
    await expect(driver.connect()).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_NOT_FOUND', retry: 'safe' });
    await broker.start();
    let identity: unknown = null;
    for (let tries = 0; identity === null && tries < 20; tries += 1) identity = await driver.connect().catch(() => null);
    expect(identity).toMatchObject({ simulated: true });
    await driver.close();
  }, 25_000);

  it('when the unit falls off the network, the broker tells by its last wills, and the unit comes back', async () => {
    const driver = pioreactor.create(context);
    try {
      await driver.connect();
      const lost = new Promise<Error>((resolve) => {
        losses.push = (error) => (resolve(error), 1);
      });
      unit.device.setFault('brokerAway', true);
      expect(await lost).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
      unit.device.setFault('brokerAway', false);
      await driver.connect();
    } finally {
      await driver.close();
    }
  }, 25_000);
});
