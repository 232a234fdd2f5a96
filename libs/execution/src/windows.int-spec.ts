import { RunEntity, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { eventsOf } from './fixtures/waiting-task';
import { claimTask } from './operator-tasks';
import { advanceOnce } from './run-advancer';
import { answerRun, pauseRun, resumeRun, startRun } from './run-control';

const quantity = (value: number, unit: string) => ({ value, unit });
const confirm = [{ kind: 'confirm' }];
const by = (id: string, changes: object = {}) => ({ id, kind: 'operator', instruction: `Do ${id}.`, evidence: confirm, ...changes });
const pause = (id: string, value: number, changes: object = {}) => ({ id, kind: 'wait', duration: quantity(value, 's'), ...changes });
const window = (after: string, bounds: object) => ({ timing: [{ after, onMissed: 'continue_with_deviation', ...bounds }] });

jest.setTimeout(30_000);

describe('the time between steps', () => {
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
    const { newRun } = await lab.approve({ name: 'spec', steps });
    const { id } = await newRun();
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await hands.pump();
    return id;
  }
  const statusOf = async (id: string) => (await database.repository(RunEntity).findOneByOrFail({ id })).status;
  const checks = async (id: string) => (await eventsOf(database, id, 'step.window_checked')).map(([, data]) => data);
  const deviations = async (id: string) => (await eventsOf(database, id, 'run.deviated')).map(([, data]) => data);

  it('when a window opens 5 min after a step, waits with the reason and starts by its timer, not before', async () => {
    const id = await started(by('heat'), by('cool', window('heat.end', { atLeast: quantity(5, 'min') })));
    await hands.play(id, 'cool');
    const waiting = await hands.step(id, 'cool');
    expect([waiting.status, waiting.waitingFor]).toEqual(['ready', 'its window, 300 s after heat.end']);
    await hands.pass(290_000);
    expect((await hands.step(id, 'cool')).status).toBe('ready');
    await hands.pass(11_000);
    expect((await hands.step(id, 'cool')).status).toBe('awaiting_operator');
    const [check] = await checks(id);
    expect(check).toMatchObject({ step: 'cool', after: { step: 'heat', point: 'end' }, atLeastMs: 300_000, lateMs: 0 });
    expect(check?.['gapMs']).toBeGreaterThanOrEqual(300_000);
    expect(await database.query(`select 1 from lab.timers where kind = 'window_opens'`)).toHaveLength(1);
  });

  it('when the most is exceeded by 20 s, starts all the same, with a deviation that has the size', async () => {
    const rest = by('rest', { duration: quantity(5, 's') });
    const id = await started(by('heat'), rest, by('cool', window('heat.end', { atMost: quantity(10, 's') })));
    await hands.play(id, 'rest');
    await hands.pass(30_000);
    await hands.play(id);
    expect(await statusOf(id)).toBe('completed_with_deviations');
    const [deviation] = await deviations(id);
    expect(deviation?.['reason']).toMatch(/^cool started 2\d\.\d s too late after heat\.end$/);
    expect(deviation).toMatchObject({ kind: 'late', unit: 's', size: expect.any(Number) });
    expect(Number(deviation?.['size'])).toBeGreaterThanOrEqual(20);
    expect(Number(deviation?.['size'])).toBeLessThan(25);
  });

  it('when both are in a repeat, counts from the step of the same round', async () => {
    const slow = { body: [by('heat'), pause('rest', 30), by('cool', window('heat.end', { atMost: quantity(40, 's') }))] };
    const ends = { until: 'run.elapsed >= duration(100, "s")', maxAge: quantity(1, 'min'), atMost: quantity(1, 'h'), otherwise: 'hold' };
    const id = await started({ id: 'rounds', kind: 'repeat', ...slow, ...ends });
    for (let i = 0; i < 4; i++) {
      await hands.play(id);
      await hands.pass(30_500);
    }
    await hands.play(id);
    const gaps = (await checks(id)).map(({ path, gapMs }) => [path, Math.round(Number(gapMs) / 10_000)]);
    expect(gaps).toEqual([1, 2, 3, 4].map((round) => [`rounds/${round}`, 3]));
    expect(await statusOf(id)).toBe('completed');
  });

  it('when the step before was skipped in this round, counts from nothing, and not from the round before', async () => {
    const body = [by('heat'), by('cool', window('heat.end', { atMost: quantity(40, 's') }))];
    const ends = { until: 'run.elapsed >= duration(100, "s")', maxAge: quantity(1, 'min'), atMost: quantity(1, 'h'), otherwise: 'hold' };
    const id = await started({ id: 'rounds', kind: 'repeat', body, ...ends });
    for (const stepId of ['heat', 'cool']) {
      await hands.complete(await hands.task(id, stepId));
      await hands.pump();
    }
    await database.query(
      `update lab.step_instances set status = 'skipped', started_lab = null where step_id = 'heat' and iteration_path = 'rounds/2'`,
    );
    await advanceOnce(database, id);
    expect((await hands.step(id, 'cool', 'rounds/2')).status).toBe('awaiting_operator');
    expect((await checks(id)).map(({ path }) => path)).toEqual(['rounds/1']);
  });

  it('when a repeat does another round because a person says so, has missed no window by that', async () => {
    const ends = { until: 'run.elapsed >= duration(10, "h")', maxAge: quantity(1, 'min'), atMost: quantity(1, 'h'), otherwise: 'hold' };
    const rounds = { body: [pause('rest', 20)], maxIterations: 1, ...ends, ...window('heat.end', { atMost: quantity(10, 's') }) };
    const id = await started(by('heat'), { id: 'rounds', kind: 'repeat', ...rounds });
    await hands.play(id);
    await hands.pass(21_000);
    expect(await statusOf(id)).toBe('held');
    await database.transaction((tx) => answerRun(tx, id, 'redo', 'user:grace', 'one more'));
    await hands.pump();
    expect((await hands.step(id, 'rest', 'rounds/2')).status).toBe('holding');
    expect([await deviations(id), (await checks(id)).length]).toEqual([[], 1]);
  });

  describe('with one confirmation for two steps', () => {
    const shock = [
      by('heat_shock', { duration: quantity(30, 's') }),
      by('on_ice', { startsOnEndOf: 'heat_shock', ...window('heat_shock.end', { atMost: quantity(10, 's') }) }),
    ];
    const times = async (id: string) => {
      const [row] = await database.query<{ gapMs: number }>(
        `select extract(epoch from b.started_lab - a.ended_lab)::float8 * 1000 as "gapMs" from lab.step_instances a, lab.step_instances b
         where a.run_id = $1 and a.step_id = 'heat_shock' and b.run_id = $1 and b.step_id = 'on_ice'`,
        [id],
      );
      return row?.gapMs;
    };

    it('when the first is confirmed, opens the second in the same transaction, claimed by the same person', async () => {
      const id = await started(...shock);
      await hands.complete(await hands.task(id, 'heat_shock'));
      const next = await hands.task(id, 'on_ice');
      expect(next).toMatchObject({ status: 'claimed', claimedBy: lab.technician.id, scripted: false });
      expect(next.claimedAt).not.toBeNull();
      const moments = await database.query<{ xid: string }>(
        `select distinct xid::text as xid from lab.events e join lab.step_instances s on s.id = e.step_instance_id
         where (s.step_id = 'heat_shock' and e.type = 'step.succeeded') or (s.step_id = 'on_ice' and e.type in ('task.opened', 'task.claimed'))`,
      );
      expect(moments).toHaveLength(1);
      expect(await times(id)).toBeLessThan(500);
      expect(await deviations(id)).toEqual([]);
      await hands.complete(next);
      await hands.pump();
      expect(await statusOf(id)).toBe('completed');
    });

    it('when the run is paused meanwhile, opens the second after the resume, for anybody', async () => {
      const id = await started(...shock);
      const task = await hands.task(id, 'heat_shock');
      await database.transaction((tx) => claimTask(tx, task.id, hands.grace));
      await database.transaction((tx) => pauseRun(tx, id, 'spec'));
      await hands.complete(task);
      await hands.pump();
      expect((await hands.step(id, 'on_ice')).status).toBe('pending');
      await hands.pass(60_000);
      await database.transaction((tx) => resumeRun(tx, id, 'spec'));
      await hands.pump();
      expect(await hands.task(id, 'on_ice')).toMatchObject({ status: 'open', claimedBy: null });
      expect(await deviations(id)).toHaveLength(1);
    });

    it('when the second has a window that opens later, does not open it before', async () => {
      const [first, second] = shock;
      const id = await started(first as object, { ...second, ...window('heat_shock.start', { atLeast: quantity(20, 's') }) });
      await hands.complete(await hands.task(id, 'heat_shock'));
      await hands.pump();
      expect((await hands.step(id, 'on_ice')).waitingFor).toBe('its window, 20 s after heat_shock.start');
    });

    it('when the second carries labware to a nest that another run has, does not open it before that is free', async () => {
      await database.query(`update lab.drivers set manifest = jsonb_set(manifest, '{access,before}', '[]')`);
      const move = (labware: string, to: string) => ({ moves: [{ labware, to }] });
      const look = {
        id: 'look',
        kind: 'operation',
        capability: 'absorbance',
        labware: 'plate',
        with: { wavelengths: [quantity(600, 'nm')] },
      };
      const first = await started(by('load', move('plate', 'reader')), look, by('wait_for_me'));
      await hands.play(first, 'wait_for_me');
      const { newRun } = await lab.approve({
        name: 'other',
        steps: [by('prepare'), by('carry', { startsOnEndOf: 'prepare', ...move('plate', 'reader') }), look],
      });
      const { id } = await newRun();
      await database.transaction((tx) => startRun(tx, id, 'spec'));
      await hands.pump();
      await hands.complete(await hands.task(id, 'prepare'));
      await hands.pump();
      expect((await hands.step(id, 'carry')).waitingFor).toContain('reader-1.carrier is reserved by run');
    });
  });
});
