import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { HeaterShakerDevice, heaterShaker } from './index';

const warm = verbCall('ensureTemperature', { target: 45 });
const shake = verbCall('ensureShaking', { speed: 500 });
const stop = verbCall('ensureStopped');
const latch = verbCall('ensureLatched');
const unlatch = verbCall('ensureUnlatched');

describe('heater-shaker driver', () => {
  let rig: Rig;
  const start = async (options: ConstructorParameters<typeof Rig>[1] = {}): Promise<Rig> => {
    rig = new Rig({ module: heaterShaker, makeDevice: (made) => new HeaterShakerDevice(made), serialNumber: 'SIMHS0001' }, options);
    await rig.connect();
    rig.driver.setPollMode('active');
    return rig;
  };
  const fails = (call: typeof warm): ReturnType<Rig['failure']> =>
    rig.failure(rig.driver.perform(call, { origin: null, signal: rig.signal }));

  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  it('identifies the instrument and says whether it is simulated', async () => {
    await start();
    expect(await rig.time.run(rig.driver.connect())).toMatchObject({
      serialNumber: 'SIMHS0001',
      simulated: true,
      model: 'Heater-Shaker GEN1',
    });
  });

  it('when another serial number was expected, refuses the instrument', async () => {
    rig = new Rig(
      { module: heaterShaker, makeDevice: (made) => new HeaterShakerDevice(made), serialNumber: 'SIMHS0001' },
      { settings: { serialNumber: 'HSM9' } },
    );
    const error = await rig.failure(rig.driver.connect());
    expect(error.code).toBe('DRIVER_STATE_WRONG_INSTRUMENT');
    expect(error.context).toMatchObject({ expected: 'serial number HSM9', found: 'serial number SIMHS0001' });
  });

  it('warms from 25 to 45 Cel in 2.5 to 4 minutes of lab time and reports the reading with its bytes', async () => {
    await start();
    const [reading] = await rig.perform(warm);
    expect(rig.time.wallNow()).toBeGreaterThan(150_000);
    expect(rig.time.wallNow()).toBeLessThan(240_000);
    expect(reading).toMatchObject({ name: 'temperature', unit: 'Cel', quality: 'ok', target: 45 });
    expect(Buffer.from(reading?.raw ?? []).toString()).toMatch(/^M105 C:44\.\d\d T:45\.00 OK\n$/);
    expect(rig.written).toContain('M104 S45 \n');
  });

  it.each([
    [verbCall('ensureTemperature', { target: 36.9 }), 37, 95],
    [verbCall('ensureTemperature', { target: 95.1 }), 37, 95],
    [verbCall('ensureShaking', { speed: 199 }), 200, 3000],
    [verbCall('ensureShaking', { speed: 3001 }), 200, 3000],
    [verbCall('ensureShaking', {}), 200, 3000],
  ])('when %j is outside the rating, refuses it before any byte', async (call, min, max) => {
    await start();
    const writes = rig.written.length;
    const error = await fails(call);
    expect(error).toMatchObject({ code: 'DRIVER_LIMIT_EXCEEDED', context: { min, max, outcome: 'failed' } });
    expect(rig.written).toHaveLength(writes);
  });

  it('when the latch is open, does not shake', async () => {
    await start();
    await rig.performAll([stop, unlatch]);
    expect(await fails(shake)).toMatchObject({ code: 'DRIVER_INTERLOCK', context: { interlock: 'shaking_while_open', outcome: 'failed' } });
    expect(rig.device.counters()['wire.M3']).toBeUndefined();
  });

  it('when the plate turns, does not open the latch', async () => {
    await start();
    await rig.perform(shake);
    expect(await fails(unlatch)).toMatchObject({ code: 'DRIVER_INTERLOCK', context: { interlock: 'opening_while_shaking' } });
    expect(rig.device.truth()['latch']).toBe('closed');
  });

  it('shakes, stops, homes once, opens and closes', async () => {
    await start();
    await rig.performAll([latch, shake]);
    expect(Number(rig.device.truth()['rpm'])).toBeCloseTo(500, -2);
    await rig.performAll([stop, stop, unlatch, unlatch, stop, latch, latch]);
    expect(rig.device.counters()).toMatchObject({
      'actions.speed_set': 1,
      'actions.home': 1,
      'actions.latch_open': 1,
      'actions.latch_close': 1,
    });
    expect(rig.device.truth()).toMatchObject({ rpm: 0, homed: true, latch: 'closed' });
  });

  it('after homing, waits half a second at rest before it shakes', async () => {
    await start();
    await rig.performAll([shake, stop]);
    const homed = rig.time.wallNow();
    let shaken = 0;
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString().startsWith('M3 ')) shaken = rig.time.wallNow();
      return true;
    };
    await rig.perform(shake);
    expect(shaken - homed).toBeGreaterThanOrEqual(450);
  });

  it('when the plate is blocked, reports the firmware error and an unknown outcome', async () => {
    await start();
    rig.device.setFault('motorStalled', true);
    const error = await fails(shake);
    expect(error).toMatchObject({
      code: 'DRIVER_DEVICE_HARDWARE',
      context: { vendorCode: 'ERR111', vendorText: 'main motor:unable to move', outcome: 'unknown' },
    });
  });

  it('when the latch jams, reports the firmware error and an unknown outcome', async () => {
    await start();
    await rig.perform(stop);
    rig.device.setFault('latchJammed', true);
    expect(await fails(unlatch)).toMatchObject({ context: { vendorCode: 'ERR125', outcome: 'unknown' } });
    const verdict = await rig.time.run(rig.driver.reconcile(unlatch, { origin: null, signal: rig.signal }));
    expect(verdict.verdict).toBe('unknown');
    rig.device.setFault('latchJammed', false);
    await rig.perform(latch);
    expect(rig.device.truth()['latch']).toBe('closed');
  });

  it('when the heater stays cold, gives up after ten minutes of lab time without progress and says what was reached', async () => {
    await start({ rate: 20 });
    rig.device.setFault('heaterFailed', true);
    const error = await fails(warm);
    expect(error).toMatchObject({ code: 'DRIVER_TIMEOUT', context: { phase: 'complete', outcome: 'failed' } });
    expect(error.message).toMatch(
      /ensureTemperature: the block is at 2\d(\.\d+)? Cel and came no nearer to 45 Cel in 10 min; is the heater/,
    );
    expect(rig.time.wallNow()).toBeGreaterThanOrEqual(30_000);
    expect(rig.time.wallNow()).toBeLessThan(60_000);
  });

  it('when it cools slowly towards its target, waits for it', async () => {
    await start({ rate: 20 });
    await rig.perform(verbCall('ensureTemperature', { target: 90 }));
    const [reading] = await rig.perform(verbCall('ensureTemperature', { target: 38 }));
    expect(Math.abs((reading?.value ?? 0) - 38)).toBeLessThanOrEqual(0.5);
  });

  it('when the power is cut while it warms, says so instead of waiting', async () => {
    await start();
    const verb = rig.driver.perform(warm, { origin: null, signal: rig.signal });
    await rig.time.advance(30_000);
    rig.device.setFault('silentReboot', true);
    expect(await rig.failure(verb)).toMatchObject({ code: 'DRIVER_STATE_REBOOTED', context: { outcome: 'failed' } });
  });

  it('when asked about a verb whose outcome nobody knows, reads the device', async () => {
    await start();
    const ask = (call: typeof warm) => rig.time.run(rig.driver.reconcile(call, { origin: null, signal: rig.signal }));
    expect(await ask(shake)).toMatchObject({ verdict: 'not_done', evidence: 'M123: 0 rpm, set point 0 rpm' });
    await rig.perform(shake);
    expect((await ask(shake)).verdict).toBe('done');
    rig.device.setFault('dropReplies', true);
    expect((await ask(shake)).verdict).toBe('unknown');
  });

  it('when a stop comes while telemetry is queued, the stop goes first', async () => {
    await start();
    await rig.perform(shake);
    const from = rig.written.length;
    const queued = ['ensureTemperatureOff', 'ensureLatched', 'ensureTemperatureOff'].map((verb) =>
      rig.driver.check(verbCall(verb as 'ensureLatched'), { origin: null, signal: rig.signal }),
    );
    const stopping = rig.driver.perform(stop, { origin: null, signal: rig.signal });
    await rig.time.run(Promise.all([...queued, stopping]));
    expect(rig.written[from + 1]).toBe('M123 \n');
  });

  it.each([[{ serial: 'x' }], ['text'], [{ serialNumber: '' }], [{ serialNumber: 5 }], [[]]])(
    'refuses the settings %j',
    async (settings) => {
      await start();
      expect(() => heaterShaker.parseSettings(settings)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );
});
