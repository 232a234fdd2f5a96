import { RunEntity, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { eventsOf } from './fixtures/waiting-task';
import { advanceOnce } from './run-advancer';
import { answerRun, startRun } from './run-control';

const MIN = 60_000;
const minutes = (value: number) => ({ value, unit: 'min' });
const load = { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'reader' }] };
const unload = { id: 'unload', kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] };
const read = (id = 'read', save = 'od') => ({
  id,
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [{ value: 600, unit: 'nm' }] },
  saves: { [save]: { reading: 'absorbance', wells: { role: 'sample' } } },
});
const pause = (id: string, value = 1) => ({ id, kind: 'wait', duration: minutes(value) });
const repeat = (changes: object = {}) => ({
  id: 'until',
  kind: 'repeat',
  body: [read()],
  until: 'readings.od.median >= params.dense',
  maxAge: minutes(10),
  atMost: minutes(360),
  otherwise: 'hold',
  ...changes,
});
const decide = (cases: object[], otherwise: object[] = [], changes: object = {}) => ({
  id: 'decide',
  kind: 'decision',
  cases,
  else: { steps: otherwise },
  maxAge: minutes(10),
  ...changes,
});
const density = (id: string, value: number) => ({ id, quantity: 'optical_density', default: { value, unit: '{AU}' }, min: 0.1, max: 2 });
const parameters = [density('dense', 0.6), density('much', 1.2), density('some', 0.3)];
const both = (value: number) => ({ B1: value, B2: value });

jest.setTimeout(30_000);

