import type { EventType } from '@labwright/domain';
import { claimTask, createPrincipal, releaseTask } from '@labwright/execution';
import { LabwareEntity, OperatorTaskEntity, PgListener, PrincipalEntity, recordEvents, type Database } from '@labwright/persistence';
import type { PlanEvidence } from '@labwright/protocol';
import { eventually, openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { LabFollower } from '../follower/lab-follower';
import { labClockOf, type LabClockSource } from '../lab-clock-source';
import { LabTime } from '../lab-time';
import { PhysicalLab } from '../physics/physical-lab';
import { releaseLeftTasks } from './left-tasks';
import { openTaskOf, type OpenedTask } from './fixtures/open-task';
import { ScriptedOperator } from './scripted-operator';
import { Senses } from './senses';

const SOON_MS = 8_000;
jest.setTimeout(20_000);
/** Two plates cannot stand on one nest. */
const ELSEWHERE: OpenedTask = { step: { moves: [] } };
const evidence = (...items: Partial<PlanEvidence>[]): PlanEvidence[] =>
  items.map((item) => ({ id: item.kind, of: null, prompt: null, unit: null, ...item }) as PlanEvidence);

describe('the scripted operator', () => {
  let test: TestDatabase;
  let database: Database;
  let fixture: LabFixture;
  let listener: PgListener;
  let clock: LabClockSource;
  let time: LabTime;
  let physics: PhysicalLab;
  let follower: LabFollower;
  let subject: ScriptedOperator;
  let said: string[];

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    fixture = await setUpLab(database);
    listener = new PgListener(test.url, 'spec listener');
    await listener.connect();
    clock = await labClockOf(database, listener, 60);
    time = new LabTime(clock.line);
    clock.onChange((line) => time.follow(line));
    said = [];
    const log = (line: string): void => void said.push(line);
    physics = new PhysicalLab({ now: () => time.now(), ambient: () => 22, seed: 1 });
    follower = new LabFollower(database, physics, log);
    subject = new ScriptedOperator(database, time, log, new Senses(physics, 1));
    follower.onEvent((event) => subject.notice(event));
    await follower.start(listener);
  });

  afterEach(async () => {
    await subject.close();
    await follower.close();
    time.dispose();
    clock.close();
    await listener.close();
    await test.drop();
  });

  const taskOf = (id: string): Promise<OperatorTaskEntity> => database.repository(OperatorTaskEntity).findOneByOrFail({ id });
  const becomes = (id: string, status: string): Promise<OperatorTaskEntity> =>
    eventually(`task ${status}`, SOON_MS, async () => {
      const task = await taskOf(id);
      return task.status === status ? task : undefined;
    });
  const newTask = async (waiting: OpenedTask = {}): Promise<{ run: string; task: string }> => {
    const { id: run } = await fixture.newRun();
    return { run, task: await openTaskOf(database, run, waiting) };
  };
  const record = (runId: string, type: EventType): Promise<void> =>
    database.transaction((tx) => recordEvents(tx, [{ type, actor: 'spec', runId }]));
  const grace = () => ({ principalId: fixture.technician.id, actor: 'user:grace', roles: ['technician'] });
  const operatorMade = (): Promise<PrincipalEntity> =>
    eventually('the principal is made', SOON_MS, () => database.repository(PrincipalEntity).findOneBy({ name: 'scripted-operator' }));
  const plateOf = (runId: string): Promise<LabwareEntity> => database.repository(LabwareEntity).findOneByOrFail({ runId, name: 'plate' });

  it('when a run opens a task, claims it as scripted, completes it when it is due in lab time, and the labware is moved', async () => {
    subject.start();
    const { run, task } = await newTask();
    const event = { type: 'task.opened' as const, actor: 'system', runId: run, data: { task } };
    await database.transaction((tx) => recordEvents(tx, [event]));
    const { id, kind, roles } = await operatorMade();
    const done = await becomes(task, 'completed');
    expect({ kind, roles }).toEqual({ kind: 'service', roles: ['technician', 'scientist'] });
    expect(done).toMatchObject({ scripted: true, claimedBy: id, completedBy: id });
    const [{ late } = { late: Number.NaN }] = await database.query<{ late: number }>(
      `select extract(epoch from completed_lab - due_lab)::float8 as late from lab.operator_tasks where id = $1`,
      [task],
    );
    expect(late).toBeGreaterThanOrEqual(0);
    expect((await plateOf(run)).placeId).toBe('shaker-1.nest');
    expect(await database.query(`select from lab.api_keys where principal_id = $1`, [id])).toEqual([]);
    expect(said).toEqual([]);
  });

  it('a task that is open already when it starts is done too, with every kind of evidence', async () => {
    const asked = evidence(
      { kind: 'confirm' },
      { kind: 'barcode', of: 'plate' },
      { kind: 'lot', of: 'medium' },
      { kind: 'number', unit: 'mL' },
      { kind: 'text' },
      { kind: 'photo' },
    );
    const { run, task } = await newTask({ step: { evidence: asked }, materials: [{ id: 'medium', name: 'LB broth' }] });
    subject.start();
    await becomes(task, 'completed');
    const given = await database.query<{ kind: string; value: unknown }>(
      `select kind, value from lab.evidence where task_id = $1 order by id`,
      [task],
    );
    expect(Object.fromEntries(given.map(({ kind, value }) => [kind, value]))).toEqual({
      confirm: true,
      barcode: `${run.slice(0, 8)}-plate`.toUpperCase(),
      lot: 'SCRIPTED-MEDIUM',
      number: { value: 1, unit: 'mL' },
      text: 'scripted',
      photo: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(said).toEqual([]);
  });

  it('a number of labware is what is really there: the pellet of a plate is weighed', async () => {
    const asked = evidence({ kind: 'number', of: 'plate', unit: 'mg' });
    const { run, task } = await newTask({ step: { evidence: asked } });
    const fill = { from: { material: 'overnight_culture' }, to: 'plate', wells: ['A1', 'A2'], microlitres: 200 };
    const event = { type: 'labware.filled' as const, actor: 'spec', runId: run, data: { labware: 'plate', transfers: [fill] } };
    await database.transaction((tx) => recordEvents(tx, [event]));
    await eventually('filled', SOON_MS, () => Object.values(physics.truth()).some((it) => (it.wells['A1']?.volume ?? 0) > 150));
    subject.start();
    await becomes(task, 'completed');
    const [given] = await database.query<{ value: { value: number; unit: string } }>(`select value from lab.evidence where task_id = $1`, [
      task,
    ]);
    // 400 uL of OD 6.9, 0.47 g/L of dry weight for each, of which there is five times as much wet.
    expect(given!.value.unit).toBe('mg');
    expect(Math.abs(given!.value.value - 6.2)).toBeLessThan(1.5);
  });

  it('a consult is answered with "continue"', async () => {
    const { task } = await newTask();
    await database.query(`update lab.operator_tasks set kind = 'consult', role = 'scientist', evidence = '[]' where id = $1`, [task]);
    subject.start();
    const done = await becomes(task, 'completed');
    expect(done).toMatchObject({ scripted: true, answer: { choice: 'continue', adjusted: [] }, note: 'scripted' });
  });

  it('a task that a person has claimed is left alone until it is given back', async () => {
    const { task } = await newTask();
    const { task: other } = await newTask(ELSEWHERE);
    await database.transaction((tx) => claimTask(tx, task, grace()));
    subject.start();
    await becomes(other, 'completed');
    expect(await taskOf(task)).toMatchObject({ status: 'claimed', claimedBy: fixture.technician.id, scripted: false });
    await database.transaction((tx) => releaseTask(tx, task, grace()));
    expect(await becomes(task, 'completed')).toMatchObject({ scripted: true });
    expect(said).toEqual([]);
  });

  it('when the plate is another one, says so once, gives the task back, and tries again after the next event of that run alone', async () => {
    const { run, task } = await newTask({ step: { evidence: evidence({ kind: 'barcode', of: 'plate' }) } });
    await database.query(`update lab.labware set barcode = 'OTHER' where run_id = $1`, [run]);
    const tries = async (): Promise<number> =>
      (await database.query(`select from lab.events where run_id = $1 and type = 'labware.mismatched'`, [run])).length;
    subject.start();
    await eventually(
      'the run is held and the task open',
      SOON_MS,
      async () => (await tries()) === 1 && (await taskOf(task)).status === 'open',
    );
    expect(said).toEqual([expect.stringMatching(/cannot do "load the plate" of run .*, and tries again after .*: .*"OTHER"/)]);
    const { run: otherRun, task: other } = await newTask(ELSEWHERE);
    await record(otherRun, 'task.opened');
    await becomes(other, 'completed');
    expect(await tries()).toBe(1);
    await record(run, 'run.answered');
    await eventually('a second try', SOON_MS, async () => (await tries()) === 2 && (await taskOf(task)).status === 'open');
    expect(said).toHaveLength(1);
    await database.query(`update lab.labware set barcode = $2 where run_id = $1`, [run, `${run.slice(0, 8)}-plate`.toUpperCase()]);
    await record(run, 'run.answered');
    await becomes(task, 'completed');
  });

  it('as long as a real instrument is there, does nothing and says why', async () => {
    const { task } = await newTask();
    await database.query(`update lab.instruments set simulated = false`);
    subject.start();
    await eventually('a sentence', SOON_MS, () => said.length > 0);
    expect(said).toEqual([expect.stringContaining('instrument shaker-1: it is real, and a script has no hands')]);
    expect(await taskOf(task)).toMatchObject({ status: 'open' });
    await database.query(`update lab.instruments set simulated = true`);
    await becomes(task, 'completed');
    expect(said[1]).toBe('the scripted operator works again');
  });

  it('when its name is a person, nothing is done in that name', async () => {
    const { task } = await newTask();
    await database.transaction((tx) => createPrincipal(tx, 'scripted-operator', 'user', ['technician'], 'spec'));
    subject.start();
    await eventually('a sentence', SOON_MS, () => said.length > 0);
    expect(said).toEqual([expect.stringContaining('that principal is a person')]);
    expect(await taskOf(task)).toMatchObject({ status: 'open' });
  });

  it('in a lab that nobody has come to yet, leaves the first principal to the API', async () => {
    const empty = await openTestDatabase();
    const early = new ScriptedOperator(empty.database, time, (line) => said.push(line));
    early.start();
    await early.close();
    expect(await empty.database.repository(PrincipalEntity).count()).toBe(0);
    await empty.drop();
  });

  it('when the connections to the database are cut, goes on', async () => {
    subject.start();
    await operatorMade();
    await database
      .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
      .catch(() => undefined);
    const { task } = await eventually('the database answers', SOON_MS, () => newTask().catch(() => undefined));
    await becomes(task, 'completed');
  });

  it('what it had claimed is open again in a lab that is started without it', async () => {
    const { task } = await newTask();
    await database.query(`update lab.operator_tasks set due_lab = lab.lab_now() + interval '10 days' where id = $1`, [task]);
    subject.start();
    await becomes(task, 'claimed');
    await subject.close();
    await releaseLeftTasks(database, (line) => said.push(line));
    expect(await taskOf(task)).toMatchObject({ status: 'open', scripted: false, claimedBy: null });
    expect(said).toEqual(['1 task(s) that a scripted operator had claimed are open again']);
  });
});
