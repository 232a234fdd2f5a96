import { LabError } from '@labwright/domain';
import { OperatorTaskEntity, RunEntity, StepInstanceEntity, acquireLease, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { loadDoubts, settleDoubt } from './doubts';
import { claimTask, completeTask } from './operator-tasks';
import { advanceOnce } from './run-advancer';
import { answerRun, cancelRun, pauseRun, resumeRun, startRun } from './run-control';
import { beginHold, leaveStep, succeedStep, troubleStep } from './settle-step';

const NO_WIRE = { answers: [], readings: [] };

describe('a run', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let epoch: number;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    // Nobody renews it here, and a busy machine may take longer than its 3 s.
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
  });
  afterEach(() => test.drop());

  const steps = (runId: string) => database.repository(StepInstanceEntity).find({ where: { runId }, order: { position: 'asc' } });
  const statusOf = async (runId: string) => (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status;
  const started = async (priority = 0) => {
    const run = await lab.newRun(priority);
    await database.transaction((tx) => startRun(tx, run.id, 'spec'));
    await advanceOnce(database, run.id);
    return run;
  };
  const current = async (runId: string) => (await steps(runId)).find((s) => !['pending', 'succeeded', 'skipped'].includes(s.status));
  const claim = (step: StepInstanceEntity, attempt = step.attempt) =>
    claimStep(database, step.id, attempt, { ...owner, instrumentId: 'shaker-1', epoch });
  const ref = (step: StepInstanceEntity) => ({ runId: step.runId, stepInstanceId: step.id, attempt: step.attempt, actor: 'spec' });

  /** Does what a bench agent and a technician do, until the run is over or the step named is reached. */
  async function play(runId: string, until?: string): Promise<void> {
    for (let i = 0; i < 40; i++) {
      await advanceOnce(database, runId);
      const step = await current(runId);
      if (!step || step.stepId === until) return;
      if (step.status === 'dispatched') {
        await claim(step);
        const holdMs = step.definition.kind === 'operation' ? step.definition.holdMs : null;
        if (holdMs !== null) await database.transaction((tx) => beginHold(tx, ref(step), holdMs, NO_WIRE));
        await database.transaction((tx) => succeedStep(tx, ref(step)));
      } else if (step.status === 'awaiting_operator') {
        await completeOpenTask(runId);
      } else throw new Error(`${step.stepId} is ${step.status}: ${step.waitingFor}`);
    }
  }

  async function completeOpenTask(runId: string): Promise<void> {
    const task = await database.repository(OperatorTaskEntity).findOneByOrFail({ runId, status: 'open' });
    const by = { principalId: lab.technician.id, actor: 'user:grace', roles: ['technician'] };
    await database.transaction((tx) => claimTask(tx, task.id, by));
    await database.transaction((tx) =>
      completeTask(tx, task.id, by, { evidence: [{ id: 'confirm', value: true }], note: '', scripted: false }),
    );
  }

  it('when every step is done, is completed, and its plate is back on the bench with nothing reserved', async () => {
    const run = await started();
    await play(run.id);
    expect(await statusOf(run.id)).toBe('completed');
    const [state] = await database.query(
      `select (select place_id from lab.labware) as place, (select count(*)::int from lab.reservations where released_at is null) as reserved`,
    );
    expect(state).toEqual({ place: 'bench', reserved: 0 });
  });

  it('when a job arrives twice, lets one worker claim the attempt', async () => {
    const run = await started();
    const step = (await current(run.id)) as StepInstanceEntity;
    const claims = await Promise.all([claim(step), claim(step), claim(step)]);
    expect(claims.filter((c) => c !== null)).toHaveLength(1);
  });

  it('when a job of an older attempt arrives late, gives it nothing', async () => {
    const run = await started();
    const step = (await current(run.id)) as StepInstanceEntity;
    await claim(step);
    await database.transaction((tx) => leaveStep(tx, ref(step), 'handover', NO_WIRE));
    await advanceOnce(database, run.id);
    expect(await claim(step, 1)).toBeNull();
    expect(await claim(step, 2)).not.toBeNull();
  });

  it('when the owner of the instrument has changed, lets the former owner claim nothing', async () => {
    const run = await started();
    const step = (await current(run.id)) as StepInstanceEntity;
    await database.query(`update lab.leases set epoch = epoch + 1, owner = 'process-2'`);
    expect(await claim(step)).toBeNull();
  });

  it('when two runs want one nest, holds the second back with the reason and lets it go on after the first', async () => {
    const first = await started();
    const second = await started();
    const waiting = (await current(second.id)) as StepInstanceEntity;
    expect([waiting.status, waiting.waitingFor]).toEqual(['ready', expect.stringContaining(`reserved by run ${first.id}`)]);
    await play(first.id);
    await play(second.id);
    expect(await statusOf(second.id)).toBe('completed');
  });

  it('when several runs wait, lets the more urgent one go first', async () => {
    const first = await started();
    const late = await started(0);
    const urgent = await started(5);
    await play(first.id);
    await advanceOnce(database, late.id);
    expect((await current(late.id))?.waitingFor).toContain(urgent.id);
    await advanceOnce(database, urgent.id);
    expect((await current(urgent.id))?.status).toBe('dispatched');
  });

  it('when the instrument is offline, leaves the step waiting and says for what', async () => {
    await database.query(`update lab.instruments set link = 'offline', link_reason = 'unplugged'`);
    const run = await started();
    expect((await current(run.id))?.waitingFor).toBe('shaker-1 is offline: unplugged');
  });

  /** The instrument of a step in doubt cannot tell what became of it. */
  async function cannotTell(): Promise<void> {
    const by = { ...owner, instrumentId: 'shaker-1', epoch };
    const found = { verbs: [{ repeat: 'state', verdict: 'unknown' }], evidence: 'no reply', readings: [] } as const;
    for (const doubt of await loadDoubts(database, 'shaker-1'))
      await database.transaction((tx) => settleDoubt(tx, doubt, by, 'unknown', found));
  }

  it('when the outcome of a command is unknown and the instrument cannot tell, is held, and goes on after the answer', async () => {
    const run = await started();
    const step = (await current(run.id)) as StepInstanceEntity;
    await claim(step);
    const error = new LabError(
      'DRIVER_TIMEOUT',
      'shaker-1: no reply to G28 in 5000 ms',
      { instrument: 'shaker-1', command: 'G28', outcome: 'unknown' },
      'after_reconcile',
    );
    await database.transaction((tx) => troubleStep(tx, ref(step), error));
    expect([await statusOf(run.id), (await current(run.id))?.status]).toEqual(['running', 'in_doubt']);
    await cannotTell();
    expect([await statusOf(run.id), (await current(run.id))?.status]).toEqual(['held', 'in_doubt']);
    await database.transaction((tx) => answerRun(tx, run.id, 'redo', 'spec', 'looked at it', [{ nest: 'shaker-1.nest', labware: null }]));
    await play(run.id);
    expect(await statusOf(run.id)).toBe('completed');
  });

  it('when a held run is answered with skip, ends completed with deviations', async () => {
    const run = await started();
    const step = (await current(run.id)) as StepInstanceEntity;
    await claim(step);
    await database.transaction((tx) => troubleStep(tx, ref(step), new Error('broken')));
    await cannotTell();
    await database.transaction((tx) => answerRun(tx, run.id, 'skip', 'spec', ''));
    await play(run.id);
    expect(await statusOf(run.id)).toBe('completed_with_deviations');
  });

  it('when paused, finishes what is under way and dispatches nothing more until it is resumed', async () => {
    const run = await started();
    const step = (await current(run.id)) as StepInstanceEntity;
    await claim(step);
    await database.transaction((tx) => pauseRun(tx, run.id, 'spec'));
    await database.transaction((tx) => succeedStep(tx, ref(step)));
    await advanceOnce(database, run.id);
    expect((await steps(run.id)).filter((s) => ['dispatched', 'running'].includes(s.status))).toEqual([]);
    await database.transaction((tx) => resumeRun(tx, run.id, 'spec'));
    await play(run.id);
    expect(await statusOf(run.id)).toBe('completed');
  });

  it('when cancelled in a hold, drives the instrument to its safe state, then is cancelled and its nest free', async () => {
    const run = await started();
    await play(run.id, 'shake');
    const step = (await current(run.id)) as StepInstanceEntity;
    await claim(step);
    await database.transaction((tx) => beginHold(tx, ref(step), 120_000, NO_WIRE));
    await database.transaction((tx) => cancelRun(tx, run.id, 'spec', 'changed my mind'));
    await advanceOnce(database, run.id);
    const stop = (await steps(run.id)).find((s) => s.stepId === 'stop.shaker-1') as StepInstanceEntity;
    expect([await statusOf(run.id), stop.status]).toEqual(['stopping', 'dispatched']);
    await claim(stop);
    await database.transaction((tx) => succeedStep(tx, ref(stop)));
    await advanceOnce(database, run.id);
    const [open] = await database.query<{ n: number }>('select count(*)::int as n from lab.reservations where released_at is null');
    expect([await statusOf(run.id), open?.n]).toEqual(['cancelled', 0]);
  });

  it('when a cancelled run has left its plate on the nest, makes the next run wait until somebody has taken it off', async () => {
    const run = await started();
    await play(run.id, 'shake');
    await database.query(
      `update lab.runs set status = 'cancelled', ended_at = now(), state = state || '{"status": "cancelled"}' where id = $1`,
      [run.id],
    );
    await database.query(`update lab.reservations set released_at = now()`);
    const next = await started();
    expect((await current(next.id))?.waitingFor).toContain('shaker-1.nest still holds plate');
  });
});
