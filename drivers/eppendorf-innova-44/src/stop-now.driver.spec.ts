import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { Innova44Device, innova44 } from './index';

/** What it fails with; unlike `rig.failure`, leaves the time to the spec. */
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('the emergency stop of the incubator shaker', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = new Rig({ module: innova44, makeDevice: (made) => new Innova44Device(made), serialNumber: 'SIM' });
    await rig.connect();
  });
  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  const options = () => ({ origin: null, signal: rig.signal });

  it('when it shakes, sets 0 rpm without a look first, and rests', async () => {
    await rig.perform(verbCall('ensureShaking', { speed: 150 }));
    const before = rig.written.length;
    const { commands } = await rig.time.run(rig.driver.stopNow(options()));
    expect(rig.written.slice(before)).toEqual(['CS 0\r']);
    expect(commands).toMatchObject([{ label: 'CS 0', written: true, acknowledged: true, problem: null }]);
    await rig.time.advance(60_000);
    const { holds } = await rig.time.run(rig.driver.check(verbCall('ensureStopped'), options()));
    expect({ holds, rpm: rig.device.truth()['rpm'] }).toEqual({ holds: true, rpm: 0 });
  });

  it('when a question is on the wire, stops all the same', async () => {
    await rig.perform(verbCall('ensureShaking', { speed: 150 }));
    rig.device.setFault('dropReplies', true);
    const asked = caught(rig.driver.check(verbCall('ensureStopped'), options()));
    await rig.time.advance(100);
    rig.device.setFault('dropReplies', false);
    const { brokenOff, commands } = await rig.time.run(rig.driver.stopNow(options()));
    expect(brokenOff).toBe('RV');
    expect(commands).toMatchObject([{ written: true, acknowledged: true }]);
    expect(await rig.time.run(asked)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'failed' } });
    await rig.time.advance(60_000);
    expect(rig.device.truth()).toMatchObject({ rpm: 0 });
  });
});
