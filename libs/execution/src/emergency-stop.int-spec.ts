import { randomUUID } from 'node:crypto';
import { LabwareEntity, RunEntity, listStandingStops, readEvents, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { recordStop, settleStop, type StopRequest } from './emergency-stop';
import { setInstrumentService } from './instrument-service';
import { answerRun, startRun } from './run-control';
import { rearmInstrument } from './rearm';

jest.setTimeout(30_000);

const quantity = (value: number, unit: string) => ({ value, unit });
const move = (id: string, to: string) => ({ id, kind: 'operator', moves: [{ labware: 'plate', to }] });
const shake = {
  id: 'shake',
  kind: 'operation',
  capability: 'shaking_incubation',
  labware: 'plate',
  with: { temperature: quantity(45, 'Cel'), speed: quantity(500, '{rpm}') },
  duration: quantity(30, 'min'),
};
const request = (more: Partial<StopRequest> = {}): StopRequest => ({
  id: randomUUID(),
  instrument: null,
  by: 'user:tim',
  reason: 'a spill',
  via: 'api',
  at: new Date(),
  ...more,
});

describe('an emergency stop in the record', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let hands: LabHands;
  let run: string;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
    const { newRun } = await lab.approve({ name: 'spec', steps: [move('load', 'shaker'), shake, move('unload', 'bench')] });
    run = (await newRun()).id;
    await database.transaction((tx) => startRun(tx, run, 'spec'));
    await hands.play(run);
    expect((await hands.step(run, 'shake')).status).toBe('holding');
  });
  afterEach(() => test.drop());

  const stop = (it: StopRequest = request()) => database.transaction((tx) => recordStop(tx, it, 'shaker-1'));
  const state = async () => (await database.repository(RunEntity).findOneByOrFail({ id: run })).state;
  const service = async () =>
    (
      await database.query<{ service: string; reason: string }>(
        `select service, service_reason as reason from lab.instruments where id = 'shaker-1'`,
      )
    )[0];
  const types = async () => (await readEvents(database, { after: null, limit: 1_000 })).map(({ type }) => type);
  const count = async (type: string) => (await types()).filter((each) => each === type).length;
  const rearm = (labware: string | null) =>
    database.transaction((tx) => rearmInstrument(tx, 'shaker-1', [{ nest: 'nest', labware }], 'all dry', 'user:tim'));

  it('puts the instrument out of service, holds its run, and leaves what it held in doubt; told twice, once', async () => {
    const it = request();
    expect([await stop(it), await stop(it)]).toEqual([true, false]);
    expect(await service()).toEqual({ service: 'estopped', reason: 'emergency stop by tim: a spill' });
    expect(await state()).toMatchObject({
      status: 'held',
      holdReasons: expect.arrayContaining(['shaker-1: emergency stop by tim: a spill']),
    });
    expect((await hands.step(run, 'shake')).status).toBe('in_doubt');
    expect([await count('estop.requested'), await count('instrument.estopped')]).toEqual([1, 1]);
  });

  it('says what came of it, and a confirmation is never taken back', async () => {
    const it = request();
    await stop(it);
    const found = { requestId: it.id, instrumentId: 'shaker-1', sentMs: 12, settledMs: 900, evidence: 'M123: 0 rpm' };
    const settle = (outcome: 'confirmed' | 'unconfirmed') =>
      database.transaction((tx) => settleStop(tx, { ...found, outcome }, 'agent:bench-1'));
    await settle('unconfirmed');
    expect((await listStandingStops(database))[0]).toMatchObject({ outcome: 'unconfirmed', sentMs: 12 });
    await settle('confirmed');
    await settle('unconfirmed');
    await settle('confirmed');
    expect(await listStandingStops(database)).toMatchObject([{ instrument: 'shaker-1', outcome: 'confirmed', evidence: 'M123: 0 rpm' }]);
    expect([await count('instrument.stop_confirmed'), await count('instrument.stop_unconfirmed')]).toEqual([1, 1]);
  });

  it('while it stands, no answer and no service state gets a step to the instrument', async () => {
    await stop();
    await expect(database.transaction((tx) => setInstrumentService(tx, 'shaker-1', 'available', 'x', 'user:eve'))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await database.transaction((tx) => answerRun(tx, run, 'redo', 'user:tim', 'looked at it', [{ nest: 'nest', labware: 'plate' }]));
    await hands.pump();
    expect(await hands.step(run, 'shake')).toMatchObject({
      status: 'ready',
      waitingFor: 'shaker-1 is estopped: emergency stop by tim: a spill',
    });
    // One that was dispatched before the stop is not claimed either.
    await database.query(`update lab.step_instances set status = 'dispatched' where run_id = $1 and step_id = 'shake'`, [run]);
    expect(await hands.claim(await hands.step(run, 'shake'))).toBe(false);
  });

  it('is re-armed by what a person sees on the nests; what differs is a deviation', async () => {
    await stop();
    await stop(request({ reason: 'again' }));
    await expect(database.transaction((tx) => rearmInstrument(tx, 'shaker-1', [], 'x', 'user:tim'))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('not named: nest'),
    });
    await rearm('plate');
    expect(await service()).toEqual({ service: 'available', reason: '' });
    expect([await listStandingStops(database), (await state()).deviations]).toEqual([[], 0]);
    await expect(rearm('plate')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await count('instrument.rearmed')).toBe(1);

    await stop(request());
    await rearm(null);
    expect(await database.repository(LabwareEntity).findOneByOrFail({ runId: run })).toMatchObject({ placeId: 'bench' });
    expect((await state()).deviations).toBe(1);
    await stop(request());
    await rearm('plate');
    expect(await database.repository(LabwareEntity).findOneByOrFail({ runId: run })).toMatchObject({ placeId: 'shaker-1.nest' });
  });

  it('when it was quarantined before, is quarantined after', async () => {
    await database.transaction((tx) => setInstrumentService(tx, 'shaker-1', 'quarantined', 'drifts', 'user:eve'));
    await stop();
    await stop(request());
    await rearm('plate');
    expect((await service())?.service).toBe('quarantined');
  });
});
