import { randomUUID } from 'node:crypto';
import { LabError } from '@labwright/domain';
import { StepInstanceEntity, acquireLease, insertIntent, renewLeases, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { loadDoubts } from './doubts';
import { recoverSteps } from './recover-steps';
import { advanceOnce } from './run-advancer';
import { startRun } from './run-control';
import { beginHold, leaveStep, succeedStep, troubleStep, type StepRef, type WireResult } from './settle-step';

describe('a worker whose instrument somebody else has taken', () => {
  const late = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
  const next = { owner: 'process-2', agent: 'bench-1', machine: 'm' };
  let test: TestDatabase;
  let database: Database;
  let epoch: number;
  let step: StepInstanceEntity;
  let ref: StepRef;

  /** A run whose first step, an operation at the shaker, the late one works on. */
  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    epoch = await take(late);
    const { id: runId } = await lab.newRun();
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
    step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    ref = { runId, stepInstanceId: step.id, attempt: 1, actor: 'agent:bench-1', under: { instrumentId: 'shaker-1', epoch } };
  });
  afterEach(() => test.drop());

  /** Takes the instrument for as long as a busy machine may need; nobody renews it here. */
  async function take(by: typeof late): Promise<number> {
    await database.query(`update lab.leases set expires_at = now() - interval '1 second'`);
    const taken = await database.transaction((tx) => acquireLease(tx, 'shaker-1', by));
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    return taken ?? -1;
  }
  const claim = (by = late, under = epoch) => claimStep(database, step.id, 1, { ...by, instrumentId: 'shaker-1', epoch: under });
  const stepNow = async () => (await database.repository(StepInstanceEntity).findOneByOrFail({ id: step.id })).status;
  const readings = () => database.query(`select 1 from lab.readings where step_instance_id = $1`, [step.id]);
  const intend = (id = randomUUID()) => {
    const command = {
      id,
      kind: 'setpoint',
      label: 'M3 S500',
      bytes: Buffer.from('M3 S500'),
      runId: ref.runId,
      stepInstanceId: step.id,
    } as const;
    return insertIntent(database, { instrumentId: 'shaker-1', epoch, owner: late.owner }, { ...command, attempt: 1 });
  };
  const wireOf = (commandId: string): WireResult => {
    const reading = { name: 'speed', value: 500, unit: '{rpm}', quality: 'ok', raw: new Uint8Array(), commandId } as const;
    const place = {
      runId: ref.runId,
      stepInstanceId: step.id,
      instrumentId: 'shaker-1',
      simulated: true,
      atWall: new Date(),
      atLab: new Date(),
    };
    return {
      answers: [{ id: commandId, bytes: Buffer.from('ok'), outcome: 'succeeded', durationMs: 1, error: null }],
      readings: [{ ...reading, ...place }],
    };
  };
  const lost = new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'shaker-1', outcome: 'unknown' }, 'after_reconcile');

  it.each<[string, (wire: WireResult) => Promise<void>]>([
    ['done', (wire) => database.transaction((tx) => succeedStep(tx, ref, wire))],
    ['holding', (wire) => database.transaction((tx) => beginHold(tx, ref, 60_000, wire))],
    ['in trouble', (wire) => database.transaction((tx) => troubleStep(tx, ref, lost, wire))],
    ['handed over', (wire) => database.transaction((tx) => leaveStep(tx, ref, 'handover', wire))],
  ])('when it says that its step is %s, changes nothing; only the reply is kept', async (_what, say) => {
    await claim();
    const commandId = randomUUID();
    await intend(commandId);
    const now = await take(next);
    await database.transaction((tx) => recoverSteps(tx, 'shaker-1', now, 'agent:bench-1'));
    await say(wireOf(commandId));
    expect([await stepNow(), await readings()]).toEqual(['in_doubt', []]);
    expect(await loadDoubts(database, 'shaker-1')).toMatchObject([{ stepInstanceId: step.id, attempt: 1, sent: true }]);
    expect(await database.query(`select outcome from lab.commands where id = $1`, [commandId])).toEqual([{ outcome: 'succeeded' }]);
  });

  it('when nobody has taken it after the ownership ran out, stores its result: it waited for the database only', async () => {
    await claim();
    const commandId = randomUUID();
    await intend(commandId);
    await database.query(`update lab.leases set expires_at = now() - interval '1 minute'`);
    await database.transaction((tx) => succeedStep(tx, ref, wireOf(commandId)));
    expect([await stepNow(), await readings()]).toMatchObject(['succeeded', [{}]]);
  });

  it('claims nothing, intends nothing and renews nothing', async () => {
    await take(next);
    expect(await claim()).toBeNull();
    expect(await intend()).toBe(false);
    expect(await renewLeases(database, late.owner, ['shaker-1'])).toEqual([]);
    expect(await stepNow()).toBe('dispatched');
  });

  it('while its claim is not committed yet, the instrument cannot be taken, so that the next owner finds the step', async () => {
    let taken: number | undefined;
    let taking: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      const inHere = { prepared: (sql: string, values: unknown[]) => tx.prepared(sql, values) } as unknown as Database;
      expect(await claimStep(inHere, step.id, 1, { ...late, instrumentId: 'shaker-1', epoch })).not.toBeNull();
      taking = take(next).then((at) => (taken = at));
      await tx.query(`select pg_sleep(0.3)`);
      expect(taken).toBeUndefined();
    });
    await taking;
    expect(await database.transaction((tx) => recoverSteps(tx, 'shaker-1', taken ?? -1, 'agent:bench-1'))).toBe(1);
  });
});
