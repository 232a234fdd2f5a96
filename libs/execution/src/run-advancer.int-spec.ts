import { StepInstanceEntity, acquireLease, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { advanceOnce, settleAndAdvance as subject } from './run-advancer';
import { startRun } from './run-control';
import { succeedStep } from './settle-step';

describe('a look at a run with the result of its step', () => {
  const by = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
  let test: TestDatabase;
  let database: Database;
  let runId: string;
  let step: StepInstanceEntity;
  const given: string[] = [];
  const told: string[] = [];

  /** A run whose first step, an operation at the shaker, is under way in a process that takes the looks at runs itself. */
  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    ({ id: runId } = await lab.newRun());
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
    step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    await database.query(`update lab.leases set expires_at = now() - interval '1 second'`);
    const epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', by))) ?? -1;
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    expect(await claimStep(database, step.id, 1, { ...by, instrumentId: 'shaker-1', epoch })).not.toBeNull();
    await database.query('delete from lab.outbox');
    database.shortWay = { takes: ({ queue }) => queue === 'runs', give: (all) => given.push(...all.map(({ name }) => name)) };
  });
  afterEach(async () => {
    given.splice(0);
    told.splice(0);
    await test.drop();
  });

  /** Ends the step, and looks. */
  const settle = () => {
    const ref = { runId, stepInstanceId: step.id, attempt: 1, actor: 'agent:bench-1' };
    return subject(
      database,
      runId,
      (tx) => succeedStep(tx, ref),
      ({ message }) => told.push(message),
    );
  };
  const stepsNow = () =>
    database.query<{ step: string; status: string }>(
      `select step_id as step, status from lab.step_instances where run_id = $1 and status not in ('pending') order by position limit 2`,
      [runId],
    );
  const eventsOfLast = async () =>
    (
      await database.query<{ type: string }>(
        `select type from lab.events where xid = (select max(xid::text::bigint)::text::xid8 from lab.events where run_id = $1) order by id`,
        [runId],
      )
    ).map(({ type }) => type);
  const outbox = async () => (await database.query<{ queue: string }>('select queue from lab.outbox')).map(({ queue }) => queue);

  it('is one transaction with it, and asks for no other look', async () => {
    expect(await settle()).toBeGreaterThan(0);
    expect(await stepsNow()).toEqual([
      { step: 'load.before.1', status: 'succeeded' },
      { step: 'load.before.2', status: 'dispatched' },
    ]);
    expect(await eventsOfLast()).toEqual(['step.succeeded', 'step.ready', 'step.dispatched']);
    expect([given, await outbox()]).toEqual([[], ['bench.bench-1']]);
  });

  it.each([
    ['it fails', `update on lab.step_instances for each row when (new.status = 'dispatched')`],
    ['what it puts off to the end fails', `insert on lab.events for each row when (new.type = 'step.dispatched')`],
  ])('when %s, leaves the result and nothing of itself, and is asked for again', async (_, when) => {
    await test.asOwner(`create function lab.refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`);
    await test.asOwner(`create trigger refuse before ${when} execute function lab.refuse()`);
    expect(await settle()).toBeNull();
    expect(await stepsNow()).toEqual([{ step: 'load.before.1', status: 'succeeded' }]);
    expect(await eventsOfLast()).toEqual(['step.succeeded']);
    expect([given, await outbox(), told]).toEqual([['advance'], [], ['refused']]);
  });

  it('is left to whoever takes the wake-up, where this process does not', async () => {
    database.shortWay = null;
    expect(await settle()).toBeNull();
    expect([await stepsNow(), await outbox()]).toEqual([[{ step: 'load.before.1', status: 'succeeded' }], ['runs']]);
  });
});
