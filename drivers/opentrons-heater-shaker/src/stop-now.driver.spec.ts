import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { HeaterShakerDevice, heaterShaker } from './index';

/** What it fails with; unlike `rig.failure`, leaves the time to the spec. */
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('the emergency stop of the heater-shaker', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = new Rig({ module: heaterShaker, makeDevice: (made) => new HeaterShakerDevice(made), serialNumber: 'SIMHS0001' });
    await rig.connect();
  });
  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  const options = () => ({ origin: null, signal: rig.signal });
  const stopNow = () => rig.time.run(rig.driver.stopNow(options()));
  const holds = async (verb: 'ensureStopped' | 'ensureTemperatureOff') =>
    (await rig.time.run(rig.driver.check(verbCall(verb), { ...options(), purpose: 'safe_state' }))).holds;

  it('when it shakes and heats, writes both stops at once and comes to rest', async () => {
    await rig.performAll([
      verbCall('ensureLatched'),
      verbCall('ensureTemperature', { target: 45 }),
      verbCall('ensureShaking', { speed: 1000 }),
    ]);
    const before = rig.written.length;
    const { brokenOff, commands } = await stopNow();
    expect(rig.written.slice(before)).toEqual(['G28 \n', 'M106 \n']);
    expect(brokenOff).toBeNull();
    expect(commands).toMatchObject([
      { label: 'G28', written: true, problem: null },
      { label: 'M106', written: true, acknowledged: true, problem: null },
    ]);
    for (const { writtenMs } of commands) expect(writtenMs).toBeLessThan(500);
    await rig.time.advance(10_000);
    expect(rig.device.truth()).toMatchObject({ rpm: 0, temperatureTarget: null });
    expect([await holds('ensureStopped'), await holds('ensureTemperatureOff')]).toEqual([true, true]);
  });

  it('when a command is on the wire, breaks it off with an unknown outcome and sends nothing of what waits', async () => {
    await rig.perform(verbCall('ensureLatched'));
    const shaking = rig.driver.perform(verbCall('ensureShaking', { speed: 1000 }), options());
    const error = caught(shaking);
    await rig.time.advance(200);
    expect(rig.written.at(-1)).toBe('M3 S1000 \n');
    const waiting = caught(rig.driver.perform(verbCall('ensureTemperature', { target: 45 }), options()));
    await rig.time.advance(1);
    const { brokenOff } = await stopNow();
    expect(brokenOff).toBe('M3 S1000');
    expect(await rig.time.run(error)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } });
    expect(await rig.time.run(waiting)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'failed' } });
    await rig.time.advance(15_000);
    expect(rig.written.filter((text) => text.startsWith('M104'))).toEqual([]);
    expect(rig.device.truth()).toMatchObject({ rpm: 0 });
  });

  it('when the fence has closed and the journal does not answer, lets the stops pass and nothing else, ever', async () => {
    await rig.perform(verbCall('ensureLatched'));
    let answer: () => void = () => undefined;
    rig.journalWaits = new Promise((resolve) => (answer = resolve));
    const stuck = rig.driver.perform(verbCall('ensureShaking', { speed: 1000 }), options());
    const error = caught(stuck);
    await rig.time.advance(3_000);
    rig.writable = false;
    rig.safeStatePasses = true;
    const { commands } = await stopNow();
    expect(commands.map(({ written }) => written)).toEqual([true, true]);
    // The database comes back: what waited for it must not be sent after the stop.
    answer();
    expect(await rig.time.run(error)).toMatchObject({ context: { outcome: 'failed' } });
    expect(rig.written.filter((text) => text.startsWith('M3'))).toEqual([]);
    expect(await holds('ensureTemperatureOff')).toBe(true);
    expect((await rig.failure(rig.driver.check(verbCall('ensureStopped'), options()))).code).toBe('DRIVER_TRANSPORT_FENCED');
  });

  it('when the device is silent, has written all the same and says that nothing was acknowledged', async () => {
    rig.device.setFault('dropReplies', true);
    const { commands } = await stopNow();
    expect(commands.map(({ written, acknowledged }) => ({ written, acknowledged }))).toEqual([
      { written: true, acknowledged: false },
      { written: true, acknowledged: false },
    ]);
  });

  it('when the line is gone, says so', async () => {
    await rig.driver.close();
    expect(await rig.failure(rig.driver.stopNow(options()))).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
  });
});
