import { verbCall, type DriverReading, type VerbCall } from '@labwright/domain';
import type { CommandOrigin, DriverContext, LabwareOnDevice } from '@drivers/kit';
import { Rig } from '../../kit/src/conformance/rig';
import { SynergyH1Device, synergyH1 } from './index';

const open = verbCall('ensureOpen');
const close = verbCall('ensureClosed');
const stop = verbCall('ensureStopped');
const warm = verbCall('ensureTemperature', { target: 37 });
const shake = (speed = 567): VerbCall => verbCall('ensureShaking', { speed });
const od: VerbCall = {
  ...verbCall('readAbsorbance', { wavelength: 600 }),
  plate: { labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells: ['A1'] },
};
const STEP: CommandOrigin = { stepInstanceId: 'step', attempt: 1, runId: 'run' };
const FULL_MS = 960_000;

describe('shaking of the synergy-h1 driver', () => {
  let rig: Rig;
  let exposed: Parameters<LabwareOnDevice['expose']>[0][];
  let origins: { label: string; origin: CommandOrigin }[];
  let asleepMs: number;

  const start = async (options: ConstructorParameters<typeof Rig>[1] = {}): Promise<void> => {
    exposed = [];
    origins = [];
    asleepMs = 0;
    const create = (context: DriverContext): ReturnType<typeof synergyH1.create> =>
      synergyH1.create({
        ...context,
        journal: {
          ...context.journal,
          intend: (intent, origin) => {
            origins.push({ label: intent.label, origin });
            return context.journal.intend(intent, origin);
          },
        },
        timers: { after: (ms, callback) => rig.time.after(ms + asleepMs, callback) },
      });
    rig = new Rig(
      {
        module: { ...synergyH1, create },
        makeDevice: (made) =>
          new SynergyH1Device({ ...made, world: { ...made.world, expose: (_, conditions) => void exposed.push(conditions) } }),
        serialNumber: 'SIMH10001',
      },
      options,
    );
    await rig.connect();
  };
  const options = (): { origin: null; signal: AbortSignal } => ({ origin: null, signal: rig.signal });
  const fails = (call: VerbCall): ReturnType<Rig['failure']> => rig.failure(rig.driver.perform(call, options()));
  const check = (call: VerbCall): ReturnType<Rig['driver']['check']> => rig.time.run(rig.driver.check(call, options()));
  const verdict = async (call: VerbCall): Promise<string> => (await rig.time.run(rig.driver.reconcile(call, options()))).verdict;
  const cycles = (): unknown => rig.device.truth()['cycles'];
  const sent = (text: string): number => rig.written.filter((written) => written === text).length;
  const targets = (): unknown[] => rig.readings.filter(({ name }) => name === 'speed').map(({ target }) => target);

  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  it('takes the carrier in, shakes for as long as a definition can, and says at which speed but not how fast it turns', async () => {
    await start();
    await rig.perform(open);
    await rig.perform(close);
    const [reading] = await rig.perform(shake());
    const expected: Partial<DriverReading> = { name: 'speed', value: null, unit: '{rpm}', quality: 'missing', target: 567 };
    expect(reading).toMatchObject(expected);
    expect(rig.written.slice(-3)).toEqual(['D', '003301010101010000200000001396013019\x30\x03', 'O']);
    expect(cycles()).toBe(567);
    expect(exposed.at(-1)).toEqual({ temperature: null, rpm: 567 });
    expect(rig.intents.map(({ commandId }) => commandId)).toContain(reading?.commandId);
    expect(await check(shake())).toMatchObject({ holds: true, evidence: expect.stringContaining('567 cycles a minute (3 mm)') as string });
    expect(await verdict(shake())).toBe('done');
    expect(await verdict(shake(360))).toBe('not_done');
  });

  it('when asked again for the same speed, sends nothing that changes anything; another speed stops it first', async () => {
    await start();
    await rig.performAll([shake(), shake()]);
    expect([sent('x'), sent('D'), sent('O')]).toEqual([1, 1, 1]);
    await rig.perform(shake(1096));
    expect(rig.written.slice(-4)).toEqual(['x', 'D', expect.stringContaining('960110'), 'O']);
    expect(cycles()).toBe(1096);
  });

  it('stops with x, once, and tells the nest', async () => {
    await start();
    await rig.perform(shake());
    const [reading] = await rig.perform(stop);
    expect(reading).toMatchObject({ name: 'speed', target: null });
    expect(cycles()).toBe(0);
    expect(exposed.at(-1)).toEqual({ temperature: null, rpm: null });
    const before = sent('x');
    await rig.perform(stop);
    expect(sent('x')).toBe(before);
    expect((await check(stop)).holds).toBe(true);
    expect(await verdict(shake())).toBe('not_done');
    expect((await rig.time.advance(2 * FULL_MS), cycles())).toBe(0);
  });

  it.each([
    [359, 'DRIVER_LIMIT_EXCEEDED'],
    [1097, 'DRIVER_LIMIT_EXCEEDED'],
    [NaN, 'DRIVER_LIMIT_EXCEEDED'],
    [500, 'DRIVER_DEVICE_BAD_PARAMETER'],
    [568, 'DRIVER_DEVICE_BAD_PARAMETER'],
  ])('when the shaker lacks a speed (%d), refuses it before any byte', async (speed, code) => {
    await start();
    const writes = rig.written.length;
    expect(await fails(shake(speed))).toMatchObject({ code, retry: 'never', context: { outcome: 'failed' } });
    expect(rig.written).toHaveLength(writes);
  });

  it('starts it again before its 16 min are over, in the name of no step, for hours', async () => {
    await start();
    await rig.time.run(rig.driver.perform(shake(), { origin: STEP, signal: rig.signal }));
    expect(origins.every(({ origin }) => origin === STEP)).toBe(true);
    const first = origins.length;
    // Not at the minutes themselves: at the start of each it rests for a moment.
    await rig.time.advance(30_000);
    for (let minute = 0; minute < 179; minute += 1) {
      await rig.time.advance(60_000);
      expect(cycles()).toBe(567);
    }
    expect(rig.device.counters()).toMatchObject({ 'actions.shake': 12 });
    const later = origins.slice(first);
    expect(later.slice(0, 3).map(({ label }) => label[0])).toEqual(['x', 'D', 'O']);
    expect(later.every(({ origin }) => origin === null)).toBe(true);
    expect(await check(shake())).toMatchObject({ holds: true, evidence: expect.stringContaining('again 11 times') as string });
    expect(rig.losses).toHaveLength(0);
  });

  it.each([20, 3600])('in a simulated lab that runs %d times as fast, keeps it up', async (rate) => {
    await start({ rate });
    await rig.perform(shake());
    let shaken = 0;
    for (let look = 0; look < 400; look += 1) {
      await rig.time.advance((4 * 3_600_000) / rate / 400);
      shaken += cycles() === 567 ? 1 : 0;
    }
    // Above a rate of 6 a rest is longer than the 0.3 s of the lab, because no pause is shorter than 50 ms of the wall.
    expect(shaken / 400).toBeGreaterThan(0.8);
    expect((await check(shake())).holds).toBe(true);
  });

  it('shows in its telemetry what it keeps up: nothing before anybody asked, the speed, and none', async () => {
    await start();
    rig.driver.setPollMode('active');
    await rig.performAll([close]);
    await rig.time.advance(30_000);
    expect(targets()).toEqual([]);
    await rig.perform(shake());
    await rig.time.advance(30_000);
    expect(new Set(targets())).toEqual(new Set([567]));
    await rig.perform(stop);
    await rig.time.advance(10_000);
    expect(targets().at(-1)).toBeNull();
  });

  it('a new connection knows nothing and tells nothing, and stops it before it moves the carrier', async () => {
    await start();
    await rig.perform(shake());
    await rig.driver.close();
    expect(cycles()).toBe(567);
    await rig.connect();
    rig.driver.setPollMode('active');
    const told = targets().length;
    await rig.time.advance(20_000);
    expect(targets().slice(told)).toEqual([]);
    expect((await check(shake())).holds).toBe(false);
    expect([await verdict(shake()), await verdict(stop)]).toEqual(['unknown', 'unknown']);
    await rig.perform(open);
    expect(rig.device.truth()).toMatchObject({ carrier: 'out', cycles: 0 });
  });

  it.each([
    ['opens', open, 'J'],
    ['reads', od, 'O'],
  ])('when it shakes, stops it before it %s', async (_, call, character) => {
    await start();
    await rig.perform(shake());
    const shaking: unknown[] = [];
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString() === character) shaking.push(cycles());
      return true;
    };
    await rig.perform(call);
    expect(shaking).toEqual([0]);
    expect(cycles()).toBe(0);
    expect(await verdict(shake())).toBe('not_done');
    expect((await rig.time.advance(2 * FULL_MS), cycles())).toBe(0);
  });

  it('when the carrier may not move because x could not be sent, does not move it', async () => {
    await start();
    await rig.perform(shake());
    rig.journalFailure = new Error('the lease is lost');
    expect((await fails(open)).message).toContain('the lease is lost');
    expect(sent('J')).toBe(0);
    expect(cycles()).toBe(567);
    rig.journalFailure = null;
    expect((await check(shake())).holds).toBe(true);
  });

  it('when the carrier is out, does not shake', async () => {
    await start();
    await rig.perform(open);
    expect(await fails(shake())).toMatchObject({ code: 'DRIVER_DEVICE_INTERLOCK', context: { outcome: 'failed' } });
    expect(sent('O')).toBe(0);
  });

  it('when opening and shaking are asked for at once, does one after the other', async () => {
    await start();
    await rig.perform(close);
    const both = [shake(), open, shake(), open].map((call) => rig.driver.perform(call, options()));
    const results = await rig.time.run(Promise.allSettled(both));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(rig.device.truth()).toMatchObject({ carrier: 'out', cycles: 0 });
  });

  it('when a read is under way, waits for its end before it shakes', async () => {
    await start();
    await rig.perform(close);
    const read = rig.driver.perform(od, options());
    await rig.time.advance(1_000);
    expect(rig.device.truth()['reading']).toBe(true);
    const [readings] = await rig.time.run(Promise.all([read, rig.driver.perform(shake(), options())]));
    expect(readings).toHaveLength(1);
    expect(cycles()).toBe(567);
  });

  it('when the device refuses to start it again, says that nobody keeps it up', async () => {
    await start();
    rig.driver.setPollMode('active');
    await rig.perform(shake());
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString() === 'O') rig.device.setFault('statusError', true);
      return true;
    };
    await rig.time.advance(FULL_MS);
    expect(targets().at(-1)).toBeNull();
    expect(rig.notices.map(({ severity, text }) => [severity, text.includes('not kept shaking')])).toContainEqual(['error', true]);
    expect((await check(shake())).holds).toBe(false);
    expect(sent('O')).toBe(2);
    rig.onHostBytes = () => true;
    await rig.perform(shake());
    expect(cycles()).toBe(567);
  });

  it('when the answer to O is lost, does not send it again and knows nothing', async () => {
    await start();
    await rig.perform(close);
    rig.onHostBytes = (bytes) => (rig.device.setFault('dropReplies', Buffer.from(bytes).toString() === 'O'), true);
    expect(await fails(shake())).toMatchObject({ code: 'DRIVER_TIMEOUT', context: { outcome: 'unknown' } });
    expect(sent('O')).toBe(1);
    rig.onHostBytes = () => true;
    rig.device.setFault('dropReplies', false);
    expect(await verdict(shake())).toBe('unknown');
    await rig.perform(stop);
    expect(cycles()).toBe(0);
  });

  it('when this process sleeps past the end, does not go on as if nothing had been', async () => {
    await start();
    rig.driver.setPollMode('active');
    await rig.perform(shake());
    asleepMs = FULL_MS + 60_000;
    await rig.time.advance(10_000);
    asleepMs = 0;
    await rig.time.advance(FULL_MS + 120_000);
    expect(cycles()).toBe(0);
    expect(targets().at(-1)).toBeNull();
    expect(rig.notices.some(({ text }) => /at rest for \d+ s/.test(text))).toBe(true);
  });

  it('when the cable is pulled, leaves a device that shakes for 16 min at most, and no timer', async () => {
    await start();
    await rig.perform(shake());
    rig.line.unplug();
    await rig.time.advance(FULL_MS - 60_000);
    expect(cycles()).toBe(567);
    await rig.time.advance(60_000);
    expect(cycles()).toBe(0);
    expect(rig.losses).toHaveLength(1);
  });

  it('warms and shakes at once', async () => {
    await start();
    await rig.performAll([warm, shake()]);
    expect([(await check(warm)).holds, (await check(shake())).holds]).toEqual([true, true]);
    await rig.performAll([stop, verbCall('ensureTemperatureOff')]);
    expect(rig.device.truth()).toMatchObject({ cycles: 0, temperatureTarget: null });
  });

  it('when cancelled before it began, does not stop it', async () => {
    await start();
    await rig.perform(shake());
    expect(await rig.failure(rig.driver.perform(open, { origin: null, signal: AbortSignal.abort() }))).toMatchObject({
      code: 'DRIVER_CANCELLED',
    });
    expect(cycles()).toBe(567);
    expect((await check(shake())).holds).toBe(true);
  });
});
