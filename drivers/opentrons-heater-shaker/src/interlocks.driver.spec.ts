import { LabError, verbCall, type Surroundings, type VerbCall } from '@labwright/domain';
import { ManualTime } from '../../kit/src/conformance/manual-time';
import { MemoryLine } from '@drivers/kit';
import { HeaterShakerDevice, heaterShaker } from './index';

const plate = { nest: 'hs-1.nest', name: 'plate', runId: 'run-1', maxTemperature: 60, maxSpeed: 1_500 };

describe('the interlocks of the heater-shaker, at its wire', () => {
  const time = new ManualTime(1);
  const line = new MemoryLine();
  const device = new HeaterShakerDevice({ serialNumber: 'SIMHS0001', world: time.world(1) });
  let around: () => Promise<Surroundings> = () => Promise.resolve({ labware: [plate], limits: {} });
  line.plug(device.attach(line));
  const subject = heaterShaker.create({
    instrument: 'hs-1',
    url: 'memory://bench',
    settings: {},
    journal: { intend: () => Promise.resolve(), answered: () => undefined },
    fence: { assertWritable: () => undefined },
    clock: time,
    timers: time,
    openTransport: (url, options) => line.transport(url, options),
    surroundings: () => around(),
    onReadings: () => undefined,
    onLost: () => undefined,
    onNotice: () => undefined,
  });
  const options = { origin: { runId: 'run-1', stepInstanceId: 's', attempt: 1 }, signal: new AbortController().signal };
  const perform = (call: VerbCall) => time.run(subject.perform(call, options));
  const QUERIES = /^M(?:105|123|241|115) ?\n$/;

  /** The refusal, and what was written for it apart from questions. */
  async function refusal(call: VerbCall): Promise<{ error: unknown; sent: string[]; all: number }> {
    const before = line.written.length;
    const error = await time.run(
      subject.perform(call, options).then(
        () => null,
        (thrown: unknown) => thrown,
      ),
    );
    const written = line.written.slice(before).map((bytes) => Buffer.from(bytes).toString());
    return { error, sent: written.filter((text) => !QUERIES.test(text)), all: written.length };
  }

  beforeAll(() => time.run(subject.connect()));
  afterAll(async () => {
    await subject.close();
    device.dispose();
  });

  it.each([
    [verbCall('ensureTemperature', { target: 60.5 }), 'DRIVER_INTERLOCK', 'too_hot_for_labware'],
    [verbCall('ensureShaking', { speed: 1_501 }), 'DRIVER_INTERLOCK', 'too_fast_for_labware'],
    [verbCall('ensureTemperature', { target: 96 }), 'DRIVER_LIMIT_EXCEEDED', undefined],
  ])('when %j is too much, sends no byte at all', async (call, code, interlock) => {
    expect(await refusal(call)).toMatchObject({
      error: { code, context: { ...(interlock ? { interlock } : {}), outcome: 'failed' } },
      sent: [],
      all: 0,
    });
  });

  it('when the instrument is registered with less, sends no byte at all', async () => {
    around = () => Promise.resolve({ labware: [], limits: { 'shaking.speed': { min: 200, max: 700 } } });
    expect(await refusal(verbCall('ensureShaking', { speed: 701 }))).toMatchObject({
      error: { code: 'DRIVER_LIMIT_EXCEEDED', context: { max: 700 } },
      all: 0,
    });
  });

  it("when another run's plate stands there, moves nothing", async () => {
    around = () => Promise.resolve({ labware: [{ ...plate, runId: 'run-2' }], limits: {} });
    expect(await refusal(verbCall('ensureUnlatched'))).toMatchObject({
      error: { code: 'DRIVER_INTERLOCK', context: { interlock: 'occupied' } },
      all: 0,
    });
  });

  it('when the record cannot be asked, does nothing either', async () => {
    around = () => Promise.reject(new LabError('DATABASE_UNAVAILABLE', 'away', { host: 'x' }, 'safe'));
    expect(await refusal(verbCall('ensureShaking', { speed: 500 }))).toMatchObject({ error: { code: 'DATABASE_UNAVAILABLE' }, all: 0 });
    around = () => Promise.resolve({ labware: [plate], limits: {} });
  });

  it('when the clamp is open or the plate turns, asks the device and sends nothing else', async () => {
    await perform(verbCall('ensureStopped'));
    await perform(verbCall('ensureUnlatched'));
    expect(await refusal(verbCall('ensureShaking', { speed: 500 }))).toMatchObject({
      error: { code: 'DRIVER_INTERLOCK', context: { interlock: 'shaking_while_open' } },
      sent: [],
    });
    await perform(verbCall('ensureLatched'));
    await perform(verbCall('ensureShaking', { speed: 500 }));
    expect(await refusal(verbCall('ensureUnlatched'))).toMatchObject({
      error: { code: 'DRIVER_INTERLOCK', context: { interlock: 'opening_while_shaking' } },
      sent: [],
    });
  });

  it('when the device does not answer, does not believe that it is safe', async () => {
    device.setFault('dropReplies', true);
    expect(await refusal(verbCall('ensureUnlatched'))).toMatchObject({
      error: { code: 'DRIVER_TIMEOUT', context: { outcome: 'failed' } },
      sent: [],
    });
    device.setFault('dropReplies', false);
  });

  it('whatever stands there, lets it be stopped', async () => {
    around = () => Promise.reject(new Error('nobody asks'));
    await time.run(subject.perform(verbCall('ensureStopped'), { ...options, purpose: 'safe_state' }));
    expect(device.truth()).toMatchObject({ rpm: 0 });
  });
});
