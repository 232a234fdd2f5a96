import { verbCall, type VerbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { SynergyH1Device, synergyH1 } from './index';

const read: VerbCall = {
  ...verbCall('readAbsorbance', { wavelength: 600 }),
  plate: { labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells: ['A1', 'A2', 'B1', 'B2'] },
};

/** What it fails with; unlike `rig.failure`, leaves the time to the spec. */
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('the emergency stop of the plate reader', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = new Rig({ module: synergyH1, makeDevice: (made) => new SynergyH1Device(made), serialNumber: 'SIM-SY-1' });
    await rig.connect();
  });
  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  const options = () => ({ origin: null, signal: rig.signal });
  const stopNow = () => rig.time.run(rig.driver.stopNow(options()));
  const holds = async (verb: 'ensureStopped' | 'ensureTemperatureOff') =>
    (await rig.time.run(rig.driver.check(verbCall(verb), options()))).holds;

  it('when it shakes and heats, ends both and knows it', async () => {
    await rig.performAll([verbCall('ensureTemperature', { target: 30 }), verbCall('ensureShaking', { speed: 567 })]);
    const before = rig.written.length;
    const { commands } = await stopNow();
    expect(rig.written[before]).toBe('x');
    expect(commands).toMatchObject([
      { written: true, acknowledged: null },
      { written: true, acknowledged: true },
    ]);
    expect([await holds('ensureStopped'), await holds('ensureTemperatureOff')]).toEqual([true, true]);
    // Nobody starts it again: the driver keeps it shaking no longer.
    await rig.time.advance(1_200_000);
    expect(rig.device.truth()).toMatchObject({ cycles: 0, temperatureTarget: null });
  });

  it('in the middle of a read, ends it with an unknown outcome', async () => {
    const reading = caught(rig.driver.perform(read, options()));
    await rig.time.advance(5_000);
    expect(rig.device.truth()).toMatchObject({ reading: true });
    const { commands } = await stopNow();
    expect(commands[0]).toMatchObject({ written: true });
    expect(await rig.time.run(reading)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } });
    expect(rig.device.truth()).toMatchObject({ reading: false });
    expect(await holds('ensureStopped')).toBe(true);
  });

  it('when a command was broken off, does not believe that it rests, and another stop makes sure', async () => {
    const opening = caught(rig.driver.perform(verbCall('ensureOpen'), options()));
    await rig.time.advance(1_000);
    const { brokenOff } = await stopNow();
    expect(brokenOff).not.toBeNull();
    expect(await rig.time.run(opening)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } });
    await rig.time.advance(10_000);
    expect(await holds('ensureStopped')).toBe(false);
    await rig.time.run(rig.driver.perform(verbCall('ensureStopped'), { ...options(), purpose: 'safe_state' }));
    expect(await holds('ensureStopped')).toBe(true);
  });
});
