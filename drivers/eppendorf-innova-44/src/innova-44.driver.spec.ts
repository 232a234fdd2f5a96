import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { Innova44Device, innova44 } from './index';

const warm = verbCall('ensureTemperature', { target: 37 });
const shake = verbCall('ensureShaking', { speed: 220 });
const stop = verbCall('ensureStopped');

describe('innova-44 driver', () => {
  let rig: Rig;
  const make = (options: ConstructorParameters<typeof Rig>[1] = {}): Rig => {
    rig = new Rig({ module: innova44, makeDevice: (made) => new Innova44Device(made), serialNumber: '' }, options);
    return rig;
  };
  const start = async (options: ConstructorParameters<typeof Rig>[1] = {}): Promise<Rig> => {
    await make(options).connect();
    rig.driver.setPollMode('active');
    return rig;
  };
  const fails = (call: typeof warm): ReturnType<Rig['failure']> =>
    rig.failure(rig.driver.perform(call, { origin: null, signal: rig.signal }));
  const sets = (): string[] => rig.written.filter((text) => text.startsWith('C'));
  /** Takes the place of what the device would say to a command. */
  const answerInstead = (asked: string, said: string): void => {
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString() !== asked) return true;
      rig.line.send(Buffer.from(said));
      return false;
    };
  };

  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  it('identifies the instrument by its versions and says that it is simulated', async () => {
    await start();
    expect(await rig.time.run(rig.driver.connect())).toEqual({
      serialNumber: '',
      firmware: 'Display 2.10 SIM Control 1.07 SIM',
      model: 'Innova 44',
      simulated: true,
    });
    expect(rig.written).toEqual(['RI\r', 'RP\r']);
  });

  it('when other versions were expected, refuses the instrument', async () => {
    const error = await make({ settings: { softwareVersions: '1.05 2.11' } }).failure(rig.driver.connect());
    expect(error).toMatchObject({
      code: 'DRIVER_STATE_WRONG_INSTRUMENT',
      context: { expected: 'versions "1.05 2.11"', found: 'Display 2.10 SIM Control 1.07 SIM' },
    });
  });

  it('a real instrument, which does not say SIM, is not simulated', async () => {
    make();
    answerInstead('RI\r', 'RI\r1.05 SIMPLE 2.11\r\n');
    expect(await rig.time.run(rig.driver.connect())).toMatchObject({ simulated: false, firmware: '1.05 SIMPLE 2.11' });
  });

  it('when the columns stand in another order, reads them where they are', async () => {
    make();
    rig.onHostBytes = (bytes) => {
      const asked = Buffer.from(bytes).toString();
      const line = { 'RP\r': 'Temperature\tShaker Speed\t%RH\t%CO2\tGrow Lamp\tUV Lamp\tO2', 'RS\r': '37.0\t220\t0\t0\t0\t0\t0' }[asked];
      if (asked === 'RI\r') return true;
      rig.line.send(Buffer.from(`${asked}${line ?? '36.8\t219\t0\t0\t0\t0\t0'}\r\n`));
      return false;
    };
    await rig.connect();
    const check = await rig.time.run(rig.driver.check(warm, { origin: null, signal: rig.signal }));
    expect(check).toMatchObject({ holds: true, evidence: 'RV: 36.8 Cel, RS: 37 Cel' });
  });

  it('when the columns do not say where speed and temperature are, refuses the instrument', async () => {
    make();
    answerInstead('RP\r', 'RP\rpH\tDO\r\n');
    expect(await rig.failure(rig.driver.connect())).toMatchObject({ code: 'DRIVER_STATE_WRONG_INSTRUMENT', context: { found: 'pH DO' } });
  });

  it('warms to 37 Cel within two hours of lab time, reads the set point back, and reports the reading with its bytes', async () => {
    await start({ rate: 20 });
    const [reading] = await rig.perform(warm);
    expect(rig.time.wallNow() * 20).toBeGreaterThan(30 * 60_000);
    expect(rig.time.wallNow() * 20).toBeLessThan(120 * 60_000);
    expect(reading).toMatchObject({ name: 'temperature', unit: 'Cel', quality: 'ok', target: 37 });
    expect(Buffer.from(reading?.raw ?? []).toString()).toMatch(/^RV\r0\t36\.\d\t0\.0\t0\.0\t0\t0\r\n$/);
    const set = rig.written.indexOf('CT 37.0\r');
    expect(rig.written.slice(set, set + 2)).toEqual(['CT 37.0\r', 'RS\r']);
  });

  it.each([
    [verbCall('ensureTemperature', { target: 24.9 }), 25, 80],
    [verbCall('ensureTemperature', { target: 80.1 }), 25, 80],
    [verbCall('ensureShaking', { speed: 24 }), 25, 400],
    [verbCall('ensureShaking', { speed: 401 }), 25, 400],
    [verbCall('ensureShaking', {}), 25, 400],
  ])('when %j is outside the range, refuses it before any byte', async (call, min, max) => {
    await start();
    const writes = rig.written.length;
    expect(await fails(call)).toMatchObject({ code: 'DRIVER_LIMIT_EXCEEDED', context: { min, max, outcome: 'failed' } });
    expect(rig.written).toHaveLength(writes);
  });

  it('has no verb that switches the heating off', async () => {
    await start();
    expect(await fails(verbCall('ensureTemperatureOff'))).toMatchObject({ code: 'DRIVER_UNSUPPORTED' });
  });

  it('speeds up, stops, and sets each speed once', async () => {
    await start();
    await rig.perform(shake);
    expect(Math.abs(Number(rig.device.truth()['rpm']) - 220)).toBeLessThanOrEqual(5);
    await rig.performAll([shake, stop, stop]);
    expect(rig.device.truth()).toMatchObject({ rpm: 0, rpmTarget: 0 });
    expect(sets()).toEqual(['CS 220\r', 'CS 0\r']);
  });

  it('when the shaker keeps another set point, says so, because the wire refuses nothing', async () => {
    await start();
    answerInstead('CS 0\r', 'CS 0\r');
    await rig.perform(shake);
    const error = await fails(stop);
    expect(error).toMatchObject({ code: 'DRIVER_STATE_READ_BACK_DIFFERS', context: { phase: 'read-back', outcome: 'failed' } });
    expect(error.message).toContain('0 rpm was set, RS says 220 rpm');
  });

  it.each(['lidOpen', 'driveStopped'])('when %s keeps the drive from turning, gives up with an interlock error', async (fault) => {
    await start();
    rig.device.setFault(fault, true);
    const error = await fails(shake);
    expect(error).toMatchObject({ code: 'DRIVER_DEVICE_INTERLOCK', context: { outcome: 'failed' } });
    expect(error.message).toContain('the drive stopped unexpectedly');
    expect(rig.time.wallNow()).toBeLessThan(30_000);
  });

  it('when the lid is opened in the middle of a hold, reports it once, and the state no longer holds', async () => {
    await start();
    await rig.perform(shake);
    rig.device.setFault('lidOpen', true);
    await rig.time.advance(60_000);
    expect(rig.notices.map(({ severity, text }) => `${severity}: ${text}`)).toEqual([
      expect.stringMatching(/^error: the drive stopped unexpectedly.*\(220 rpm\); close the lid/) as string,
    ]);
    const check = await rig.time.run(rig.driver.check(shake, { origin: null, signal: rig.signal }));
    expect(check).toMatchObject({ holds: false, evidence: 'RV: 0 rpm, RS: 220 rpm; the drive is not turning, is the lid open?' });
    rig.device.setFault('lidOpen', false);
    await rig.perform(shake);
    expect(sets()).toEqual(['CS 220\r']);
  });

  it('when the power is cut while it warms, passes OK on and says that the shaker restarted', async () => {
    await start();
    const verb = rig.driver.perform(warm, { origin: null, signal: rig.signal });
    await rig.time.advance(30_500);
    rig.device.setFault('powerCut', true);
    expect(await rig.failure(verb)).toMatchObject({ code: 'DRIVER_STATE_REBOOTED', retry: 'safe', context: { outcome: 'failed' } });
    expect(rig.notices.filter(({ text }) => text.includes('restarted'))).toHaveLength(1);
    expect(rig.restarts).toEqual(['it said OK, as it does at power-up']);
    expect(rig.losses).toHaveLength(0);
  });

  it('when OK comes in place of an echo, or behind one, takes it for a restart and asks again', async () => {
    for (const said of ['OK\r\n', 'RV\rOK\r\n']) {
      await start();
      let first = true;
      rig.onHostBytes = () => {
        if (!first) return true;
        first = false;
        rig.line.send(Buffer.from(said));
        return false;
      };
      const { readings } = await rig.time.run(rig.driver.check(warm, { origin: null, signal: rig.signal }));
      expect(readings).toHaveLength(1);
      expect(rig.notices.filter(({ text }) => text.includes('restarted'))).toHaveLength(1);
      await rig.end();
    }
  });

  it('when it restarts without a word and forgets its set point, notices the changed set point', async () => {
    await start();
    const verb = rig.driver.perform(warm, { origin: null, signal: rig.signal });
    await rig.time.advance(30_500);
    rig.device.setFault('silentReboot', true);
    expect(await rig.failure(verb)).toMatchObject({ code: 'DRIVER_STATE_READ_BACK_DIFFERS' });
  });

  it.each(['noEcho', 'wrongEcho'])('when a set point meets %s, carries on as soon as the shaker can be asked', async (fault) => {
    await start();
    rig.onHostBytes = (bytes) => {
      rig.device.setFault(fault, Buffer.from(bytes).toString().startsWith('CS'));
      return true;
    };
    await rig.perform(shake);
    expect(sets()).toEqual(['CS 220\r']);
    expect(rig.answers.map(({ answer }) => answer.outcome)).toContain('succeeded');
  });

  it('when every echo is wrong, names the mismatch', async () => {
    await start();
    rig.device.setFault('wrongEcho', true);
    const error = await fails(shake);
    expect(error).toMatchObject({ code: 'DRIVER_FRAME_INVALID', context: { phase: 'accept' } });
    expect(error.message).toContain('echo mismatch: "RV\\r" was expected back, "RW" came');
  });

  it('when asked about a verb whose outcome nobody knows, reads the device', async () => {
    await start();
    const ask = (call: typeof warm) => rig.time.run(rig.driver.reconcile(call, { origin: null, signal: rig.signal }));
    expect(await ask(shake)).toEqual({ verdict: 'not_done', evidence: 'RV: 0 rpm, RS: 0 rpm' });
    await rig.perform(shake);
    expect((await ask(shake)).verdict).toBe('done');
    rig.device.setFault('dropReplies', true);
    expect((await ask(shake)).verdict).toBe('unknown');
  });

  it('when a stop comes while telemetry is queued, the stop goes first', async () => {
    await start();
    await rig.perform(shake);
    const queued = [warm, warm, warm].map((call) => rig.driver.check(call, { origin: null, signal: rig.signal }));
    const stopping = rig.driver.perform(stop, { origin: null, signal: rig.signal });
    const from = rig.written.length;
    await rig.time.run(Promise.all([...queued, stopping]));
    // Seven queries would go first in the order of their coming: one is on the wire, and one slips in between two of the stop.
    const before = rig.written.slice(from).indexOf('CS 0\r');
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThanOrEqual(5);
  });

  it.each([[{ serialNumber: 'x' }], ['text'], [{ softwareVersions: '' }], [{ softwareVersions: 'a  b' }], [{ softwareVersions: 5 }], [[]]])(
    'refuses the settings %j',
    async (settings) => {
      await start();
      expect(() => innova44.parseSettings(settings)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );
});
