import { RunEntity, type Database } from '@labwright/persistence';
import { LabHands, eventually, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { eventsOf } from './fixtures/waiting-task';
import { advanceRun } from './advance-run';
import { advanceOnce } from './run-advancer';
import { cancelRun, startRun } from './run-control';

const quantity = (value: number, unit: string) => ({ value, unit });
const move = (id: string, to: string, labware = 'flask') => ({ id, kind: 'operator', moves: [{ labware, to }] });
const grow = (speed: number) => ({
  id: 'grow',
  kind: 'operation',
  capability: 'shaking_incubation',
  labware: 'flask',
  with: { temperature: quantity(30, 'Cel'), speed: quantity(speed, '{rpm}') },
  duration: quantity(60, 'min'),
});
const labware = [{ id: 'flask', type: 'flask-250-baffled' }];

jest.setTimeout(30_000);

describe('an incubator of six clamps', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let hands: LabHands;
  let names = 0;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
  });
  afterEach(() => test.drop());

  async function made(speed = 200): Promise<string> {
    const { newRun } = await lab.approve({
      name: `culture-${(names += 1)}`,
      labware,
      steps: [move('load', 'incubator'), grow(speed), move('unload', 'bench')],
    });
    return (await newRun()).id;
  }
  const start = async (id: string) => {
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await hands.pump();
  };
  const started = async (speed?: number) => {
    const id = await made(speed);
    await start(id);
    return id;
  };
  /** Goes on with runs until none of them can: each time one closes the incubator, another may open it. */
  const together = async (...ids: string[]) => {
    for (let i = 0; i < 2 * ids.length; i++) for (const id of ids) await hands.play(id);
  };
  const statusOf = async (id: string) => (await database.repository(RunEntity).findOneByOrFail({ id })).status;
  const waits = async (id: string) => (await hands.openSteps(id)).find(({ waitingFor }) => waitingFor !== null)?.waitingFor;
  const clamps = (id: string) =>
    database.query<{ place: string; planned: string }>(
      `select place_id as place, planned_place as planned from lab.reservations where run_id = $1 and released_at is null`,
      [id],
    );
  const open = () => database.query<{ run: string }>(`select run_id as run from lab.instrument_access`);
  const finish = async (id: string) => {
    await hands.endHold(await hands.step(id, 'grow'));
    await hands.play(id);
  };

  it('when two runs want the same set points, takes both, on clamps of their own', async () => {
    const [one, two] = [await started(), await started()];
    await together(one, two);
    for (const id of [one, two]) expect((await hands.step(id, 'grow')).status).toBe('holding');
    expect([await clamps(one), await clamps(two)]).toEqual([
      [{ place: 'incubator-1.clamp-1', planned: 'incubator-1.clamp-1' }],
      [{ place: 'incubator-1.clamp-2', planned: 'incubator-1.clamp-1' }],
    ]);
    const [task] = await database.query<{ moves: unknown; title: string }>(
      `select moves, title from lab.operator_tasks where run_id = $1`,
      [two],
    );
    expect(task).toMatchObject({ moves: [{ to: 'incubator-1.clamp-2' }], title: expect.stringContaining('clamp-2') });
    await finish(one);
    await finish(two);
    expect([await statusOf(one), await statusOf(two), await open()]).toEqual(['completed', 'completed', []]);
    expect(await database.query(`select 1 from lab.labware where place_id <> 'bench'`)).toEqual([]);
  });

  it('when a third wants other set points, lets it wait with the reason until both have left', async () => {
    const [one, two] = [await started(), await started()];
    await together(one, two);
    const third = await started(150);
    expect(await waits(third)).toMatch(/incubator-1 .*200 rpm.*150 rpm|150 rpm.*200 rpm/);
    await finish(one);
    await hands.pump();
    expect(await waits(third)).toContain(two);
    await finish(two);
    await hands.play(third);
    expect((await hands.step(third, 'grow')).status).toBe('holding');
  });

  it('when it is full, lets a seventh run wait for the first clamp that comes free', async () => {
    const runs = [];
    for (let i = 0; i < 6; i++) runs.push(await started());
    await together(...runs);
    const seventh = await started();
    expect(await waits(seventh)).toContain('is reserved by run');
    await finish(runs[3] as string);
    await hands.play(seventh);
    expect(await clamps(seventh)).toMatchObject([{ place: 'incubator-1.clamp-4' }]);
  });

  it('when two transactions look for a clamp at the same moment with other set points, lets one in', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = [await made(200), await made(150)];
      for (const id of [one, two]) await database.transaction((tx) => startRun(tx, id, 'spec'));
      await database.query('delete from lab.outbox');
      // Another nest, so that not even the one that both want keeps them apart.
      await database.query(
        `update lab.step_instances set definition = replace(definition::text, 'clamp-1', 'clamp-2')::jsonb where run_id = $1`,
        [two],
      );
      await Promise.all([one, two, one, two].map((id) => advanceOnce(database, id)));
      const got = await Promise.all([one, two].map((id) => clamps(id)));
      expect(got.flat()).toHaveLength(1);
      for (const id of [one, two]) await database.transaction((tx) => cancelRun(tx, id, 'spec', 'enough'));
      for (const id of [one, two]) await hands.play(id);
      expect(await database.query('select 1 from lab.reservations where released_at is null')).toEqual([]);
    }
  });

  it('when two transactions want to reach in at the same moment, lets one', async () => {
    const [one, two] = [await started(), await started()];
    await together(one, two);
    for (const id of [one, two]) await hands.endHold(await hands.step(id, 'grow'));
    // The first commits only when the second has come as far as it can.
    let second: Promise<void> | null = null;
    await database.transaction(async (tx) => {
      await advanceRun(tx, one);
      second = advanceOnce(database, two);
      await eventually('the second waits for the first', 5_000, async () => {
        const waiting = await database.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
    });
    await (second as Promise<void> | null);
    const steps = (await Promise.all([one, two].map((id) => hands.openSteps(id)))).flat();
    expect(steps.filter(({ status }) => status === 'dispatched')).toHaveLength(1);
    expect(steps.filter(({ waitingFor }) => waitingFor?.includes('is open for run'))).toHaveLength(1);
    await together(one, two);
    expect([await statusOf(one), await statusOf(two)]).toEqual(['completed', 'completed']);
  });

  it('when six transactions look for a clamp at the same moment with equal set points, gives each its own', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => made()));
    for (const id of runs) await database.transaction((tx) => startRun(tx, id, 'spec'));
    await Promise.all(runs.map((id) => advanceOnce(database, id)));
    await hands.pump();
    // One of them has it open, and the others wait for that.
    expect(await open()).toHaveLength(1);
    expect((await Promise.all(runs.map((id) => waits(id)))).filter((reason) => reason?.includes('is open for run'))).toHaveLength(5);
    await together(...runs);
    for (const id of runs) expect((await hands.step(id, 'grow')).status).toBe('holding');
    const rows = await database.query(`select distinct place_id from lab.reservations where released_at is null`);
    expect(rows).toHaveLength(6);
  });

  describe('while a person of one run reaches into it', () => {
    /** One run holds, and the other's person is at the clamps. */
    async function reaching(): Promise<[holder: string, reacher: string]> {
      const holder = await started();
      await hands.play(holder);
      const reacher = await started();
      await hands.play(reacher, 'load');
      expect(await open()).toEqual([{ run: reacher }]);
      return [holder, reacher];
    }

    it('when another run holds there, tells its hold that it is interrupted, then resumed, and for how long', async () => {
      const [holder, reacher] = await reaching();
      expect(await eventsOf(database, holder, 'step.interrupted', 'step.resumed')).toEqual([
        ['step.interrupted', { step: 'grow', by: reacher }],
        // Its own loading came before the hold.
      ]);
      await database.query(`update lab.lab_clock set lab_anchor = lab_anchor + interval '90 seconds'`);
      await hands.play(reacher);
      const [, resumed] = await eventsOf(database, holder, 'step.interrupted', 'step.resumed');
      expect(resumed).toEqual(['step.resumed', { step: 'grow', by: reacher, interruptedMs: expect.any(Number) }]);
      expect(Math.round(Number(resumed?.[1]['interruptedMs']) / 10_000)).toBe(9);
      expect(await open()).toEqual([]);
    });

    it('when another run wants to load or unload, lets it wait with the reason, and wakes it afterwards', async () => {
      const [holder, reacher] = await reaching();
      await hands.endHold(await hands.step(holder, 'grow'));
      const third = await started();
      for (const id of [holder, third]) {
        expect(await waits(id)).toMatch(new RegExp(`^incubator-1 is open for run ${reacher} \\(culture-\\d+\\) since "`));
        expect((await hands.openSteps(id)).filter(({ status }) => status === 'dispatched')).toEqual([]);
      }
      await hands.play(reacher);
      await hands.play(holder);
      expect(await statusOf(holder)).toBe('completed');
    });

    it('when a step of another run was dispatched before and is claimed only now, is not claimed before it is closed', async () => {
      const first = await started();
      await hands.play(first, 'grow');
      const late = await hands.step(first, 'grow');
      expect(late.status).toBe('dispatched');
      const reacher = await started();
      await hands.play(reacher, 'load');
      expect(await open()).toEqual([{ run: reacher }]);
      expect(await hands.claim(late)).toBe(false);
      await database.query(`delete from lab.outbox where name = 'step'`);
      await hands.play(reacher);
      const woken = await database.query<{ payload: unknown }>(`select payload from lab.outbox where name = 'step'`);
      expect(woken.map(({ payload }) => payload)).toContainEqual({ instrumentId: 'incubator-1', stepInstanceId: late.id, attempt: 1 });
      expect(await hands.claim(late)).toBe(true);
    });

    it('when its run is cancelled then, closes it by a stop that resumes the others', async () => {
      const [holder, reacher] = await reaching();
      await database.transaction((tx) => cancelRun(tx, reacher, 'spec', 'enough'));
      await hands.pump();
      const stop = await hands.step(reacher, 'stop.incubator-1');
      expect(stop.definition).toMatchObject({ establish: [], resumes: true, closes: ['incubator-1'] });
      expect([stop.status, await open()]).toEqual(['dispatched', [{ run: reacher }]]);
      await hands.play(reacher);
      expect([await statusOf(reacher), await open(), await clamps(reacher)]).toEqual(['cancelled', [], []]);
      const told = await eventsOf(database, holder, 'step.interrupted', 'step.resumed');
      expect(told.map(([type]) => type)).toEqual(['step.interrupted', 'step.resumed']);
      expect((await hands.step(holder, 'grow')).status).toBe('holding');
    });

    it('when nobody else is there and its run is cancelled, is driven to its safe state and closed', async () => {
      const only = await started();
      await hands.play(only, 'load');
      await database.transaction((tx) => cancelRun(tx, only, 'spec', 'enough'));
      await hands.pump();
      expect((await hands.step(only, 'stop.incubator-1')).definition).toMatchObject({ establish: [{ verb: 'ensureStopped' }] });
      await hands.play(only);
      expect([await statusOf(only), await open()]).toEqual(['cancelled', []]);
    });

    it('when nothing has to be stopped to reach in, wakes whoever waits to reach in too', async () => {
      await database.query(
        `update lab.drivers set manifest = jsonb_set(manifest, '{access,before}', '[]') where id = 'spec-incubator-shaker'`,
      );
      const [one, two] = [await started(), await started()];
      expect(await waits(two)).toContain('incubator-1 is open for run');
      await hands.complete(await hands.task(one, 'load'));
      await hands.pump();
      expect((await hands.step(two, 'load')).status).toBe('awaiting_operator');
    });
  });
});
