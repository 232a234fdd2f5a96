import { verbCall, type VerbCall } from '@labwright/domain';
import type { CommandOrigin, LabwareOnDevice } from '@drivers/kit';
import { MqttRig, type MqttRigOptions } from '../../kit/src/mqtt/conformance/mqtt-rig';
import { PioreactorDevice, pioreactor } from './index';

const stir = verbCall('ensureStirring', { speed: 500 });
const warm = verbCall('ensureTemperature', { target: 37 });
const watch = verbCall('ensureMonitoring');
const dose = (volume: number, pump?: string): VerbCall => ({ ...verbCall('dispense', { volume }), ...(pump ? { options: { pump } } : {}) });
const origin: CommandOrigin = { stepInstanceId: '11111111-1111-4111-8111-111111111111', attempt: 1, runId: 'r' };
const AT = 'pioreactor/SIM-PIO-0001/exp1';

class Vial implements LabwareOnDevice {
  density = 0.3;
  readonly added: Record<string, number> = {};
  readonly exposures: { temperature: number | null; rpm: number | null }[] = [];
  absorbance = (): number => 0;
  fluorescence = (): number => 0;
  luminescence = (): number => 0;
  opticalDensity = (): number => this.density;
  expose(conditions: { temperature: number | null; rpm: number | null }): void {
    this.exposures.push(conditions);
  }
  add(what: string, microlitres: number): void {
    this.added[what] = (this.added[what] ?? 0) + microlitres;
  }
}

