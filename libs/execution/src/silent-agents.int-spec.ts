import { OperatorTaskEntity, RunEntity, StepInstanceEntity, acquireLease, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { loadDoubts } from './doubts';
import { advanceOnce } from './run-advancer';
import { startRun } from './run-control';
import { succeedStep } from './settle-step';
import { SilentAgents } from './silent-agents';

jest.setTimeout(30_000);

describe('the attempts of a bench agent that never comes back', () => {
  let test: TestDatabase;
  let database: Database;
  let subject: SilentAgents;
  let runId: string;
  let step: StepInstanceEntity;
  let nowMs: number;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };

  /** A run whose first step is being worked on by an agent that has been killed. */
  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    const epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    runId = (await lab.newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await advanceOnce(database, runId);
    step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    await claimStep(database, step.id, 1, { ...owner, instrumentId: 'shaker-1', epoch });
    await database.query(`update lab.leases set expires_at = now() - interval '1 second'`);
    nowMs = 0;
    subject = new SilentAgents(database, () => nowMs);
  });
  afterEach(() => test.drop());

  const lookAt = async (ms: number) => {
    nowMs = ms;
    await subject.look();
    const { status } = await database.repository(StepInstanceEntity).findOneByOrFail({ id: step.id });
    return [status, (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status];
  };

  it('are in doubt after 5 s, and come to people after 30 s, who are told why nobody was asked', async () => {
    expect([await lookAt(0), await lookAt(4_900)]).toEqual([
      ['running', 'running'],
      ['running', 'running'],
    ]);
    expect([await lookAt(5_100), await loadDoubts(database, 'shaker-1')]).toMatchObject([
      ['in_doubt', 'running'],
      [{ stepInstanceId: step.id }],
    ]);
    expect(await lookAt(29_900)).toEqual(['in_doubt', 'running']);
    expect(await lookAt(30_100)).toEqual(['in_doubt', 'held']);
    const task = await database.repository(OperatorTaskEntity).findOneByOrFail({ runId, kind: 'recovery', status: 'open' });
    expect(task.recovery?.reason).toContain('its bench agent has not answered for 30 s');
    expect(await loadDoubts(database, 'shaker-1')).toEqual([]);
    expect(await lookAt(40_000)).toEqual(['in_doubt', 'held']);
    expect(await database.repository(OperatorTaskEntity).countBy({ runId, kind: 'recovery' })).toBe(1);
  });

  it('when the agent is heard again in time, are its own', async () => {
    await lookAt(0);
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    await lookAt(4_000);
    await database.query(`update lab.leases set expires_at = now() - interval '1 second'`);
    expect([await lookAt(6_000), await lookAt(10_900)]).toEqual([
      ['running', 'running'],
      ['running', 'running'],
    ]);
    expect(await lookAt(11_100)).toEqual(['in_doubt', 'running']);
  });

  it('when a result comes that was on its way all the time, are done', async () => {
    await lookAt(0);
    await lookAt(6_000);
    await database.transaction((tx) => succeedStep(tx, { runId, stepInstanceId: step.id, attempt: 1, actor: 'agent:bench-1' }));
    expect(await lookAt(31_000)).toEqual(['succeeded', 'running']);
  });
});