describe('steps in steps', () => {
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

  async function started(...steps: object[]): Promise<string> {
    const { newRun } = await lab.approve({ name: 'spec', parameters, steps: [load, ...steps, unload] });
    const { id } = await newRun();
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    return id;
  }
  const stateOf = async (id: string) => (await database.repository(RunEntity).findOneByOrFail({ id })).state;
  const statusOf = async (id: string) => (await stateOf(id)).status;
  const answer = (id: string, choice: 'redo' | 'happened' | 'skip' | 'abort') =>
    database.transaction((tx) => answerRun(tx, id, choice, 'user:grace', 'looked'));
  /** `path step attempt status` of all instances of some steps, in their order. */
  const instances = async (id: string, ...names: string[]) =>
    (
      await database.query<{ line: string }>(
        `select trim(iteration_path || ' ' || step_id || ' ' || attempt || ' ' || status) as line from lab.step_instances
         where run_id = $1 and step_id = any($2) order by position`,
        [id, names],
      )
    ).map(({ line }) => line);
  const evaluations = async (id: string) =>
    (await eventsOf(database, id, 'step.evaluated')).map(([, { step, path, outcome, readings, params }]) => ({
      at: [path, step].filter((part) => typeof part === 'string').join(' '),
      outcome,
      median: (readings as { od?: { median?: number } }).od?.median,
      dense: (params as { dense?: number }).dense,
    }));

  describe('of a repeat', () => {
    it('when its condition holds after the second round, has run two rounds with steps and attempts of their own', async () => {
      hands.reads.set('read', [both(0.3), both(0.7)]);
      const id = await started(repeat());
      await hands.play(id);
      expect(await statusOf(id)).toBe('completed');
      expect(await instances(id, 'until', 'read')).toEqual(['until 1 succeeded', 'until/1 read 1 succeeded', 'until/2 read 1 succeeded']);
      expect(await evaluations(id)).toEqual([
        { at: 'until', outcome: false, median: 0.3, dense: 0.6 },
        { at: 'until', outcome: true, median: 0.7, dense: 0.6 },
      ]);
    });

    it('when it stands in a case of a decision in a repeat, has a path that names the rounds of both, and none of the case', async () => {
      hands.reads.set('start', [both(0.1), both(0.9)]);
      hands.reads.set('read', [both(0.2), both(0.7), both(0.8)]);
      const inner = repeat({ id: 'inner' });
      const always = { when: 'readings.first.count >= 1', steps: [inner] };
      const id = await started(
        repeat({ id: 'outer', body: [read('start', 'first'), decide([always])], until: 'readings.first.median >= params.dense' }),
      );
      await hands.play(id);
      expect(await statusOf(id)).toBe('completed');
      expect(await instances(id, 'outer', 'decide', 'inner', 'read')).toEqual([
        'outer 1 succeeded',
        'outer/1 decide 1 succeeded',
        'outer/1 inner 1 succeeded',
        'outer/1/inner/1 read 1 succeeded',
        'outer/1/inner/2 read 1 succeeded',
        'outer/2 decide 1 succeeded',
        'outer/2 inner 1 succeeded',
        'outer/2/inner/1 read 1 succeeded',
      ]);
      expect((await evaluations(id)).map(({ at, outcome }) => `${at} ${String(outcome)}`)).toEqual([
        'outer/1 decide true',
        'outer/1 inner false',
        'outer/1 inner true',
        'outer false',
        'outer/2 decide true',
        'outer/2 inner true',
        'outer true',
      ]);
    });

    it('when nothing has happened since, stays as it is however often its run is advanced', async () => {
      hands.reads.set('read', [both(0.3)]);
      const id = await started(repeat({ every: minutes(20) }));
      await hands.play(id);
      const picture = () =>
        database.query(
          `select (select jsonb_agg(to_jsonb(s) order by s.position) from lab.step_instances s) as steps, (select count(*)::int from lab.events) as events,
             (select count(*)::int from lab.timers) as timers, (select count(*)::int from lab.outbox) as outbox, (select to_jsonb(r) from lab.runs r) as run`,
        );
      const before = await picture();
      for (let i = 0; i < 3; i++) await advanceOnce(database, id);
      await Promise.all([advanceOnce(database, id), advanceOnce(database, id)]);
      expect(await picture()).toEqual(before);
      expect(await instances(id, 'read')).toEqual(['until/1 read 1 succeeded']);
    });

    it('when its rounds start every 20 min and one has taken 7, starts the next 13 min later in lab time', async () => {
      hands.reads.set('read', [both(0.3), both(0.7)]);
      const id = await started(repeat({ body: [pause('rest', 7), read()], every: minutes(20) }));
      await hands.play(id);
      await hands.pass(7 * MIN);
      await hands.play(id);
      expect((await hands.step(id, 'until')).waitingFor).toBe('the start of round 2');
      const [timer] = await database.query<{ kind: string; ms: number }>(
        `select t.kind, extract(epoch from t.due_lab - s.started_lab)::float8 * 1000 as ms from lab.timers t
         join lab.step_instances s on s.run_id = t.run_id and s.step_id = 'rest' where t.fired_at is null`,
      );
      expect(timer).toMatchObject({ kind: 'round_due' });
      expect(Math.abs((timer?.ms ?? 0) - 20 * MIN)).toBeLessThan(5);
      await hands.pass(12.5 * MIN);
      expect(await instances(id, 'rest')).toHaveLength(1);
      await hands.pass(0.6 * MIN);
      expect(await instances(id, 'rest')).toEqual(['until/1 rest 1 succeeded', 'until/2 rest 1 holding']);
    });

    it('when a round has taken longer than the time between two starts, begins the next at once', async () => {
      hands.reads.set('read', [both(0.3), both(0.7)]);
      const id = await started(repeat({ body: [pause('rest', 7), read()], every: minutes(20) }));
      await hands.play(id);
      await hands.pass(25 * MIN);
      await hands.play(id);
      expect(await instances(id, 'rest')).toEqual(['until/1 rest 1 succeeded', 'until/2 rest 1 holding']);
      expect(await database.query(`select 1 from lab.timers where kind = 'round_due'`)).toEqual([]);
    });
  });

  describe('of a decision', () => {
    const cases = [
      { when: 'readings.od.median >= params.much', steps: [pause('much')] },
      { when: 'readings.od.median >= params.dense', steps: [pause('enough')] },
      { when: 'readings.od.median >= params.some', steps: [] },
    ];

    it.each([
      [1.3, 'much', [true], 1],
      [0.7, 'enough', [false, true], 2],
      [0.4, null, [false, false, true], 3],
      [0.1, 'little', [false, false, false], 4],
    ])('when the median is %s, runs the first case that holds, or else the else: %s', async (value, step, outcomes, chosen) => {
      hands.reads.set('read', [both(value)]);
      const id = await started(read(), decide(cases, [pause('little')]));
      await hands.play(id);
      await hands.pass(2 * MIN);
      await hands.play(id);
      expect(await statusOf(id)).toBe('completed');
      expect(await instances(id, 'much', 'enough', 'little')).toEqual(step === null ? [] : [`${step} 1 succeeded`]);
      expect((await evaluations(id)).map(({ outcome }) => outcome)).toEqual(outcomes);
      expect((await hands.step(id, 'decide')).round).toBe(chosen);
    });
  });

  it('when a decision does not give what is expected and is answered with redo, runs its case again, under a path of its own', async () => {
    hands.reads.set('again', [both(0.2), both(0.7)]);
    const expected = { expect: { reading: 'od', min: { value: 0.5, unit: '{AU}' }, otherwise: 'hold' } };
    hands.reads.set('read', [both(0.7)]);
    const id = await started(read(), decide([{ when: 'readings.od.median >= params.dense', steps: [read('again')] }], [], expected));
    await hands.play(id);
    expect((await stateOf(id)).holdReasons).toEqual([expect.stringContaining('od should be 0.5 to any {AU}: B1 0.2 {AU}, B2 0.2 {AU}')]);
    await database.query(`update lab.saved_readings set value = 0.7 where step_instance_id = $1`, [(await hands.step(id, 'again')).id]);
    await answer(id, 'redo');
    await hands.play(id);
    expect(await statusOf(id)).toBe('completed');
    expect(await instances(id, 'decide', 'again')).toEqual(['decide 2 succeeded', 'again 1 succeeded', 'decide/2 again 1 succeeded']);
  });

  describe('with a condition that is UNKNOWN', () => {
    const trouble: [string, object, RegExp][] = [
      ['no well was read', {}, /missing \(the instrument gave no value of this well\)/],
      ['one well overflows', { B1: 0.7, B2: 'overflow' }, /B2 overflow/],
      ['one well is missing', { B1: 0.7 }, /B2 missing/],
      ['a value is physically impossible', { B1: 0.7, B2: 4_000 }, /outside the physical range/],
    ];
    it.each(trouble)('when %s, holds the run and says why', async (_, values, why) => {
      hands.reads.set('read', [values as Record<string, number>]);
      const id = await started(repeat());
      await hands.play(id);
      const state = await stateOf(id);
      expect([state.status, state.holdReasons[0]]).toEqual(['held', expect.stringMatching(why)]);
      expect(state.holdReasons[0]).toContain('is UNKNOWN: readings.od');
      expect(await instances(id, 'until')).toEqual(['until 1 in_doubt']);
      expect((await evaluations(id)).map(({ outcome }) => outcome)).toEqual(['unknown']);
    });

    it('when the reading is older than its maximum age, holds the run and says how old it is', async () => {
      hands.reads.set('read', [both(0.7)]);
      const id = await started(repeat({ body: [read(), pause('rest', 11)] }));
      await hands.play(id);
      await hands.pass(11 * MIN);
      expect((await stateOf(id)).holdReasons[0]).toMatch(/its newest point is 6\d\d s old, and 600 s are allowed/);
    });

    it('when the plate may be another one since it was read, holds the run', async () => {
      hands.reads.set('read', [both(0.7)]);
      const id = await started(repeat({ body: [read(), pause('rest')] }));
      await hands.play(id);
      await database.query(`update lab.labware set identity = 'unknown'`);
      await hands.pass(MIN);
      expect((await stateOf(id)).holdReasons[0]).toContain('it was read from plate, and nobody knows whether that is the right one');
    });

    it('when a repeat is answered with redo, runs one more round, which reads again', async () => {
      hands.reads.set('read', [{ B1: 0.7, B2: 'overflow' }, both(0.7)]);
      const id = await started(repeat());
      await hands.play(id);
      await answer(id, 'redo');
      await hands.play(id);
      expect(await statusOf(id)).toBe('completed');
      expect(await instances(id, 'until', 'read')).toEqual(['until 2 succeeded', 'until/1 read 1 succeeded', 'until/2 read 1 succeeded']);
    });

    it('when a repeat is answered with happened, is taken as reached, with a deviation', async () => {
      hands.reads.set('read', [{ B1: 0.7, B2: 'overflow' }]);
      const id = await started(repeat());
      await hands.play(id);
      await answer(id, 'happened');
      await hands.play(id);
      expect([await statusOf(id), await instances(id, 'until')]).toEqual(['completed_with_deviations', ['until 1 succeeded']]);
      expect(await eventsOf(database, id, 'run.deviated')).toHaveLength(1);
    });

    it('when a decision is answered with happened, is refused and the run stays held', async () => {
      hands.reads.set('read', [{ B1: 0.7 }]);
      const id = await started(read(), decide([{ when: 'readings.od.median >= params.dense', steps: [pause('enough')] }]));
      await hands.play(id);
      await expect(answer(id, 'happened')).rejects.toMatchObject({ code: 'CONFLICT' });
      expect([await statusOf(id), await instances(id, 'decide')]).toEqual(['held', ['decide 1 in_doubt']]);
    });

    it('when a decision is answered with redo, asks again; still UNKNOWN, it holds again', async () => {
      hands.reads.set('read', [{ B1: 0.7 }]);
      const id = await started(read(), decide([{ when: 'readings.od.median >= params.dense', steps: [] }]));
      await hands.play(id);
      await answer(id, 'redo');
      await hands.play(id);
      expect([await statusOf(id), await instances(id, 'decide')]).toEqual(['held', ['decide 2 in_doubt']]);
      expect(await evaluations(id)).toHaveLength(2);
    });

    it('when answered with skip, runs no case and no further round, and goes on with a deviation', async () => {
      hands.reads.set('read', [{ B1: 0.7 }]);
      const id = await started(
        repeat(),
        decide([{ when: 'readings.od.median >= params.dense', steps: [pause('enough')] }], [pause('little')]),
      );
      await hands.play(id);
      await answer(id, 'skip');
      await hands.play(id);
      expect(await instances(id, 'until', 'decide')).toEqual(['until 1 skipped', 'decide 1 in_doubt']);
      await answer(id, 'skip');
      await hands.play(id);
      expect(await statusOf(id)).toBe('completed_with_deviations');
      expect(await instances(id, 'decide', 'enough', 'little')).toEqual(['decide 1 skipped']);
      expect(await eventsOf(database, id, 'run.deviated')).toHaveLength(2);
    });

    it('when answered with abort, cancels the run', async () => {
      hands.reads.set('read', [{}]);
      const id = await started(repeat());
      await hands.play(id);
      await answer(id, 'abort');
      await hands.play(id);
      expect([await statusOf(id), await instances(id, 'until', 'unload')]).toEqual([
        'cancelled',
        ['until 1 cancelled', 'unload 0 cancelled'],
      ]);
    });
  });

  describe('at a bound of a repeat', () => {
    const short = { body: [read()], maxIterations: 2 };

    it.each([
      ['skip', 'completed_with_deviations'],
      ['continue_with_deviation', 'completed_with_deviations'],
      ['abort', 'failed'],
    ])('when the last round is over and otherwise is %s, ends %s', async (otherwise, status) => {
      hands.reads.set('read', [both(0.3)]);
      const id = await started(repeat({ ...short, otherwise }));
      await hands.play(id);
      expect(await statusOf(id)).toBe(status);
      expect(await instances(id, 'read')).toEqual(['until/1 read 1 succeeded', 'until/2 read 1 succeeded']);
      const events = await eventsOf(database, id, 'run.deviated', 'run.stopping');
      expect(events.map(([type]) => type)).toEqual([otherwise === 'abort' ? 'run.stopping' : 'run.deviated']);
      expect(JSON.stringify(events)).toContain('its last round, 2, is over');
    });

    it('when the last round is over and otherwise is hold, asks, and each redo gives one more round', async () => {
      hands.reads.set('read', [both(0.3), both(0.4), both(0.5), both(0.9)]);
      const id = await started(repeat(short));
      for (const rounds of [2, 3]) {
        await hands.play(id);
        expect((await stateOf(id)).holdReasons).toEqual([expect.stringContaining('its last round, 2, is over')]);
        expect(await instances(id, 'read')).toHaveLength(rounds);
        await answer(id, 'redo');
      }
      await hands.play(id);
      expect([await statusOf(id), (await instances(id, 'read')).length]).toEqual(['completed', 4]);
    });

    it('when another round would start after its time, begins none', async () => {
      hands.reads.set('read', [both(0.3)]);
      const id = await started(repeat({ every: minutes(20), atMost: minutes(50) }));
      await hands.play(id);
      for (let i = 0; i < 2; i++) {
        await hands.pass(20 * MIN);
        await hands.play(id);
      }
      expect(await instances(id, 'read')).toHaveLength(3);
      expect((await stateOf(id)).holdReasons[0]).toContain('its time, 50 min, is over or would be before another round');
    });
  });
});
