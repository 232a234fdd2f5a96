import { LabError, type VerbVerdict } from '@labwright/domain';
import { LabwareEntity, RunEntity, StepInstanceEntity, acquireLease, listTasks, type Database, type TaskRow } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { answerRecovery, type RecoveryGiven } from './answer-recovery';
import { claimStep } from './claim-step';
import { loadDoubts, settleDoubt } from './doubts';
import { eventsOf } from './fixtures/waiting-task';
import { holdRun } from './hold-run';
import { claimTask, releaseTask } from './operator-tasks';
import { advanceOnce } from './run-advancer';
import { cancelRun, startRun } from './run-control';
import { lockRun } from './run-store';
import { troubleStep } from './settle-step';

jest.setTimeout(60_000);

describe('what holds a run', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let runId: string;
  let step: StepInstanceEntity;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
  const unknown = { instrument: 'shaker-1', outcome: 'unknown' } as const;
  let claimant: { owner: string; agent: string; machine: string; instrumentId: string; epoch: number };

  /** A run whose first step, which opens the latch for the plate, is being worked on, and has sent something. */
  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    const epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    claimant = { ...owner, instrumentId: 'shaker-1', epoch };
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    runId = (await lab.newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
    step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    await claimStep(database, step.id, 1, claimant);
    await database.query(
      `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes)
       values (gen_random_uuid(), 'shaker-1', $1, $2, $3, 1, 'action', 'M242', '\\x00')`,
      [epoch, runId, step.id],
    );
  });
  afterEach(() => test.drop());

  const grace = () => ({ principalId: lab.technician.id, actor: 'user:grace', roles: ['technician'] });
  const stepNow = () => database.repository(StepInstanceEntity).findOneByOrFail({ id: step.id });
  const runNow = () => database.repository(RunEntity).findOneByOrFail({ id: runId });
  const openTasks = async () =>
    (await listTasks(database, { statuses: ['open', 'claimed'], runId, limit: 10 })).filter(({ kind }) => kind === 'recovery');
  const answer = (task: string, given: Omit<RecoveryGiven, 'note'>, by = grace()) =>
    database.transaction((tx) => answerRecovery(tx, task, by, { note: 'looked', ...given }));
  const empty = [{ nest: 'shaker-1.nest', labware: null }];

  /** Nobody knows the outcome, and the instrument cannot tell either. */
  async function doubt(): Promise<TaskRow> {
    const error = new LabError('DRIVER_TIMEOUT', 'shaker-1: no reply to M242 in 5000 ms', unknown, 'after_reconcile');
    await database.transaction((tx) => troubleStep(tx, { runId, stepInstanceId: step.id, attempt: 1, actor: 'spec' }, error));
    const [found] = await loadDoubts(database, 'shaker-1');
    if (!found) throw new Error('there is no doubt');
    const verbs: VerbVerdict[] = [{ repeat: 'action', verdict: 'unknown' }];
    await database.transaction((tx) => settleDoubt(tx, found, claimant, 'unknown', { verbs, evidence: 'latch: no answer', readings: [] }));
    const [task] = await openTasks();
    if (!task) throw new Error('there is no recovery task');
    return task;
  }
  async function hold(reason: string): Promise<void> {
    await database.transaction(async (tx) => holdRun(tx, await lockRun(tx, runId), reason, 'spec'));
  }

  it('is a task for a technician, with what was sent, came back and was asked, and with what each choice leads to', async () => {
    const task = await doubt();
    expect(task).toMatchObject({
      role: 'technician',
      status: 'open',
      stepInstanceId: step.id,
      recovery: { asksStep: true, instrument: 'shaker-1' },
    });
    expect(task.recovery?.reason).toBe((await runNow()).state.holdReasons[0]);
    expect(task.recovery?.evidence.map(({ what, text }) => [what, text])).toEqual([
      ['sent', 'M242, by which something is done'],
      ['answered', 'M242: no reply is recorded'],
      ['error', 'shaker-1: no reply to M242 in 5000 ms'],
      ['asked', 'asked what became of it, it says: latch: no answer'],
    ]);
    expect(task.recovery?.options.map(({ choice, needsPlaces }) => [choice, needsPlaces])).toEqual([
      ['happened', false],
      ['not_happened', true],
      ['redo', true],
      ['skip', false],
      ['abort', false],
    ]);
    expect(task.places).toEqual([{ nest: 'shaker-1.nest', labware: null, name: null }]);
    expect(await eventsOf(database, runId, 'task.opened')).toMatchObject([['task.opened', { task: task.id, recovery: true }]]);
  });

  it.each(['redo', 'not_happened'] as const)(
    'when answered with %s, wants to know what is in each nest, says so, and then has it done again',
    async (choice) => {
      const task = await doubt();
      const refused = {
        code: 'INPUT_INVALID',
        context: { path: '/places', allowed: ['shaker-1.nest'] },
        message: expect.stringContaining('shaker-1.nest'),
      };
      await expect(answer(task.id, { choice })).rejects.toMatchObject(refused);
      expect([(await stepNow()).status, (await runNow()).status, await openTasks()]).toMatchObject(['in_doubt', 'held', [{ id: task.id }]]);
      await answer(task.id, { choice, places: empty });
      await advanceOnce(database, runId);
      expect([await stepNow(), await runNow(), await openTasks()]).toMatchObject([
        { status: 'dispatched', attempt: 2 },
        { status: 'running' },
        [],
      ]);
      const [done] = await listTasks(database, { statuses: ['completed'], runId, limit: 10 });
      expect(done).toMatchObject({ id: task.id, answer: { choice }, completedBy: { name: 'grace' }, note: 'looked' });
      expect(done?.completedLab).not.toBeNull();
      expect(await eventsOf(database, runId, 'task.answered')).toMatchObject([
        ['task.answered', { choice, note: 'looked', reason: task.recovery?.reason }],
      ]);
    },
  );

  it('when it happened, counts it as done, as a deviation with its kind', async () => {
    const task = await doubt();
    await answer(task.id, { choice: 'happened' });
    expect([(await stepNow()).status, (await runNow()).status]).toEqual(['succeeded', 'running']);
    expect(await eventsOf(database, runId, 'run.deviated')).toMatchObject([['run.deviated', { step: step.stepId, kind: 'taken_as_done' }]]);
  });

  it('when two things hold it, goes on after the second answer', async () => {
    const task = await doubt();
    await hold('the door of the room is open');
    const [, other] = await openTasks();
    expect(other).toMatchObject({ recovery: { reason: 'the door of the room is open', asksStep: false, evidence: [] } });
    expect(other?.recovery?.options.map(({ choice }) => choice)).toEqual(['redo', 'abort']);
    await answer(task.id, { choice: 'skip' });
    expect(await runNow()).toMatchObject({ status: 'held', state: { holdReasons: ['the door of the room is open'] } });
    await answer(other?.id ?? '', { choice: 'redo' });
    expect([(await runNow()).status, (await stepNow()).status]).toEqual(['running', 'skipped']);
  });

  it('when the same is told again, is one task; when told after the answer, is another', async () => {
    await hold('the door of the room is open');
    await hold('the door of the room is open');
    const [task, ...more] = await openTasks();
    expect(more).toEqual([]);
    await answer(task?.id ?? '', { choice: 'redo' });
    await hold('the door of the room is open');
    expect((await openTasks()).map(({ id }) => id === task?.id)).toEqual([false]);
  });

  it('when answered with abort, ends the run, and the other tasks are closed with it', async () => {
    const task = await doubt();
    await hold('the door of the room is open');
    await answer(task.id, { choice: 'abort' });
    await advanceOnce(database, runId);
    expect([(await runNow()).status, await openTasks()]).toMatchObject(['stopping', []]);
  });

  it('when its run is cancelled, is taken back', async () => {
    const task = await doubt();
    await database.transaction((tx) => cancelRun(tx, runId, 'user:ada', 'enough'));
    expect(await listTasks(database, { statuses: ['cancelled'], runId, limit: 10 })).toMatchObject([{ id: task.id }]);
    await expect(answer(task.id, { choice: 'skip' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('it is cancelled already'),
    });
  });

  it('when another person has claimed it, the role is missing, or the choice is none of its own, refuses', async () => {
    const task = await doubt();
    const ada = { principalId: lab.author.id, actor: 'user:ada', roles: ['technician'] };
    await database.transaction((tx) => claimTask(tx, task.id, ada));
    await expect(answer(task.id, { choice: 'skip' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await database.transaction((tx) => releaseTask(tx, task.id, ada));
    await expect(answer(task.id, { choice: 'skip' }, { ...grace(), roles: ['scientist'] })).rejects.toMatchObject({
      code: 'ACCESS_FORBIDDEN',
    });
    await hold('the door of the room is open');
    const door = (await openTasks()).find(({ recovery }) => recovery?.asksStep === false);
    await expect(answer(door?.id ?? '', { choice: 'happened' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('answer redo, abort'),
    });
  });

  describe('with the plate on the instrument', () => {
    const plate = () => database.repository(LabwareEntity).findOneByOrFail({ runId });
    /** As if the operation that it is about needed the plate. */
    beforeEach(async () => {
      await database.query(`update lab.labware set place_id = 'shaker-1.nest' where run_id = $1`, [runId]);
      await database.query(
        `update lab.step_instances set definition = definition || jsonb_build_object('labware', (select name from lab.labware where run_id = $1)) where id = $2`,
        [runId, step.id],
      );
    });

    it('when a person finds the nest empty, it is not done again there, and nothing is changed', async () => {
      const task = await doubt();
      await expect(answer(task.id, { choice: 'not_happened', places: empty })).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('is at bench and not on shaker-1'),
      });
      expect((await plate()).placeId).toBe('shaker-1.nest');
    });

    it('when a person finds it elsewhere and leaves the step out, or finds it there, the record is what was found', async () => {
      const task = await doubt();
      const { id, name } = await plate();
      expect(task.places).toEqual([{ nest: 'shaker-1.nest', labware: id, name }]);
      const found = (labware: string, nest = 'shaker-1.nest') => answer(task.id, { choice: 'redo', places: [{ nest, labware }] });
      await expect(found('nothing-of-that-name')).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringContaining('there is no labware'),
      });
      await expect(found(name, 'shaker-1.other')).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringContaining('shaker-1 has no nest "shaker-1.other"'),
      });
      await database.query(`update lab.labware set place_id = 'bench' where run_id = $1`, [runId]);
      await found(name);
      expect([(await plate()).placeId, (await stepNow()).status]).toEqual(['shaker-1.nest', 'ready']);
      expect(await eventsOf(database, runId, 'labware.moved')).toMatchObject([
        ['labware.moved', { labware: name, from: 'bench', to: 'shaker-1.nest', confirmed: true }],
      ]);
    });
  });
});
