import { LabError, type VerbVerdict } from '@labwright/domain';
import { RunEntity, StepInstanceEntity, acquireLease, listStepQuestions, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { loadDoubts, settleDoubt, type Findings } from './doubts';
import { recoverSteps } from './recover-steps';
import { advanceOnce } from './run-advancer';
import { answerRun, cancelRun, startRun } from './run-control';
import { troubleStep } from './settle-step';

describe('an attempt that nobody saw the end of', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let epoch: number;
  let runId: string;
  let step: StepInstanceEntity;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };

  /** A run whose first step, an operation at the shaker, is being worked on. */
  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    await keepLease();
    runId = (await lab.newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
    step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    await claimStep(database, step.id, 1, { ...owner, instrumentId: 'shaker-1', epoch });
  });
  afterEach(async () => {
    owner.owner = 'process-1';
    await test.drop();
  });

  /** Its bench agent is killed, before or after it has sent something, and another process takes the instrument. */
  async function lose(sent = true): Promise<void> {
    if (sent)
      await database.query(
        `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes)
         values (gen_random_uuid(), 'shaker-1', $1, $2, $3, 1, 'action', 'G28', '\\x00')`,
        [epoch, runId, step.id],
      );
    owner.owner = 'process-2';
    await database.query(`update lab.leases set expires_at = now() - interval '1 second'`);
    epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    await keepLease();
    await database.transaction((tx) => recoverSteps(tx, 'shaker-1', epoch, 'spec'));
  }

  /** Nobody renews it here, and a busy machine may take longer than its 3 s. */
  const keepLease = () => database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
  const stepNow = () => database.repository(StepInstanceEntity).findOneByOrFail({ id: step.id });
  const runNow = () => database.repository(RunEntity).findOneByOrFail({ id: runId });
  const told = (type: string) =>
    database.query<{ data: unknown }>(`select data from lab.events where type = $1 and step_instance_id = $2`, [type, step.id]);
  const settle = async (verbs: readonly VerbVerdict[], more: Partial<Findings & { epoch: number }> = {}) => {
    const by = { ...owner, instrumentId: 'shaker-1', epoch: more.epoch ?? epoch };
    const [doubt] = await loadDoubts(database, 'shaker-1');
    if (!doubt) throw new Error('there is no doubt');
    const verdict = verbs[0]?.verdict ?? 'unknown';
    return database.transaction((tx) =>
      settleDoubt(tx, doubt, by, verdict, { verbs, evidence: 'speed 0, asked for 500', readings: more.readings ?? [] }),
    );
  };

  it('is in doubt, and its run goes on until the instrument has been asked', async () => {
    await lose();
    expect([(await stepNow()).status, (await runNow()).status]).toEqual(['in_doubt', 'running']);
    expect(await loadDoubts(database, 'shaker-1')).toMatchObject([{ stepInstanceId: step.id, attempt: 1, sent: true }]);
    expect(await database.transaction((tx) => listStepQuestions(tx, runId))).toEqual([]);
    expect(await told('step.in_doubt')).toMatchObject([
      { data: { asks: 'instrument', error: expect.stringContaining('begun to send G28') } },
    ]);
  });

  it('when it had sent nothing, says so: an intent would be in the journal', async () => {
    await lose(false);
    expect(await loadDoubts(database, 'shaker-1')).toMatchObject([{ stepInstanceId: step.id, sent: false }]);
  });

  it.each(['done', 'not_done'] as const)(
    'when a state to reach is %s, begins again with the next attempt and asks nobody',
    async (verdict) => {
      await lose();
      expect(await settle([{ repeat: 'state', verdict }])).toBe('again');
      await advanceOnce(database, runId);
      expect([await stepNow(), (await runNow()).status]).toMatchObject([{ status: 'dispatched', attempt: 2 }, 'running']);
      expect(await told('step.reconciled')).toMatchObject([{ data: { verdict, answer: 'again', evidence: 'speed 0, asked for 500' } }]);
      expect(await loadDoubts(database, 'shaker-1')).toEqual([]);
    },
  );

  it('when an action happened, is done with what it read, and is not begun again', async () => {
    await lose();
    const reading = { name: 'volume_dispensed', value: 150, unit: 'uL', quality: 'ok', raw: new Uint8Array(), commandId: '' } as const;
    const commandId =
      (await database.query<{ id: string }>(`select id from lab.commands where step_instance_id = $1`, [step.id]))[0]?.id ?? '';
    const place = { runId, stepInstanceId: step.id, instrumentId: 'shaker-1', simulated: true, atWall: new Date(), atLab: new Date() };
    const answer = await settle([{ repeat: 'action', verdict: 'done' }], { readings: [{ ...reading, commandId, ...place }] });
    await advanceOnce(database, runId);
    const kept = await database.query<{ name: string; value: number }>(`select name, value from lab.readings where step_instance_id = $1`, [
      step.id,
    ]);
    expect([answer, (await stepNow()).status, kept]).toMatchObject(['succeeded', 'succeeded', [{ name: 'volume_dispensed', value: 150 }]]);
  });

  it('when the instrument cannot tell, holds the run with what was asked, and a person answers', async () => {
    await lose();
    expect(await settle([{ repeat: 'action', verdict: 'unknown' }])).toBe('ask');
    const run = await runNow();
    expect([run.status, run.state.holdReasons]).toEqual([
      'held',
      [expect.stringMatching(/begun to send G28.*says: speed 0, asked for 500/)],
    ]);
    const questions = await database.transaction((tx) => listStepQuestions(tx, runId));
    expect(questions).toMatchObject([{ id: step.id, problem: expect.stringContaining('speed 0') }]);
    await database.transaction((tx) => answerRun(tx, runId, 'happened', 'user:grace', 'the latch is closed'));
    expect([(await stepNow()).status, (await runNow()).status]).toEqual(['succeeded', 'running']);
  });

  it('when somebody else owns the instrument by now, settles nothing', async () => {
    await lose();
    expect(await settle([{ repeat: 'state', verdict: 'done' }], { epoch: epoch - 1 })).toBeNull();
    expect([(await stepNow()).status, await loadDoubts(database, 'shaker-1')]).toMatchObject(['in_doubt', [{ attempt: 1 }]]);
  });

  it('when its run is cancelled meanwhile, is settled by the stop and not by the instrument', async () => {
    await lose();
    const [doubt] = await loadDoubts(database, 'shaker-1');
    await database.transaction((tx) => cancelRun(tx, runId, 'spec', 'enough'));
    await advanceOnce(database, runId);
    const by = { ...owner, instrumentId: 'shaker-1', epoch };
    const found = { verbs: [{ repeat: 'state', verdict: 'done' }], evidence: '', readings: [] } as const;
    expect(doubt && (await database.transaction((tx) => settleDoubt(tx, doubt, by, 'done', found)))).toBeNull();
    expect((await stepNow()).status).toBe('cancelled');
  });

  it('when it gets into doubt for the fifth time, is a matter for people', async () => {
    await lose();
    for (let attempt = 1; attempt <= 5; attempt++) {
      const answer = await settle([{ repeat: 'state', verdict: 'not_done' }]);
      expect(answer).toBe(attempt < 5 ? 'again' : 'ask');
      if (answer !== 'again') break;
      await advanceOnce(database, runId);
      await claimStep(database, step.id, attempt + 1, { ...owner, instrumentId: 'shaker-1', epoch });
      const error = new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'shaker-1', outcome: 'unknown' }, 'after_reconcile');
      const ref = { runId, stepInstanceId: step.id, attempt: attempt + 1, actor: 'spec' };
      await database.transaction((tx) => troubleStep(tx, ref, error));
    }
    expect((await runNow()).status).toBe('held');
  });
});
