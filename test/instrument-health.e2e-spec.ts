import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { RunningLab } from './running-lab';

interface InstrumentView {
  readonly link: string;
  readonly service: string;
  readonly serviceReason: string;
  readonly silentMs: number | null;
}

interface VerbView {
  readonly requestId: string;
  readonly status: string;
  readonly commands: readonly { readonly label: string; readonly outcome: string | null }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The whole lab at rate 1: a shaker whose holds are restored, and a reader whose holds are not. */
describe('an instrument that restarts, is unplugged, swapped or taken in hand', () => {
  let lab: RunningLab;
  let run: string;
  let reading: string;

  beforeAll(async () => {
    lab = await RunningLab.start({ timeScale: 1 });
    await lab.send('engineer', 'PATCH', '/v1/instruments/heater-shaker', { onRestart: 'restore' }, { 'if-match': '*' });
    const holds = (what: string, id: string) =>
      lab.until(
        `the run at the ${what} holds`,
        90_000,
        async () => (await status(id)) === 'holding',
        () => lab.standing(id),
      );
    reading = await started('held', 'reader', 567, 300);
    await holds('reader', reading);
    // The shorter one comes last: it has to be in its hold while it is restarted and unplugged.
    run = await started('restored', 'heater-shaker', 300, 60);
    await holds('shaker', run);
  }, 300_000);
  afterAll(() => lab.stop(), 60_000);

  const started = async (name: string, instrument: string, rpm: number, seconds: number) => {
    const hash = await lab.approvedProtocol(protocol(name, rpm, seconds));
    const { id } = await lab.send<{ id: string }>('scientist', 'POST', '/v1/runs', { protocol: hash, bindings: { device: instrument } });
    await lab.send('scientist', 'POST', `/v1/runs/${id}/start`);
    lab.operate(id);
    return id;
  };
  const status = async (id: string) => (await lab.step(id, 'shake')).status;
  const see = (id: string) => lab.send<InstrumentView>('technician', 'GET', `/v1/instruments/${id}`);
  const online = (id: string) => lab.until(`${id} is online`, 30_000, async () => (await see(id)).link === 'online');
  const count = async (name: string) => (await lab.deviceCounters())[name] ?? 0;
  const deviations = async (id: string) =>
    (await lab.events(id)).filter(({ type }) => type === 'run.deviated').map(({ data }) => String(data['reason']));

  it('when the shaker restarts in the middle of a hold, its set points are established again, with the seconds on the record', async () => {
    const before = await count('wire.M3');
    await lab.control('POST', 'power-cycle');
    await lab.until('the deviation is recorded', 60_000, async () => (await deviations(run)).length > 0);
    expect((await deviations(run))[0]).toMatch(
      /: interrupted for at most \d+(\.\d)? s, and established again\. heater-shaker: its speed set point is/,
    );
    // As it starts it homes, which ends a shake that began too early: that is noticed like any other loss.
    const shakes = async () => ((await lab.control('GET', 'truth')) as { rpm: number }).rpm > 250;
    await lab.until('it shakes again', 30_000, shakes);
    expect([await status(run), (await lab.run(run)).status]).toEqual(['holding', 'running']);
    expect((await count('wire.M3')) - before).toBeGreaterThan(0);
  }, 90_000);

  it('when it is unplugged and plugged in again, goes on by itself: nothing is set again, and everybody sees when it was last heard', async () => {
    const before = await count('wire.M3');
    await lab.control('POST', 'unplug');
    await lab.until('it is offline', 20_000, async () => (await see('heater-shaker')).link === 'offline');
    await lab.control('POST', 'replug');
    await online('heater-shaker');
    await lab.until('it has been heard', 20_000, async () => ((await see('heater-shaker')).silentMs ?? 60_000) < 8_000);
    expect([await status(run), (await count('wire.M3')) - before, (await see('heater-shaker')).service]).toEqual([
      'holding',
      0,
      'available',
    ]);
  }, 90_000);

  it('when the dispatcher sleeps past its ownership, the reader is told again what it holds, and its run goes on', async () => {
    const dispatcher = lab.processes()['dispatcher'] ?? 0;
    process.kill(dispatcher, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    process.kill(dispatcher, 'SIGCONT');
    await lab.until('the deviation is recorded', 60_000, async () => (await deviations(reading)).length > 0);
    expect((await deviations(reading))[0]).toContain('interrupted for at most');
    expect([await status(reading), (await lab.run(reading)).status]).toEqual(['holding', 'running']);
  }, 90_000);

  it('when a person takes the reader in hand, single verbs are sent and journaled, and the disturbed run is held for an answer', async () => {
    const at = '/v1/instruments/reader/manual';
    await lab.send('technician', 'POST', at, { reason: 'it squeaks' });
    const send = (verb: string, parameters = {}) =>
      lab.request('technician', 'POST', `${at}/do`, { verb, parameters, reason: 'to listen' });
    const stopped = (await send('ensureStopped')).body as VerbView;
    expect(stopped).toMatchObject({ status: 'done', commands: [{ outcome: 'succeeded' }], error: null });
    await lab.until('the run is held', 20_000, async () => (await lab.run(reading)).status === 'held');
    expect((await lab.run(reading)).holdReasons.join()).toContain(
      'user:technician sent ensureStopped by hand in the middle of the hold (to listen)',
    );
    // Within the limits of the instrument, and never by whoever has no hands there.
    expect(await send('ensureShaking', { speed: { value: 5_000, unit: '{rpm}' } })).toMatchObject({ status: 422 });
    expect(await lab.request('scientist', 'POST', `${at}/do`, { verb: 'ensureStopped', reason: 'x' })).toMatchObject({ status: 403 });
    const { nests } = await lab.send<{ nests: { place: string; labwareId: string | null }[] }>(
      'technician',
      'GET',
      '/v1/instruments/reader',
    );
    expect(await lab.request('technician', 'POST', `${at}/end`, { places: [], reason: 'x' })).toMatchObject({ status: 422 });
    const places = nests.map(({ place, labwareId }) => ({ nest: place, labware: labwareId }));
    await lab.send('technician', 'POST', `${at}/end`, { places, reason: 'a drop of oil' });
    expect(await see('reader')).toMatchObject({ service: 'available', serviceReason: '' });
    expect((await lab.run(reading)).status).toBe('held');
  }, 90_000);

  it('when another device answers at its port, is refused and quarantined with both serial numbers', async () => {
    const port = (name: string) => path.join(lab.home, 'dev', name);
    await lab.control('POST', 'unplug', 'reader');
    symlinkSync(readlinkSync(port('reader-2')), port('reader'));
    await lab.until('it is quarantined', 60_000, async () => (await see('reader')).service === 'quarantined');
    expect((await see('reader')).serviceReason).toMatch(/serial number SIM-\S+.*serial number SIM-SY-0002/);
    rmSync(port('reader'));
    await lab.control('POST', 'replug', 'reader');
    await online('reader');
    // It is the right one again, and stays out of service until somebody has looked.
    expect((await see('reader')).service).toBe('quarantined');
  }, 120_000);

  it('the run at the shaker ends when it would have ended, with its deviation', async () => {
    await lab.until(
      'the end of the run',
      180_000,
      async () => (await lab.run(run)).status === 'completed_with_deviations',
      () => lab.standing(run),
    );
  }, 200_000);
});

const protocol = (name: string, rpm: number, seconds: number) => `
schema: labwright.dev/protocol/v1
name: ${name}
version: 1.0.0
title: ${name}
biosafety: {level: 1, organisms: []}
labware: [{id: plate, type: plate-96-clear-flat}]
steps:
  - {id: load, kind: operator, instruction: Put the plate on., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: device}], evidence: [{kind: confirm}]}
  - {id: shake, kind: operation, capability: shaking, labware: plate, with: {speed: {value: ${rpm}, unit: "{rpm}"}}, duration: {value: ${seconds}, unit: s}}
  - {id: unload, kind: operator, instruction: Take the plate off., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: bench}], evidence: [{kind: confirm}]}
`;
