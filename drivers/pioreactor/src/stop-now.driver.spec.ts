import { verbCall, type VerbCall } from '@labwright/domain';
import { MqttRig } from '../../kit/src/mqtt/conformance/mqtt-rig';
import { PioreactorDevice, pioreactor } from './index';

const dose: VerbCall = verbCall('dispense', { volume: 5_000 });
const origin = { stepInstanceId: '11111111-1111-4111-8111-111111111111', attempt: 1, runId: 'r' };

/** What it fails with; unlike `rig.failure`, leaves the time to the spec. */
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('the emergency stop of the bioreactor', () => {
  let rig: MqttRig<PioreactorDevice>;

  beforeEach(async () => {
    rig = new MqttRig<PioreactorDevice>({
      module: pioreactor,
      makeDevice: (made) => new PioreactorDevice(made),
      serialNumber: 'SIM-PIO-0001',
      settings: { unit: 'SIM-PIO-0001', experiment: 'exp1', apiUrl: 'http://leader/api' },
    });
    await rig.connect();
    rig.driver.setPollMode('active');
  });
  afterEach(async () => {
    await rig.end();
    await rig.time.advance(10_000);
    expect(rig.time.pending).toBe(0);
  });

  const options = () => ({ origin: null, signal: rig.signal });
  const holds = async (verb: 'ensureDosingOff' | 'ensureStirringOff') =>
    (await rig.time.run(rig.driver.check(verbCall(verb), options()))).holds;

  it('in the middle of a dose, stops pump and stirrer with one call, and the dose is neither done nor not done', async () => {
    await rig.time.run(rig.driver.perform(verbCall('ensureStirring', { speed: 500 }), options()));
    const dosing = caught(rig.driver.perform(dose, { origin, signal: rig.signal }));
    await rig.time.advance(6_000);
    expect(await holds('ensureDosingOff')).toBe(false);
    const { commands } = await rig.time.run(rig.driver.stopNow(options()));
    expect(commands).toMatchObject([{ written: true, acknowledged: true, problem: null }]);
    expect(await rig.time.run(dosing)).toMatchObject({ context: { outcome: 'unknown' } });
    await rig.time.advance(5_000);
    expect([await holds('ensureDosingOff'), await holds('ensureStirringOff')]).toEqual([true, true]);
  });

  it('as a state to reach, the pumps are off, also when none runs', async () => {
    const dosing = caught(rig.driver.perform(dose, { origin, signal: rig.signal }));
    await rig.time.advance(6_000);
    await rig.time.run(rig.driver.perform(verbCall('ensureDosingOff'), options()));
    expect(await holds('ensureDosingOff')).toBe(true);
    await rig.time.run(rig.driver.perform(verbCall('ensureDosingOff'), options()));
    expect(await rig.time.run(dosing)).toMatchObject({ context: { outcome: 'unknown' } });
  });
});
