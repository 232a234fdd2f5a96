import { LabError } from '@labwright/domain';
import { RunEntity, StepInstanceEntity, acquireLease, listStepQuestions, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { advanceOnce } from './run-advancer';
import { answerRun, startRun } from './run-control';
import { troubleStep } from './settle-step';

describe('a step that failed in passing', () => {
  let test: TestDatabase;
  let database: Database;
  let epoch: number;
  let runId: string;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
  const passing = new LabError('DRIVER_DEVICE_BUSY', 'it is busy', { instrument: 'shaker-1', outcome: 'failed' }, 'safe');

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    // Nobody renews it here, and a busy machine may take longer than its 3 s.
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    runId = (await lab.newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
  });
  afterEach(() => test.drop());

  const step = () => database.repository(StepInstanceEntity).findOneByOrFail({ runId, stepId: first });
  let first = '';
  const status = async () => (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status;
  const passTime = async () => {
    await database.query(`update lab.timers set fired_at = now()`);
    await advanceOnce(database, runId);
  };

  /** The first operation is worked on, and fails. */
  async function fail(error: LabError): Promise<void> {
    const { id, stepId, attempt } = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    first = stepId;
    await claimStep(database, id, attempt, { ...owner, instrumentId: 'shaker-1', epoch });
    await database.transaction((tx) => troubleStep(tx, { runId, stepInstanceId: id, attempt, actor: 'spec' }, error));
    await advanceOnce(database, runId);
  }

  it('begins again by itself after a pause, says why it waits, and asks nobody', async () => {
    await fail(passing);
    expect([await step(), await status()]).toMatchObject([
      { status: 'ready', attempt: 1, waitingFor: 'a moment before attempt 2: it is busy' },
      'running',
    ]);
    expect(await database.transaction((tx) => listStepQuestions(tx, runId))).toEqual([]);
    await passTime();
    expect(await step()).toMatchObject({ status: 'dispatched', attempt: 2 });
  });

  it('when its instrument is away by then, waits for it a while, and then holds the run with the reason', async () => {
    await fail(passing);
    await database.query(`update lab.instruments set link = 'offline', link_reason = 'unplugged'`);
    await passTime();
    expect([await step(), await status()]).toMatchObject([{ waitingFor: 'shaker-1 is offline: unplugged' }, 'running']);
    await passTime();
    expect(await status()).toBe('held');
    const questions = await database.transaction((tx) => listStepQuestions(tx, runId));
    expect(questions).toMatchObject([{ status: 'ready', problem: 'it is busy' }]);
    await database.transaction((tx) => answerRun(tx, runId, 'redo', 'user:grace', 'plugged in', [{ nest: 'nest', labware: null }]));
    await advanceOnce(database, runId);
    expect([await step(), await status()]).toMatchObject([{ waitingFor: 'shaker-1 is offline: unplugged' }, 'running']);
  });

  it('when its instrument comes back in time, begins again at once', async () => {
    await fail(passing);
    await database.query(`update lab.instruments set link = 'offline', link_reason = 'unplugged'`);
    await passTime();
    await database.query(`update lab.instruments set link = 'online'`);
    await advanceOnce(database, runId);
    expect(await step()).toMatchObject({ status: 'dispatched', attempt: 2 });
  });

  it('when it fails a third time, holds the run with the reason', async () => {
    for (let tries = 1; tries <= 3; tries++) {
      await fail(passing);
      await passTime();
    }
    expect([await status(), (await step()).attempt]).toEqual(['held', 3]);
  });

  it('when a verb of it must not be done twice, holds the run at once', async () => {
    await database.query(
      `update lab.drivers set manifest = jsonb_set(manifest, '{verbs}', (select jsonb_agg(v || '{"repeat": "action"}') from jsonb_array_elements(manifest->'verbs') v))`,
    );
    await fail(passing);
    expect([await status(), (await step()).status]).toEqual(['held', 'ready']);
  });
});
