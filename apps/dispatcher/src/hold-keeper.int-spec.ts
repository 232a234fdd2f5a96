import type { InstrumentDriver } from '@drivers/kit';
import { LabError, verbCall, type DriverManifest, type Verdict, type VerbCall } from '@labwright/domain';
import { advanceOnce, beginHold, claimStep, startRun, type ClaimedStep } from '@labwright/execution';
import { RunEntity, StepInstanceEntity, acquireLease, type Database } from '@labwright/persistence';
import { openTestDatabase, plateShaker, setUpLab, type TestDatabase } from '@labwright/testing';
import { HoldKeeper } from './hold-keeper';
import { HoldWatch } from './hold-watch';
import type { Session } from './session';

const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
const CALLS = [verbCall('ensureTemperature', { target: 45 }), verbCall('ensureStirring', { speed: 500 })];
const GONE = new LabError('DRIVER_STATE_REBOOTED', 'shaker-1: its speed set point is off', { instrument: 'shaker-1', outcome: 'failed' });

describe('HoldKeeper', () => {
  let test: TestDatabase;
  let database: Database;
  let runId: string;
  let step: ClaimedStep;
  let watch: HoldWatch;
  let subject: HoldKeeper;
  let session: Session;
  let verdicts: Record<string, Verdict>;
  let performed: string[];
  let perform: () => Promise<void>;
  let labNow: number;
  const errors: Error[] = [];

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    const epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    runId = (await lab.newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
    const { id } = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    const hold = JSON.stringify({ holdMs: 60_000, establish: CALLS });
    await database.query(`update lab.step_instances set definition = definition || $2::jsonb where id = $1`, [id, hold]);
    const claimed = await claimStep(database, id, 1, { ...owner, instrumentId: 'shaker-1', epoch });
    if (!claimed) throw new Error('the step was not claimed');
    step = claimed;
    const ref = { runId, stepInstanceId: id, attempt: 1, actor: 'spec' };
    await database.transaction((tx) => beginHold(tx, ref, 60_000, { answers: [], readings: [] }));
    labNow = 1_000_000;
    errors.length = 0;
    const onError = (_where: string, error: Error) => void errors.push(error);
    watch = new HoldWatch('shaker-1', { database, onError, labNow: () => labNow });
    watch.hold(step);
    const log = { info: () => undefined, warn: () => undefined };
    subject = new HoldKeeper('shaker-1', { database, labTime: { now: () => labNow, rate: 1, pollDelay: () => 20 }, log, watch, onError });
    verdicts = { ensureTemperature: 'done', ensureStirring: 'done' };
    performed = [];
    perform = () => Promise.resolve();
    session = sessionWith(plateShaker);
  });
  afterEach(() => test.drop());

  function sessionWith(manifest: DriverManifest): Session {
    const stirs = { verb: 'ensureStirring', repeat: 'state', expectedMs: 1, timeoutMs: 1_000 } as const;
    const driver = {
      manifest: { ...manifest, verbs: [stirs, ...manifest.verbs] },
      perform: async ({ verb }: VerbCall) => {
        performed.push(verb);
        await perform();
        return [];
      },
      reconcile: ({ verb }: VerbCall) => Promise.resolve({ verdict: verdicts[verb], evidence: 'as it says' }),
    };
    return { driver: driver as unknown as InstrumentDriver, epoch: 1 } as Session;
  }

  const restore = () => database.query(`update lab.instruments set on_restart = 'restore'`);
  const lose = async () => {
    watch.suspend(step);
    labNow += 12_500;
    await subject.answer(session, step, GONE);
  };
  const status = async () => ({
    run: (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status,
    step: (await database.repository(StepInstanceEntity).findOneByOrFail({ id: step.stepInstanceId })).status,
  });
  const told = (type: string) => database.query<{ data: unknown }>(`select data from lab.events where type = $1`, [type]);
  const held = async () => {
    for (const end = Date.now() + 5_000; (await status()).run !== 'held' && Date.now() < end;) await new Promise((r) => setTimeout(r, 20));
    return status();
  };

  it('when nobody has said otherwise, sends nothing and asks a person, and tells of the restart once', async () => {
    await lose();
    expect(await held()).toEqual({ run: 'held', step: 'in_doubt' });
    expect([performed, watch.active, (await told('instrument.restarted')).length]).toEqual([[], false, 1]);
  });

  it('when it is to be restored, establishes each state again, and records for how long it was interrupted', async () => {
    await restore();
    await lose();
    expect([performed, await status(), watch.isKept(step)]).toEqual([
      ['ensureTemperature', 'ensureStirring'],
      { run: 'running', step: 'holding' },
      true,
    ]);
    expect(await told('run.deviated')).toMatchObject([
      {
        data: {
          lateMs: 12_500,
          reason: expect.stringMatching(/interrupted for at most 12\.5 s, and established again\. shaker-1: its speed/),
        },
      },
    ]);
    expect(await told('step.resumed')).toMatchObject([{ data: { interruptedMs: 12_500 } }]);
  });

  it('when a verb of the hold must not be repeated, asks a person whatever the policy says', async () => {
    await restore();
    const verbs = plateShaker.verbs.map((verb) => (verb.verb === 'ensureTemperature' ? { ...verb, repeat: 'action' as const } : verb));
    session = sessionWith({ ...plateShaker, verbs });
    await lose();
    expect([await held(), performed]).toEqual([{ run: 'held', step: 'in_doubt' }, []]);
  });

  it('when it cannot be established again, asks a person with both reasons', async () => {
    await restore();
    perform = () => Promise.reject(new LabError('DRIVER_DEVICE_HARDWARE', 'motor jammed', { instrument: 'shaker-1', outcome: 'failed' }));
    await lose();
    expect(await held()).toEqual({ run: 'held', step: 'in_doubt' });
    const { state } = await database.repository(RunEntity).findOneByOrFail({ id: runId });
    expect(state.holdReasons[0]).toMatch(/set point is off It could not be established again: motor jammed/);
  });

  it('when it is busy with its own start, tries again, and asks nobody', async () => {
    await restore();
    let busy = 2;
    const homing = new LabError('DRIVER_DEVICE_BUSY', 'currently homing', { instrument: 'shaker-1', outcome: 'failed' }, 'safe');
    perform = () => (busy-- > 0 ? Promise.reject(homing) : Promise.resolve());
    await lose();
    expect([await status(), performed.length]).toEqual([{ run: 'running', step: 'holding' }, 4]);
  });

  it('when the line goes again meanwhile, decides nothing: the hold is looked at again', async () => {
    await restore();
    perform = () => Promise.reject(new LabError('DRIVER_TRANSPORT_CLOSED', 'gone', { instrument: 'shaker-1', outcome: 'failed' }));
    await lose();
    expect([await status(), watch.isKept(step)]).toEqual([{ run: 'running', step: 'holding' }, true]);
  });

  it('when everything is as it should be after a new connection, sends nothing', async () => {
    await subject.look(session, 'device');
    expect([performed, await status(), errors]).toEqual([[], { run: 'running', step: 'holding' }, []]);
  });

  it('when this process was away and the device cannot tell, tells it again, whatever the policy says', async () => {
    verdicts['ensureTemperature'] = 'unknown';
    await subject.look(session, 'ours');
    expect([performed, await status()]).toEqual([['ensureTemperature', 'ensureStirring'], { run: 'running', step: 'holding' }]);
    expect((await told('instrument.restarted')).length).toBe(0);
  });

  it('when the device fell silent and cannot tell, does what the policy says', async () => {
    verdicts['ensureStirring'] = 'unknown';
    await subject.look(session, 'device');
    expect([await held(), performed]).toEqual([{ run: 'held', step: 'in_doubt' }, []]);
  });

  it('when a state that no reading shows is not there, and not a moment later either, it has restarted', async () => {
    await restore();
    verdicts['ensureStirring'] = 'not_done';
    await subject.look(session, null);
    expect(performed).toEqual(['ensureTemperature', 'ensureStirring']);
    expect(await told('instrument.restarted')).toMatchObject([{ data: { evidence: 'ensureStirring: not done (as it says)' } }]);
  });
});