describe('pioreactor driver', () => {
  let rig: MqttRig<PioreactorDevice>;
  let vial: Vial;
  const make = (options: MqttRigOptions = {}): MqttRig<PioreactorDevice> => {
    vial = new Vial();
    rig = new MqttRig<PioreactorDevice>(
      {
        module: pioreactor,
        makeDevice: (made) => new PioreactorDevice(made),
        serialNumber: 'SIM-PIO-0001',
        settings: { unit: 'SIM-PIO-0001', experiment: 'exp1', apiUrl: 'http://leader/api' },
      },
      { ...options, world: { labwareAt: (nest) => (nest === 'vial' ? vial : null) } },
    );
    return rig;
  };
  const start = async (options: MqttRigOptions = {}): Promise<void> => {
    make(options);
    await rig.connect();
    rig.driver.setPollMode('active');
  };
  const fails = (call: VerbCall, from: CommandOrigin = null): ReturnType<typeof rig.failure> =>
    rig.failure(rig.driver.perform(call, { origin: from, signal: rig.signal }));
  const reconcile = (call: VerbCall, from: CommandOrigin = origin): ReturnType<typeof rig.driver.reconcile> =>
    rig.time.run(rig.driver.reconcile(call, { origin: from, signal: rig.signal }));

  afterEach(async () => {
    await rig.end();
    await rig.time.advance(10_000);
    expect(rig.time.pending).toBe(0);
  });

  it('identifies the unit by its monitor and says that it is simulated', async () => {
    await start();
    expect(await rig.time.run(rig.driver.connect())).toMatchObject({
      serialNumber: 'SIM-PIO-0001',
      simulated: true,
      model: 'Pioreactor 20 ml',
    });
  });

  it('when the unit is not known to the leader, refuses it', async () => {
    make({ settings: { unit: 'pio9' } });
    await rig.time.settle();
    expect(await rig.failure(rig.driver.connect())).toMatchObject({
      code: 'DRIVER_STATE_WRONG_INSTRUMENT',
      context: { expected: 'the unit pio9' },
    });
  });

  it('starts stirring over HTTP, then sets the speed over MQTT', async () => {
    await start();
    await rig.perform(stir);
    expect(Number(rig.device.truth()['rpm'])).toBe(500);
    const [reading] = await rig.perform(verbCall('ensureStirring', { speed: 800 }));
    expect(reading).toMatchObject({ name: 'speed', unit: '{rpm}', target: 800, quality: 'ok' });
    expect(rig.sent).toContain(`${AT}/stirring/target_rpm/set 800`);
    expect(rig.device.counters()).toMatchObject({ 'http.run': 1, 'actions.speed_set': 2 });
    expect(vial.exposures.at(-1)).toEqual({ temperature: null, rpm: 800 });
  });

  it('warms from 25 to 37 Cel in 3 to 10 minutes of lab time', async () => {
    await start({ rate: 20 });
    const [reading] = await rig.perform(warm);
    expect(rig.time.wallNow() * 20).toBeGreaterThan(180_000);
    expect(rig.time.wallNow() * 20).toBeLessThan(600_000);
    expect(Math.abs((reading?.value ?? 0) - 37)).toBeLessThanOrEqual(0.5);
  });

  it('streams the optical density every 5 s of lab time, suspect unless calibrated', async () => {
    await start();
    await rig.perform(watch);
    rig.readings.splice(0);
    vial.density = 0.8;
    await rig.time.advance(50_000);
    const readings = rig.readings.filter(({ name }) => name === 'optical_density');
    expect(readings.length).toBeGreaterThanOrEqual(9);
    expect(readings.every(({ quality, unit, value }) => quality === 'ok' && unit === '{AU}' && Math.abs((value ?? 0) - 0.8) < 0.02)).toBe(
      true,
    );
    rig.device.setFault('uncalibrated', true);
    await rig.time.advance(10_000);
    expect(rig.readings.at(-1)).toMatchObject({ name: 'optical_density', quality: 'suspect' });
  });

  it.each([
    [verbCall('ensureTemperature', { target: 24 }), 25, 63],
    [verbCall('ensureStirring', { speed: 1501 }), 100, 1500],
    [dose(49), 50, 10_000],
  ])('when %j is outside the range, refuses it before anything is sent', async (call, min, max) => {
    await start();
    const asked = rig.requests.length;
    expect(await fails(call)).toMatchObject({ code: 'DRIVER_LIMIT_EXCEEDED', context: { min, max, outcome: 'failed' } });
    expect(rig.requests).toHaveLength(asked);
  });

  it.each([
    [undefined, 'media', 1],
    ['alt_media', 'alt_media', 1],
    ['waste', 'waste', -1],
  ])('dispenses with pump %s and proves it by the dosing events', async (pump, what, sign) => {
    await start();
    const [reading] = await rig.perform(dose(500, pump), origin);
    expect(reading).toMatchObject({ name: 'volume_dispensed', value: 500, unit: 'uL' });
    expect(vial.added[what]).toBeCloseTo(sign * 500, 6);
    expect(rig.device.counters()['actions.dispense']).toBe(1);
    expect(rig.intents.filter(({ kind }) => kind === 'action')).toHaveLength(1);
  });

  it('when a dose of the same step and attempt is asked for again, does not pump again', async () => {
    await start();
    await rig.perform(dose(500), origin);
    await rig.perform(dose(500), origin);
    await rig.perform(dose(500), { ...origin, attempt: 2 });
    expect(rig.device.counters()['actions.dispense']).toBe(2);
  });

  it('when the answer to a dose is lost, reads the events instead of pumping again', async () => {
    await start();
    let lost = false;
    rig.onRequest = (request) => {
      if (lost || request.method !== 'POST') return null;
      lost = true;
      void rig.device.http(request, new AbortController().signal);
      return new Promise(() => undefined);
    };
    await rig.perform(dose(500), origin);
    expect(vial.added['media']).toBeCloseTo(500, 6);
    expect(rig.device.counters()['actions.dispense']).toBe(1);
  });

  it('when a dose is taken on and the question about it is lost, does not say that nothing was pumped', async () => {
    await start();
    let taken = false;
    rig.onRequest = ({ method }) => {
      if (taken) return Promise.reject(new Error('fetch failed ECONNRESET'));
      taken = method === 'POST';
      return null;
    };
    expect(await fails(dose(500), origin)).toMatchObject({ context: { outcome: 'unknown' } });
    await rig.time.advance(2_000);
    expect(rig.device.counters()['actions.dispense']).toBe(1);
  });

  it.each([
    ['the connection is closed', 4_000, async () => rig.driver.close()],
    ['the unit stops answering', 4_000, async () => rig.device.setFault('dropReplies', true)],
  ])('when %s in the middle of a dose, does not say that nothing was pumped', async (_, after, happens) => {
    await start();
    const verb = rig.driver.perform(dose(2000), { origin, signal: rig.signal });
    verb.catch(() => undefined);
    await rig.time.advance(after);
    await happens();
    expect(await rig.failure(verb)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } });
    expect(rig.device.counters()['actions.dispense']).toBe(1);
  });

  it.each([
    ['at once', 0],
    ['in the middle', 2_500],
    ['after the last event', 8_000],
  ])('when the agent crashes %s of a dose, the next one never says that nothing was pumped', async (_, after) => {
    await start();
    let posted = (): void => undefined;
    const isPosted = new Promise<void>((resolve) => {
      posted = resolve;
    });
    rig.onRequest = ({ method }) => (method === 'POST' ? (posted(), null) : null);
    const verb = rig.driver.perform(dose(500), { origin, signal: rig.signal });
    verb.catch(() => undefined);
    await rig.time.run(isPosted);
    await rig.time.advance(after);
    await rig.crash();
    await rig.time.advance(20_000);
    await rig.connect();
    expect(await reconcile(dose(500))).toMatchObject({
      verdict: 'unknown',
      evidence: expect.stringContaining('measure the volume') as string,
    });
    expect(await reconcile(dose(500), { ...origin, attempt: 7 })).toMatchObject({ verdict: 'unknown' });
    expect(vial.added['media']).toBeCloseTo(500, 6);
  });

  it('when the dose was asked for under this watch and never begun, says that nothing was pumped', async () => {
    await start();
    rig.device.setFault('pumpBlocked', true);
    await fails(dose(500), origin);
    expect(await reconcile(dose(500))).toMatchObject({ verdict: 'not_done' });
  });

  it('when the broker goes in mid-dose, does not take the missing events for a missing dose', async () => {
    await start();
    const verb = rig.driver.perform(dose(500), { origin, signal: rig.signal });
    verb.catch(() => undefined);
    await rig.time.advance(2_500);
    rig.broker.setAway(true);
    await rig.time.advance(2_000);
    rig.broker.restart();
    expect(await rig.failure(verb)).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } });
    await rig.time.advance(120_000);
    expect(await reconcile(dose(500))).toMatchObject({ verdict: 'unknown' });
    expect(await fails(dose(500), origin)).toMatchObject({ context: { outcome: 'unknown' } });
    expect(rig.device.counters()['actions.dispense']).toBe(1);
  });

  it('when the unit loses power in mid-dose, says how much was pumped and that the rest is unknown', async () => {
    await start();
    const verb = rig.driver.perform(dose(2000), { origin, signal: rig.signal });
    verb.catch(() => undefined);
    await rig.time.advance(6_000);
    rig.device.setFault('jobLost', true);
    const error = await rig.failure(verb);
    expect(error).toMatchObject({ code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } });
    expect(error.message).toMatch(/\d+ of 2000 uL were reported/);
    expect(await reconcile(dose(2000))).toMatchObject({ verdict: 'unknown' });
  });

  it('when an event without a source has the same volume, takes it as evidence', async () => {
    await start();
    const timestamp = new Date(rig.time.labNow() + 1000).toISOString();
    rig.broker.inject(`${AT}/dosing_events`, JSON.stringify({ volume_change: 0.5, event: 'add_media', source_of_event: null, timestamp }));
    await rig.time.settle();
    expect(await reconcile(dose(500))).toMatchObject({ verdict: 'done', evidence: expect.stringContaining('without a source') as string });
  });

  it('when the pump is blocked, fails with the log line of the unit, and pumped nothing', async () => {
    await start();
    rig.device.setFault('pumpBlocked', true);
    const error = await fails(dose(500), origin);
    expect(error).toMatchObject({ code: 'DRIVER_DEVICE_HARDWARE', context: { outcome: 'failed' } });
    expect(error.message).toContain('already in use');
    expect(rig.notices.some(({ severity }) => severity === 'error')).toBe(true);
    expect(vial.added['media']).toBeUndefined();
  });

  it('when the unit reboots silently, is lost after its last will stood for three seconds, and comes back', async () => {
    await start();
    await rig.perform(stir);
    rig.device.setFault('silentReboot', true);
    await rig.time.advance(4_000);
    expect(rig.losses).toHaveLength(1);
    await rig.time.advance(30_000);
    await rig.connect();
    expect(await rig.time.run(rig.driver.check(stir, { origin: null, signal: rig.signal }))).toMatchObject({ holds: false });
  });

  it('when the monitor begins anew within a moment, the unit has restarted and is not lost; the last will of the old session is not believed', async () => {
    await start();
    const monitor = `${AT.replace(/[^/]+$/, '$experiment')}/monitor`;
    const versions = (timestamp: string) => JSON.stringify({ app: '26.1', hat_serial: 'SIM', rpi_machine: 'simulated', timestamp });
    rig.broker.inject(`${monitor}/versions`, versions('2026-11-28T10:00:00Z'));
    await rig.time.settle();
    const before = rig.restarts.length;
    rig.broker.inject(`${monitor}/$state`, 'lost');
    rig.broker.inject(`${monitor}/$state`, 'init');
    rig.broker.inject(`${monitor}/versions`, versions('2026-11-28T10:00:09Z'));
    rig.broker.inject(`${monitor}/versions`, versions('2026-11-28T10:00:09Z'));
    rig.broker.inject(`${monitor}/$state`, 'ready');
    await rig.time.advance(10_000);
    expect(rig.restarts.slice(before)).toEqual(['its monitor began anew at 2026-11-28T10:00:09Z']);
    expect(rig.losses).toEqual([]);
  });

  it('when the last will of an older connection comes late, nothing has restarted and nothing is lost', async () => {
    await start();
    rig.device.setFault('lateLastWill', true);
    await rig.time.advance(10_000);
    expect([rig.restarts, rig.losses]).toEqual([[], []]);
  });

  it('when somebody changes the set point, the check says so', async () => {
    await start();
    await rig.perform(stir);
    rig.broker.inject(`${AT}/stirring/target_rpm/set`, '300');
    await rig.time.advance(10_000);
    const check = await rig.time.run(rig.driver.check(stir, { origin: null, signal: rig.signal }));
    expect(check).toMatchObject({ holds: false, evidence: expect.stringContaining('set point 300') as string });
  });

  it('when a set message is retained, the unit ignores it', async () => {
    make();
    await rig.time.settle();
    rig.broker.inject(`${AT}/stirring/target_rpm/set`, '1400', true);
    await rig.connect();
    await rig.perform(stir);
    expect(rig.device.truth()['rpmTarget']).toBe(500);
  });

  it.each([
    [{}],
    ['text'],
    [{ unit: 'a/b', experiment: 'e', apiUrl: 'http://x/api' }],
    [{ unit: 'a', experiment: 'e', apiUrl: 'http://user:secret@x/api' }],
    [{ unit: 'a', experiment: 'e', apiUrl: 'http://x/api', password: 'x' }],
  ])('refuses the settings %j', (settings) => {
    make();
    expect(() => pioreactor.parseSettings(settings)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
