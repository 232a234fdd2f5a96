import { LabError } from '@labwright/domain';
import { OperatorTaskEntity, RunEntity, StepInstanceEntity, acquireLease, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { claimStep, returnClaim } from './claim-step';
import { claimTask, completeTask } from './operator-tasks';
import { recoverSteps } from './recover-steps';
import { advanceOnce } from './run-advancer';
import { createRun } from './create-run';
import { answerRun, cancelRun, startRun } from './run-control';
import { beginHold, leaveStep, succeedStep, troubleStep } from './settle-step';
import { startSweeper } from './sweeper';

const NO_WIRE = { answers: [], readings: [] };

describe('a run in trouble', () => {
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

  const claimant = () => ({ ...owner, instrumentId: 'shaker-1', epoch });
  const runOf = (id: string) => database.repository(RunEntity).findOneByOrFail({ id });
  const steps = (runId: string) => database.repository(StepInstanceEntity).find({ where: { runId }, order: { position: 'asc' } });
  const stepOf = async (runId: string, stepId: string) =>
    database.repository(StepInstanceEntity).findOneByOrFail({ runId, stepId, iterationPath: '' });
  const ref = (s: StepInstanceEntity) => ({ runId: s.runId, stepInstanceId: s.id, attempt: s.attempt, actor: 'spec' });
  const claim = (s: StepInstanceEntity) => claimStep(database, s.id, s.attempt, claimant());
  const cancel = (runId: string) => database.transaction((tx) => cancelRun(tx, runId, 'spec', 'enough'));
  const woken = async (name: string) => {
    const rows = await database.query<{ payload: unknown }>(`select payload from lab.outbox where name = $1`, [name]);
    return rows.map((r) => r.payload);
  };
  const crash = new LabError('DRIVER_INTERRUPTED', 'the bench agent ended', { instrument: 'shaker-1', outcome: 'unknown' });

  /** A run whose first step, an operation at the shaker, is dispatched. */
  async function dispatched(): Promise<StepInstanceEntity> {
    const run = await lab.newRun();
    await database.transaction((tx) => startRun(tx, run.id, 'spec'));
    await advanceOnce(database, run.id);
    return (await steps(run.id)).find((s) => s.status === 'dispatched') as StepInstanceEntity;
  }

  /** A run whose step `shake` holds its state. */
  async function holding(): Promise<StepInstanceEntity> {
    const { runId } = await dispatched();
    for (let i = 0; i < 20; i++) {
      const step = (await steps(runId)).find((s) => ['dispatched', 'awaiting_operator'].includes(s.status));
      if (step?.status === 'dispatched') await claim(step);
      if (step?.stepId === 'shake') {
        await database.transaction((tx) => beginHold(tx, ref(step), 120_000, NO_WIRE));
        return stepOf(runId, 'shake');
      }
      if (step?.status === 'dispatched') await database.transaction((tx) => succeedStep(tx, ref(step)));
      else await completeOpenTask(runId);
      await advanceOnce(database, runId);
    }
    throw new Error('the run never came to its hold');
  }

  async function completeOpenTask(runId: string): Promise<void> {
    const task = await database.repository(OperatorTaskEntity).findOneByOrFail({ runId, status: 'open' });
    const by = { principalId: lab.technician.id, actor: 'user:grace', roles: ['technician'] };
    await database.transaction((tx) => claimTask(tx, task.id, by));
    await database.transaction((tx) =>
      completeTask(tx, task.id, by, { evidence: [{ id: 'confirm', value: true }], note: '', scripted: false }),
    );
  }

  /** A cancelled run whose stop is claimed. */
  async function stopping(): Promise<StepInstanceEntity> {
    const { runId } = await holding();
    await cancel(runId);
    await advanceOnce(database, runId);
    const stop = await stepOf(runId, 'stop.shaker-1');
    await claim(stop);
    return stop;
  }

  it('when the device loses its set points in a hold, is held with the step in doubt', async () => {
    const step = await holding();
    const error = new LabError('DRIVER_STATE_REBOOTED', 'shaker-1: its set point is off', { instrument: 'shaker-1', outcome: 'failed' });
    await database.transaction((tx) => troubleStep(tx, ref(step), error));
    const run = await runOf(step.runId);
    expect([run.status, run.state.holdReasons, (await stepOf(step.runId, 'shake')).status]).toEqual([
      'held',
      [expect.stringContaining('its set point is off')],
      'in_doubt',
    ]);
  });

  it('when the dispatcher ends in the middle of a stop, begins the stop again and is not cancelled before it is done', async () => {
    const stop = await stopping();
    await database.transaction((tx) => leaveStep(tx, ref(stop), 'handover', NO_WIRE));
    await advanceOnce(database, stop.runId);
    const again = await stepOf(stop.runId, 'stop.shaker-1');
    expect([(await runOf(stop.runId)).status, again.status, again.attempt]).toEqual(['stopping', 'dispatched', 2]);
  });

  it('when the dispatcher is killed in the middle of a stop, begins the stop again under the next owner', async () => {
    const stop = await stopping();
    await database.transaction((tx) => recoverSteps(tx, 'shaker-1', epoch + 1, 'spec'));
    await advanceOnce(database, stop.runId);
    const again = await stepOf(stop.runId, 'stop.shaker-1');
    expect([(await runOf(stop.runId)).status, again.status, again.attempt]).toEqual(['stopping', 'dispatched', 2]);
  });

  it('when a stop does not get through five times, is cancelled with the reason on record', async () => {
    const stop = await stopping();
    for (let tries = 1; tries <= 5; tries++) {
      const step = await stepOf(stop.runId, 'stop.shaker-1');
      await claim(step);
      await database.transaction((tx) => troubleStep(tx, ref(step), crash));
      await advanceOnce(database, stop.runId);
    }
    const run = await runOf(stop.runId);
    expect([run.status, run.state.holdReasons]).toEqual(['cancelled', [expect.stringContaining('its state is not known')]]);
  });

  it('when cancelled before a dispatched step is claimed, lets nobody claim it', async () => {
    const step = await dispatched();
    await cancel(step.runId);
    expect(await claim(step)).toBeNull();
  });

  it('when a step is claimed while the cancel is being committed, tells its agent to leave it', async () => {
    const step = await dispatched();
    await cancel(step.runId);
    // The claim saw the run as it was before the cancel.
    await database.query(`update lab.step_instances set status = 'running' where id = $1`, [step.id]);
    expect(await woken('abort')).toEqual([]);
    await advanceOnce(database, step.runId);
    expect(await woken('abort')).toEqual([{ runId: step.runId }]);
  });

  it('when the answer to a claim is lost, starts the step again with the next attempt', async () => {
    const step = await dispatched();
    await claim(step);
    await database.transaction((tx) => returnClaim(tx, step.id, step.attempt, { ...claimant(), owner: 'process-2' }));
    expect((await stepOf(step.runId, step.stepId)).status).toBe('running');
    await database.transaction((tx) => returnClaim(tx, step.id, step.attempt, claimant()));
    await advanceOnce(database, step.runId);
    const again = await stepOf(step.runId, step.stepId);
    expect([again.status, again.attempt]).toEqual(['dispatched', 2]);
  });

  it('when skipped after the trouble of one step, does not skip another that was only handed over', async () => {
    const handed = await dispatched();
    await claim(handed);
    await database.transaction((tx) => leaveStep(tx, ref(handed), 'handover', NO_WIRE));
    await database.query(
      `update lab.runs set status = 'held', state = state || '{"status": "held", "resumeTo": "running", "holdReasons": ["another step"]}'`,
    );
    await database.transaction((tx) => answerRun(tx, handed.runId, 'skip', 'spec', ''));
    expect((await stepOf(handed.runId, handed.stepId)).status).toBe('ready');
  });

  it('when it is asked for twice at once with one key, is one run', async () => {
    const request = { protocolHash: lab.protocolHash, parameters: {}, bindings: {}, priority: 0, idempotencyKey: 'k' };
    const by = { principalId: lab.author.id, actor: 'user:ada' };
    const ask = () => database.transaction((tx) => createRun(tx, request, by));
    const runs = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(runs.map((run) => run.id)).size).toBe(1);
  });

  describe('with lost wake-ups', () => {
    const sweep = async () => {
      await database.query('delete from lab.outbox');
      const sweeper = startSweeper(database, (_where, error) => {
        throw error;
      });
      await sweeper.stop();
    };

    it('when cancelled in a hold, is woken and does not hold on until the hold is over', async () => {
      const step = await holding();
      await cancel(step.runId);
      await sweep();
      expect(await woken('advance')).toEqual([{ runId: step.runId }]);
    });

    it('when one step is open and another could begin, is woken', async () => {
      const { runId } = await holding();
      await database.query(
        `update lab.step_instances set definition = definition || '{"after": []}' where run_id = $1 and status = 'pending'`,
        [runId],
      );
      await sweep();
      expect(await woken('advance')).toEqual([{ runId }]);
    });

    it('when nothing can begin before the hold is over, is left alone', async () => {
      await holding();
      await sweep();
      expect(await woken('advance')).toEqual([]);
    });

    it('when nobody owns the instrument of a dispatched step, sends nothing to a queue that nobody works', async () => {
      const step = await dispatched();
      await database.query(`update lab.step_instances set dispatched_at = now() - interval '1 minute'`);
      await sweep();
      expect(await woken('step')).toEqual([{ instrumentId: 'shaker-1', stepInstanceId: step.id, attempt: 1 }]);
      await database.query(`update lab.leases set expires_at = '-infinity'`);
      await sweep();
      expect(await woken('step')).toEqual([]);
    });
  });
});
