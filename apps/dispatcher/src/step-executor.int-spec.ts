import type { InstrumentDriver } from '@drivers/kit';
import { LabError, type VerbCall } from '@labwright/domain';
import { advanceOnce, beginHold, cancelRun, claimStep, startRun } from '@labwright/execution';
import { RunEntity, StepInstanceEntity, acquireLease, type Database, type LabTime } from '@labwright/persistence';
import { eventually, openTestDatabase, plateShaker, setUpLab, type TestDatabase } from '@labwright/testing';
import { HoldWatch } from './hold-watch';
import type { InstrumentHost } from './instrument-host';
import { ReadingSink, telemetryBatch } from './reading-sink';
import type { Session } from './session';
import { StepExecutor } from './step-executor';
import { StopLatch } from './stop-latch';

const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };

/** An instrument whose verbs do what a spec says. */
class FakeHost {
  readonly instrument = { id: 'shaker-1', simulated: true };
  readonly watch: HoldWatch;
  readonly latch = new StopLatch('shaker-1');
  readonly sink: ReadingSink;
  readonly performed: string[] = [];
  perform: (call: VerbCall, signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  owned = true;
  waiting = 0;
  asked = 0;
  readonly online: Session;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(database: Database, epoch: number) {
    const onError = (_where: string, error: Error) => {
      throw error;
    };
    this.watch = new HoldWatch('shaker-1', { database, onError });
    this.sink = new ReadingSink(
      telemetryBatch(database, onError),
      { now: () => Date.now(), wallNow: () => Date.now() } as LabTime,
      this.instrument,
    );
    const driver = {
      manifest: plateShaker,
      perform: async (call: VerbCall, { signal }: { signal: AbortSignal }) => {
        if (signal.aborted) throw cancelled();
        this.performed.push(call.verb);
        await this.perform(call, signal);
        if (signal.aborted) throw cancelled();
        return [];
      },
      check: () => Promise.resolve({ holds: true, evidence: '', readings: [] }),
      setPollMode: () => undefined,
    } as unknown as InstrumentDriver;
    this.online = { driver, journal: { take: () => [] }, epoch } as unknown as Session;
  }

  settleDoubts(): void {
    this.asked += 1;
  }

  readonly hangs: string[] = [];
  hung(what: string): Promise<void> {
    this.hangs.push(what);
    return Promise.resolve();
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const next = this.queue.then(work);
    this.queue = next.catch(() => undefined);
    return next.finally(() => (this.waiting -= 1));
  }
}

const cancelled = () => new LabError('DRIVER_CANCELLED', 'cancelled', { instrument: 'shaker-1', outcome: 'failed' }, 'safe');

describe('StepExecutor', () => {
  let test: TestDatabase;
  let database: Database;
  let runId: string;
  let epoch: number;
  let host: FakeHost;
  let subject: StepExecutor;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    // Nobody renews it here, and a busy machine may take longer than its 3 s.
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    host = new FakeHost(database, epoch);
    subject = new StepExecutor(
      { database, owner, log: { info: () => undefined, warn: () => undefined } },
      new Map([['shaker-1', host as unknown as InstrumentHost]]),
    );
    runId = (await lab.newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
  });
  afterEach(() => test.drop());

  const stepOf = (id: string) => database.repository(StepInstanceEntity).findOneByOrFail({ id });
  const current = () => database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
  const runStatus = async () => (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status;
  const refOf = (step: StepInstanceEntity) => ({ runId, stepInstanceId: step.id, attempt: step.attempt, actor: 'spec' });

  /** The first operation, made into a hold with two verbs to end it, at its end. */
  async function held(): Promise<StepInstanceEntity> {
    const { id } = await current();
    const end = JSON.stringify({ then: 'stop', holdMs: 1, end: ['ensureStopped', 'ensureTemperatureOff'].map((verb) => ({ verb })) });
    await database.query(`update lab.step_instances set definition = definition || $2::jsonb where id = $1`, [id, end]);
    const step = await stepOf(id);
    const claimed = await claimStep(database, id, 1, { ...owner, instrumentId: 'shaker-1', epoch });
    await database.transaction((tx) => beginHold(tx, refOf(step), 1, { answers: [], readings: [] }));
    if (claimed) host.watch.hold(claimed);
    return step;
  }

  it('when a hold has ended, the instrument works for nobody any more', async () => {
    const step = await held();
    await subject.holdOver('shaker-1', step.id, 1);
    expect([(await stepOf(step.id)).status, host.watch.readingContexts()]).toEqual(['succeeded', []]);
  });

  it('when this process is asked to end while a hold is being ended, finishes that', async () => {
    const step = await held();
    host.perform = () => Promise.resolve(subject.stop());
    await subject.holdOver('shaker-1', step.id, 1);
    expect([(await stepOf(step.id)).status, host.performed]).toEqual(['succeeded', ['ensureStopped', 'ensureTemperatureOff']]);
  });

  it.each<[string, string]>([
    ['a plan that nobody approved', `update lab.runs set plan = jsonb_set(plan, '{expectedMs}', '1')`],
    [
      'a step that is not in the plan',
      `update lab.step_instances set definition = jsonb_set(definition, '{establish}', '[{"verb":"ensureTemperature","parameters":{"target":90},"tolerances":{}}]')`,
    ],
    ['an approval that was taken back', `update lab.reviews set revoked_at = now()`],
    ['no approval at all', `update lab.reviews set decision = 'rejected'`],
  ])('when the record has %s, sends nothing, holds the run, and the step is as before', async (_, forge) => {
    const step = await current();
    await test.asOwner(forge);
    await subject.step('shaker-1', step.id, 1);
    expect(host.performed).toEqual([]);
    expect(await runStatus()).toBe('held');
    expect(await stepOf(step.id)).toMatchObject({ status: 'ready', attempt: 1 });
    const told = await database.query(`select 1 from lab.events where type = 'run.refused' and run_id = $1`, [runId]);
    expect(told).toHaveLength(1);
  });

  it('when a run is written into the database as going on, with a step for this instrument, sends nothing', async () => {
    const [forged] = await database.query<{ id: string }>(
      `insert into lab.runs (protocol_hash, review_id, parameters, plan, plan_hash, status, state, priority, created_by, started_at, started_lab)
       select protocol_hash, review_id, parameters, jsonb_set(plan, '{steps}', '[]'), plan_hash, status, state, 0, created_by, now(), lab.lab_now()
       from lab.runs where id = $1 returning id`,
      [runId],
    );
    const step = await current();
    const [copy] = await database.query<{ id: string }>(
      `insert into lab.step_instances (run_id, step_id, position, kind, definition, instrument_id, status, attempt, dispatched_at)
       select $2, step_id, position, kind, definition, instrument_id, 'dispatched', 1, now() from lab.step_instances where id = $1 returning id`,
      [step.id, forged?.id],
    );
    await database.query(`insert into lab.attempts (step_instance_id, number, status) values ($1, 1, 'dispatched')`, [copy?.id]);
    await subject.step('shaker-1', copy?.id ?? '', 1);
    expect(host.performed).toEqual([]);
    expect((await database.repository(RunEntity).findOneByOrFail({ id: forged?.id ?? '' })).status).toBe('held');
  });

  it('when wake-ups come again while the step waits or runs, keeps one', async () => {
    const step = await current();
    let finish = (): void => undefined;
    host.perform = () => new Promise((resolve) => (finish = resolve));
    const first = subject.step('shaker-1', step.id, 1);
    await eventually('the step to run', 5_000, () => host.performed.length === 1);
    const others = [subject.step('shaker-1', step.id, 1), subject.step('shaker-1', step.id, 1)];
    const waiting = host.waiting;
    host.perform = () => Promise.resolve();
    finish();
    await Promise.all([first, ...others]);
    expect(waiting).toBe(1);
  });

  it('when the database was away as a command was to be sent, hands the step over and asks nobody', async () => {
    const step = await current();
    host.perform = () => Promise.reject(new LabError('DATABASE_UNAVAILABLE', 'away', { host: 'x' }, 'safe'));
    await subject.step('shaker-1', step.id, 1);
    expect([(await stepOf(step.id)).status, await runStatus()]).toEqual(['ready', 'running']);
  });

  it('when an emergency stop comes in the middle of it, leaves the step in doubt at once, whatever its error says', async () => {
    const step = await current();
    host.perform = async (_call, signal) => {
      host.latch.close('request', 'emergency stop by tim: a spill');
      if (signal.aborted) throw cancelled();
    };
    await subject.step('shaker-1', step.id, 1);
    const { status, error } = await stepOf(step.id);
    expect([status, host.asked]).toEqual(['in_doubt', 1]);
    expect(error).toMatchObject({ code: 'DRIVER_INTERRUPTED', message: expect.stringContaining('emergency stop by tim: a spill') });
  });

  it('when the instrument is unplugged while it is ours, holds the run', async () => {
    const step = await current();
    host.perform = () => Promise.reject(new LabError('DRIVER_TRANSPORT_CLOSED', 'gone', { instrument: 'shaker-1', outcome: 'failed' }));
    await subject.step('shaker-1', step.id, 1);
    expect(await runStatus()).toBe('held');
  });

  it('when the order to leave a run comes late, goes on with the stop of that run', async () => {
    await held();
    await database.transaction((tx) => cancelRun(tx, runId, 'spec', 'enough'));
    await advanceOnce(database, runId);
    const stop = await current();
    host.perform = () => Promise.resolve(subject.abortRun(runId));
    await subject.step('shaker-1', stop.id, 1);
    expect([stop.stepId, (await stepOf(stop.id)).status]).toEqual(['stop.shaker-1', 'succeeded']);
  });

  it('when a verb does not end within its limit, ends it as unknown, leaves it, and does not trust the instrument any more', async () => {
    const step = await current();
    const services = { database, owner, log: { info: () => undefined, warn: () => undefined } };
    const hosts = new Map([['shaker-1', host as unknown as InstrumentHost]]);
    // A lab second in a wall millisecond: the limit of 30 s is over at once.
    subject = new StepExecutor({ ...services, labNow: () => performance.now() * 1_000, hangMarginMs: 100 }, hosts);
    let told: unknown = null;
    host.perform = (_call, signal) => new Promise(() => signal.addEventListener('abort', () => (told = signal.reason)));
    await subject.step('shaker-1', step.id, 1);
    const words = 'did not end within its limit of 30 s; nobody knows how far it got';
    expect(await stepOf(step.id)).toMatchObject({ status: 'in_doubt', error: { code: 'DRIVER_TIMEOUT', context: { outcome: 'unknown' } } });
    expect([told, host.hangs]).toEqual(['hang', [expect.stringContaining(words)]]);
    expect(host.asked).toBe(1);
  });
});
