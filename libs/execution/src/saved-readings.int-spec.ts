import { RunEntity, listSavedReadings, insertReadings, type Database } from '@labwright/persistence';
import { randomUUID } from 'node:crypto';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { eventsOf } from './fixtures/waiting-task';
import { answerRun, startRun } from './run-control';

const quantity = (value: number, unit: string) => ({ value, unit });
const load = { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'reader' }] };
const unload = { id: 'unload', kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] };
const materials = [{ id: 'broth', name: 'Broth' }];
const fill = (...volumes: [well: string, microlitres: number][]) => ({
  id: 'fill',
  kind: 'operator',
  instruction: 'Fill the plate.',
  transfers: volumes.map(([well, value]) => ({ material: 'broth', to: 'plate', wells: [well], volume: quantity(value, 'uL') })),
});
const read = (changes: { saves?: object; expect?: object; id?: string; with?: object } = {}) => ({
  id: 'read',
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
  saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
  ...changes,
});
const atMost = (max: number, otherwise: string) => ({ expect: { reading: 'od', max: quantity(max, '{AU}'), otherwise } });

jest.setTimeout(30_000);

describe('a saved reading', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let hands: LabHands;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
  });
  afterEach(() => test.drop());

  async function played(...steps: object[]): Promise<string> {
    const { newRun } = await lab.approve({ name: 'spec', materials, steps });
    const { id } = await newRun();
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await hands.play(id);
    return id;
  }
  const runOf = (id: string) => database.repository(RunEntity).findOneByOrFail({ id });
  const saved = (runId: string, name?: string) => listSavedReadings(database, { runId, name, limit: 100 });
  const answer = (id: string, choice: 'redo' | 'happened' | 'skip') =>
    database.transaction((tx) => answerRun(tx, id, choice, 'user:grace', 'looked', [{ nest: 'reader-1.carrier', labware: 'plate' }]));

  it('when blanked and brought to 1 cm, is what a pocket calculator gives, well by well', async () => {
    // A well is 6.35 mm wide at the bottom and 6.86 mm at 10.67 mm. 150 uL stand 4.577 mm high in it: from a radius of 3.175 mm to 3.284 mm,
    // pi * 4.577 / 3 * (3.175^2 + 3.175 * 3.284 + 3.284^2) = 150.0 mm3; 200 uL stand 6.037 mm high. (0.35 - 0.05) / 0.4577 and (0.55 - 0.05) / 0.6037.
    hands.reads.set('read', [{ A1: 0.05, B1: 0.35, B2: 0.55 }]);
    const saves = { od: { reading: 'absorbance', wells: { role: 'sample' }, process: ['blank', 'pathlength'] } };
    const id = await played(fill(['A1', 150], ['B1', 150], ['B2', 200]), load, read({ saves }), unload);
    const rows = await saved(id);
    expect(rows.map(({ well, sample, quality, rawValue, blank, unit }) => [well, sample, quality, rawValue, blank, unit])).toEqual([
      ['B1', 'one', 'ok', 0.35, 0.05, '{AU}'],
      ['B2', 'two', 'ok', 0.55, 0.05, '{AU}'],
    ]);
    expect(rows[0]?.pathCm).toBeCloseTo(0.4577, 4);
    expect(rows[1]?.pathCm).toBeCloseTo(0.6037, 4);
    expect(rows[0]?.value).toBeCloseTo(0.6555, 4);
    expect(rows[1]?.value).toBeCloseTo(0.8283, 4);
    const [[, told] = []] = await eventsOf(database, id, 'reading.saved');
    expect(told).toMatchObject({ step: 'read', name: 'od', unit: '{AU}', ok: 2, of: 2 });
  });

  it('when nothing was recorded as filled into a well, has no value at 1 cm and says why', async () => {
    hands.reads.set('read', [{ A1: 0.05, B1: 0.35, B2: 0.55 }]);
    const saves = { od: { reading: 'absorbance', wells: { role: 'sample' }, process: ['blank', 'pathlength'] } };
    const { newRun } = await lab.approve({
      name: 'spec',
      materials,
      steps: [fill(['A1', 150], ['B1', 150], ['B2', 150]), load, read({ saves })],
    });
    const { id } = await newRun();
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await hands.play(id, 'read');
    await database.query(`delete from lab.events where type = 'labware.filled'`);
    await hands.play(id);
    expect((await saved(id)).map(({ value, quality, reason }) => [value, quality, reason])).toEqual([
      [null, 'suspect', 'no volume is recorded for this well'],
      [null, 'suspect', 'no volume is recorded for this well'],
    ]);
  });

  it('when two wavelengths are read, is that of its own wavelength', async () => {
    hands.reads.set('read@600', [{ B1: 0.6, B2: 0.61 }]);
    hands.reads.set('read@900', [{ B1: 0.9, B2: 0.91 }]);
    const save = (nm: number) => ({ reading: 'absorbance', wavelength: quantity(nm, 'nm'), wells: { role: 'sample' } });
    const with2 = { with: { wavelengths: [quantity(600, 'nm'), quantity(900, 'nm')] }, saves: { od: save(600), water: save(900) } };
    const id = await played(load, read(with2), unload);
    expect((await saved(id, 'od')).map(({ value }) => value)).toEqual([0.6, 0.61]);
    expect((await saved(id, 'water')).map(({ value }) => value)).toEqual([0.9, 0.91]);
  });

  it('when a well is missing, has no raw value of another well, and its time is lab time', async () => {
    await database.query(`update lab.lab_clock set lab_anchor = lab_anchor + interval '30 days'`);
    hands.reads.set('read', [{ B1: 0.6 }, {}]);
    const id = await played(load, read(), read({ id: 'again' }), unload);
    const rows = await saved(id);
    expect(rows.map(({ step, well, value, rawValue, quality }) => [step, well, value, rawValue, quality])).toEqual([
      ['read', 'B1', 0.6, 0.6, 'ok'],
      ['read', 'B2', null, null, 'missing'],
      ['again', 'B1', null, null, 'missing'],
      ['again', 'B2', null, null, 'missing'],
    ]);
    const [now] = await database.query<{ lab: Date }>('select lab.lab_now() as lab');
    for (const { atLab } of rows) expect(Math.abs(atLab.getTime() - (now?.lab.getTime() ?? 0))).toBeLessThan(60_000);
  });

  describe('with an expectation', () => {
    it('when inside, ends its step and asks nobody', async () => {
      hands.reads.set('read', [{ B1: 0.6, B2: 1 }]);
      const id = await played(load, read(atMost(1, 'hold')), unload);
      expect((await runOf(id)).state).toMatchObject({ status: 'completed', deviations: 0 });
    });

    it.each([
      ['continue_with_deviation', 'completed_with_deviations', 'succeeded'],
      ['skip', 'completed_with_deviations', 'succeeded'],
      ['abort', 'failed', 'failed'],
      ['hold', 'held', 'in_doubt'],
    ])('when outside and otherwise is %s, ends %s with the wells named', async (otherwise, status, step) => {
      hands.reads.set('read', [{ B1: 0.6, B2: 1.4 }]);
      const id = await played(load, read(atMost(1, otherwise)), unload);
      await hands.play(id);
      expect([(await runOf(id)).status, (await hands.step(id, 'read')).status]).toEqual([status, step]);
      const events = await eventsOf(database, id, 'run.deviated', 'run.stopping', 'run.held');
      expect(JSON.stringify(events)).toContain('od should be any to 1 {AU}: B2 1.4 {AU}');
      expect(await saved(id)).toHaveLength(2);
    });

    it('when UNKNOWN, asks a person even where the author wants to go on', async () => {
      hands.reads.set('read', [{ B1: 0.6, B2: 'overflow' }]);
      const id = await played(load, read(atMost(1, 'continue_with_deviation')), unload);
      expect((await runOf(id)).state).toMatchObject({
        status: 'held',
        holdReasons: [expect.stringContaining('is UNKNOWN: B2 overflow')],
      });
    });

    it('when of another step whose plate may be another one since, is UNKNOWN', async () => {
      hands.reads.set('read', [{ B1: 0.6, B2: 0.6 }]);
      const check = { id: 'check', kind: 'operator', instruction: 'Look at it.', ...atMost(1, 'continue_with_deviation') };
      const { newRun } = await lab.approve({ name: 'spec', materials, steps: [load, read(), check, unload] });
      const { id } = await newRun();
      await database.transaction((tx) => startRun(tx, id, 'spec'));
      await hands.play(id, 'check');
      await database.query(`update lab.labware set identity = 'unknown'`);
      await hands.play(id);
      expect((await runOf(id)).status).toBe('held');
    });

    it('when a person lets it be read again, counts with the new values only', async () => {
      hands.reads.set('read', [
        { B1: 1.4, B2: 1.5 },
        { B1: 0.7, B2: 0.8 },
      ]);
      const cases = [{ when: 'readings.od.max <= optical_density(1.0, "{AU}")', steps: [] }];
      const decision = { id: 'decide', kind: 'decision', cases, else: { steps: [] }, maxAge: quantity(1, 'min') };
      const run = await played(load, read(atMost(1, 'hold')), decision, unload);
      await answer(run, 'redo');
      await hands.play(run);
      expect((await runOf(run)).status).toBe('completed');
      expect((await eventsOf(database, run, 'step.evaluated')).map(([, { outcome, readings }]) => [outcome, readings])).toEqual([
        [true, { od: { median: 0.75, min: 0.7, max: 0.8, count: 2 } }],
      ]);
      expect((await saved(run)).map(({ attempt, value }) => [attempt, value])).toEqual([
        [1, 1.4],
        [1, 1.5],
        [2, 0.7],
        [2, 0.8],
      ]);
    });

    it('when read again and a well is missing then, does not take its value from the read before', async () => {
      hands.reads.set('read', [{ B1: 1.4, B2: 0.8 }, { B1: 0.7 }]);
      const id = await played(load, read(atMost(1, 'hold')), unload);
      await answer(id, 'redo');
      await hands.play(id);
      expect((await saved(id)).filter(({ attempt }) => attempt === 2).map(({ well, value }) => [well, value])).toEqual([
        ['B1', 0.7],
        ['B2', null],
      ]);
      expect((await runOf(id)).state.holdReasons).toEqual([expect.stringContaining('is UNKNOWN: B2 missing')]);
    });

    it.each([
      ['happened', 'succeeded'],
      ['skip', 'skipped'],
    ] as const)('when answered with %s, goes on with what was read and a deviation', async (choice, status) => {
      hands.reads.set('read', [{ B1: 0.6, B2: 1.4 }]);
      const id = await played(load, read(atMost(1, 'hold')), unload);
      await answer(id, choice);
      await hands.play(id);
      expect([(await runOf(id)).status, (await hands.step(id, 'read')).status]).toEqual(['completed_with_deviations', status]);
    });
  });

  describe('of a hold', () => {
    const hold = (id = 'warm') => ({
      id,
      kind: 'operation',
      capability: 'shaking_incubation',
      labware: 'plate',
      with: { temperature: quantity(37, 'Cel'), speed: quantity(300, '{rpm}') },
      duration: quantity(10, 'min'),
      saves: { warmth: { reading: 'temperature' } },
    });
    const toShaker = { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'shaker' }] };
    const back = { id: 'unload', kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] };

    async function telemetry(id: string, stepId: string, ...values: number[]): Promise<void> {
      const step = await hands.step(id, stepId);
      const [now] = await database.query<{ lab: Date }>('select lab.lab_now() as lab');
      const atLab = now?.lab ?? new Date();
      const common = {
        name: 'temperature',
        unit: 'Cel',
        quality: 'ok' as const,
        raw: new Uint8Array(),
        runId: id,
        stepInstanceId: step.id,
      };
      const readings = values.map((value) => ({
        ...common,
        value,
        commandId: randomUUID(),
        instrumentId: step.instrumentId ?? '',
        simulated: true,
        atWall: new Date(),
        atLab,
      }));
      await database.transaction((tx) => insertReadings(tx, readings));
    }

    it('when telemetry of it is there, is the series since its hold began, without the way up', async () => {
      const id = await played(toShaker, hold(), back);
      expect((await hands.step(id, 'warm')).status).toBe('holding');
      await database.query(
        `update lab.step_instances set hold_started_lab = hold_started_lab + interval '1 minute' where step_id = 'warm'`,
      );
      await telemetry(id, 'warm', 25, 31);
      await hands.pass(120_000);
      await telemetry(id, 'warm', 36.9, 37.1);
      await hands.endHold(await hands.step(id, 'warm'));
      await hands.play(id);
      expect((await saved(id)).map(({ name, well, value, unit, labware }) => [name, well, value, unit, labware])).toEqual([
        ['warmth', '', 36.9, 'Cel', 'plate'],
        ['warmth', '', 37.1, 'Cel', 'plate'],
      ]);
    });

    it('when nothing was measured in the second hold, is missing, and not that of the first', async () => {
      const id = await played(toShaker, hold(), { ...hold('warm_again') }, back);
      await telemetry(id, 'warm', 37);
      await hands.endHold(await hands.step(id, 'warm'));
      await hands.play(id);
      await hands.endHold(await hands.step(id, 'warm_again'));
      expect((await saved(id)).map(({ step, value, quality }) => [step, value, quality])).toEqual([
        ['warm', 37, 'ok'],
        ['warm_again', null, 'missing'],
      ]);
    });
  });
});
