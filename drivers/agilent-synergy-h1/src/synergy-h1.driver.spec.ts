import { verbCall, type DriverReading, type VerbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { SynergyH1Device, synergyH1 } from './index';

const open = verbCall('ensureOpen');
const close = verbCall('ensureClosed');
const warm = verbCall('ensureTemperature', { target: 37 });
const off = verbCall('ensureTemperatureOff');
describe('synergy-h1 driver', () => {
  let rig: Rig;
  const make = (options: ConstructorParameters<typeof Rig>[1] = {}): Rig =>
    (rig = new Rig(
      {
        module: synergyH1,
        makeDevice: (made) => new SynergyH1Device(made),
        serialNumber: 'SIMH10001',
      },
      options,
    ));
  const start = async (options: ConstructorParameters<typeof Rig>[1] = {}): Promise<Rig> => {
    make(options);
    await rig.connect();
    return rig;
  };
  const begin = (call: VerbCall, signal = rig.signal): Promise<readonly DriverReading[]> =>
    rig.driver.perform(call, { origin: null, signal });
  const fails = (call: VerbCall): ReturnType<Rig['failure']> => rig.failure(begin(call));
  const ask = (call: VerbCall): ReturnType<Rig['driver']['reconcile']> =>
    rig.time.run(rig.driver.reconcile(call, { origin: null, signal: rig.signal }));
  const sent = (text: string): number => rig.written.filter((written) => written === text).length;

  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  it('identifies the instrument and says whether it is simulated', async () => {
    await start();
    const identity = await rig.time.run(rig.driver.connect());
    expect(identity).toEqual({ serialNumber: 'SIMH10001', firmware: '1.04', model: 'Synergy H1', simulated: true });
  });

  it('when another serial number was expected, refuses the instrument', async () => {
    make({ settings: { serialNumber: '9' } });
    const error = await rig.failure(rig.driver.connect());
    expect(error.code).toBe('DRIVER_STATE_WRONG_INSTRUMENT');
    expect(error.context).toMatchObject({ expected: 'serial number 9', found: 'serial number SIMH10001' });
  });

  it('opens and closes once, tells the geometry before it closes, and knows nothing after a reconnect', async () => {
    await start();
    await rig.performAll([open, open, close, close]);
    expect(rig.device.counters()).toMatchObject({ 'actions.carrier_out': 1, 'actions.carrier_in': 1 });
    expect([sent('J'), sent('A'), sent('&')]).toEqual([1, 1, 1]);
    expect(rig.written.slice(-3)).toEqual(['y', '08120112407424014381133808548127761670\x03', 'A']);
    await rig.driver.close();
    await rig.connect();
    expect((await ask(close)).verdict).toBe('unknown');
    await rig.perform(close);
    expect(sent('A')).toBe(2);
    expect(rig.device.counters()).toMatchObject({ 'actions.carrier_in': 1 });
  });

  it('when the carrier jams, reports the status and an unknown outcome', async () => {
    await start();
    rig.device.setFault('carrierJammed', true);
    expect(await fails(open)).toMatchObject({ code: 'DRIVER_DEVICE_HARDWARE', context: { vendorCode: '0401', outcome: 'unknown' } });
    expect((await ask(open)).verdict).toBe('unknown');
    rig.device.setFault('carrierJammed', false);
    await rig.perform(close);
    expect(rig.device.truth()['carrier']).toBe('in');
  });

  it('when the answer to a movement is lost, does not send it again and says that the outcome is unknown', async () => {
    await start();
    await rig.perform(close);
    rig.onHostBytes = (bytes) => (rig.device.setFault('dropReplies', Buffer.from(bytes).toString() === 'J'), true);
    expect(await fails(open)).toMatchObject({ code: 'DRIVER_TIMEOUT', context: { outcome: 'unknown' } });
    expect(sent('J')).toBe(1);
  });

  it('warms to 37 Cel and reports the reading with its bytes and set point', async () => {
    await start();
    rig.driver.setPollMode('active');
    const [reading] = await rig.perform(warm);
    expect(reading).toMatchObject({ name: 'temperature', unit: 'Cel', quality: 'ok', target: 37 });
    expect(Buffer.from(reading?.raw ?? []).toString()).toMatch(/^.3[67]\d0000.$/);
    expect(rig.written).toContain('37000');
    await rig.performAll([off, off]);
    expect(rig.device.counters()).toMatchObject({ 'actions.temperature_set': 1, 'actions.temperature_off': 1 });
  });

  it('when the power is cut while it warms, gives up for lack of progress', async () => {
    await start();
    rig.driver.setPollMode('active');
    const verb = begin(warm);
    await rig.time.advance(60_000);
    rig.device.setFault('silentReboot', true);
    expect(await rig.failure(verb)).toMatchObject({ code: 'DRIVER_TIMEOUT', context: { phase: 'complete', outcome: 'failed' } });
  });

  it.each([[{ serial: 'x' }], ['text'], [{ serialNumber: '' }], [{ focalHeight: 4 }], [{ focalHeight: '7' }], [[]]])(
    'refuses the settings %j',
    async (settings) => {
      await start();
      expect(() => synergyH1.parseSettings(settings)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  it('when the answer to a set point is lost, does not send it again and says that the outcome is unknown', async () => {
    await start();
    rig.onHostBytes = (bytes) => (rig.device.setFault('dropReplies', Buffer.from(bytes).toString() === '37000'), true);
    expect(await fails(warm)).toMatchObject({ code: 'DRIVER_TIMEOUT', context: { outcome: 'unknown' } });
    expect(sent('g')).toBe(1);
    rig.onHostBytes = () => true;
    rig.device.setFault('dropReplies', false);
    expect((await ask(warm)).verdict).toBe('unknown');
    expect((await ask(off)).verdict).toBe('unknown');
    await rig.perform(off);
    expect(rig.device.truth()['temperatureTarget']).toBeNull();
  });

  it('throws away what lies on the line before each command', async () => {
    let flushes = 0;
    rig = new Rig({
      module: {
        ...synergyH1,
        create: (context) =>
          synergyH1.create({
            ...context,
            openTransport: (url, options) =>
              Object.assign(rig.line.transport(url, options), { flush: () => Promise.resolve(void (flushes += 1)) }),
          }),
      },
      makeDevice: (made) => new SynergyH1Device(made),
      serialNumber: 'SIMH10001',
    });
    await rig.connect();
    const before = flushes;
    await rig.performAll([open, close]);
    // x & J y A; a parameter belongs to its command.
    expect(flushes - before).toBe(5);
  });

  it('when nothing answers at 9600 baud, tries 38461', async () => {
    const urls: string[] = [];
    rig = new Rig({
      module: {
        ...synergyH1,
        create: (context) =>
          synergyH1.create({
            ...context,
            url: 'serial:///dev/ttyUSB0',
            openTransport: (url, options) => {
              urls.push(url);
              return rig.line.transport(url, options);
            },
          }),
      },
      makeDevice: (made) => new SynergyH1Device(made),
      serialNumber: 'SIMH10001',
    });
    rig.onHostBytes = () => urls.length > 1;
    await rig.connect();
    expect(urls.map((url) => url.split('?')[1])).toEqual(['baud=9600&stopBits=2&rtscts=on', 'baud=38461&stopBits=2&rtscts=on']);
    expect(rig.losses).toHaveLength(0);
  });
});
