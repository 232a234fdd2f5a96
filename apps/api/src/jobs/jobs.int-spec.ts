import { advanceOnce, beginHold, claimStep, markSettling, succeedStep } from '@labwright/execution';
import { StepInstanceEntity, acquireLease } from '@labwright/persistence';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addApproved, addShaker } from '../fixtures/warm-shake';

const NO_WIRE = { answers: [], readings: [] };

describe('GET /v1/jobs', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let hash: string;
  let epoch: number;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    hash = await addApproved(subject);
    epoch = (await test.database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    await test.database.query(`update lab.leases set expires_at = 'infinity'`);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  async function started(priority = 0): Promise<string> {
    const run = (await subject.post('/v1/runs', 'scientist', { protocol: hash, priority })).body.id as string;
    await subject.post(`/v1/runs/${run}/start`, 'scientist');
    await advanceOnce(test.database, run);
    return run;
  }
  const jobs = async (query = '') => (await subject.get(`/v1/jobs${query}`)).body;
  const shaker = async () => (await jobs()).instruments[0];
  const dispatched = async (runId: string) => {
    const step = await test.database.repository(StepInstanceEntity).findOneByOrFail({ runId, status: 'dispatched' });
    await claimStep(test.database, step.id, step.attempt, { ...owner, instrumentId: 'shaker-1', epoch });
    return { step, ref: { runId, stepInstanceId: step.id, attempt: step.attempt, actor: 'spec' } };
  };
  /** Does what the run asks for until its operation is dispatched. */
  async function loaded(run: string): Promise<void> {
    for (let i = 0; i < 20; i++) {
      const step = await test.database.repository(StepInstanceEntity).findOneBy({ runId: run, stepId: 'warm_shake', status: 'dispatched' });
      if (step) return;
      const [task] = (await subject.get(`/v1/tasks?run=${run}`)).body.items;
      if (task) {
        await subject.post(`/v1/tasks/${task.id}/claim`, 'technician');
        await subject.post(`/v1/tasks/${task.id}/complete`, 'technician', {
          evidence: [
            { id: 'barcode-plate', value: 'P-1' },
            { id: 'confirm', value: true },
          ],
        });
      } else {
        const { ref } = await dispatched(run);
        await test.database.transaction((tx) => succeedStep(tx, ref));
      }
      await advanceOnce(test.database, run);
    }
    throw new Error('the run never came to its operation');
  }

  let first: string;
  let second: string;
  let urgent: string;

  it('when nothing runs, shows the instruments with empty queues', async () => {
    expect(await jobs()).toMatchObject({
      clock: { rate: 1 },
      instruments: [
        {
          id: 'shaker-1',
          link: 'online',
          service: 'available',
          paused: false,
          openFor: null,
          running: [],
          waiting: [],
          waitingCount: 0,
          tasks: [],
          taskCount: 0,
          questions: [],
        },
      ],
      elsewhere: { waiting: [], waitingCount: 0, tasks: [], taskCount: 0, questions: [] },
    });
  });

  it('when runs want one instrument, shows what is on its way, and who waits, for what, in which order', async () => {
    first = await started();
    second = await started();
    urgent = await started(10);
    const { running, waiting, waitingCount } = await shaker();
    expect(running).toMatchObject([
      { run: first, state: 'starting', status: 'dispatched', waitingFor: 'its bench agent to take it', left: null },
    ]);
    expect(waiting).toMatchObject([
      { run: urgent, turn: 1, priority: 10, state: 'waiting', waitingFor: expect.stringContaining(first), waitingPlace: 'shaker-1.plate' },
      { run: second, turn: 2, priority: 0, waitingFor: expect.stringMatching(/reserved by run|goes first to run/) },
    ]);
    expect(waitingCount).toBe(2);
  });

  it('when the queue is cut, counts all of it', async () => {
    const { waiting, waitingCount } = (await jobs('?limit=1')).instruments[0];
    expect({ runs: waiting.map((job: { run: string }) => job.run), waitingCount }).toEqual({ runs: [urgent], waitingCount: 2 });
  });

  it('when a priority is changed, the order is another one', async () => {
    const set = (run: string, body: unknown, as = 'technician') => subject.call('PATCH', `/v1/runs/${run}/priority`, { as, body });
    await test.database.query('delete from lab.outbox');
    expect(await set(second, { priority: 50, reason: 'induction' })).toMatchObject({
      status: 200,
      body: { run: second, status: 'running', priority: 50 },
    });
    expect((await shaker()).waiting.map((job: { run: string }) => job.run)).toEqual([second, urgent]);
    const woken = await test.database.query<{ run: string }>(
      `select distinct payload->>'runId' as run from lab.outbox where name = 'advance'`,
    );
    expect(woken.map(({ run }) => run)).toEqual(expect.arrayContaining([second, urgent]));
    expect((await set(second, { priority: 101 })).body.errors).toMatchObject([{ pointer: '/priority' }]);
    expect((await set(second, { priority: 1.5 })).body.errors).toMatchObject([{ pointer: '/priority' }]);
    expect((await set(second, { priority: 1 }, 'reviewer')).status).toBe(403);
    expect((await set('00000000-0000-4000-8000-000000000000', { priority: 1 })).status).toBe(404);
  });

  it('when a command is under way, shows it as busy with the time that is expected to be left', async () => {
    const { ref } = await dispatched(first);
    const [job] = (await shaker()).running;
    expect(job).toMatchObject({
      state: 'busy',
      status: 'running',
      left: { estimated: true },
      sinceLab: expect.any(String),
      sinceWall: expect.any(String),
    });
    expect(job.left.labMs).toBeGreaterThan(0);
    await test.database.transaction((tx) => succeedStep(tx, ref));
    await advanceOnce(test.database, first);
  });

  it('when a person has to bring labware, shows the task at the instrument', async () => {
    for (let i = 0; i < 5 && (await shaker()).tasks.length === 0; i++) {
      const { ref } = await dispatched(first);
      await test.database.transaction((tx) => succeedStep(tx, ref));
      await advanceOnce(test.database, first);
    }
    const { tasks, taskCount } = await shaker();
    expect(tasks).toMatchObject([{ run: first, status: 'open', role: 'technician', claimedBy: null, overdue: false }]);
    expect(taskCount).toBe(1);
    expect((await jobs()).elsewhere.tasks).toEqual([]);
  });

  it('when its instrument nears a temperature, is settling; when it is there, holds for so long, in lab and wall time', async () => {
    await loaded(first);
    const { step, ref } = await dispatched(first);
    await test.database.transaction((tx) => markSettling(tx, step.id, step.attempt, 60_000));
    expect((await shaker()).running).toMatchObject([{ state: 'settling', left: { estimated: true } }]);
    await test.database.transaction((tx) => beginHold(tx, ref, 120_000, NO_WIRE));
    await test.database.query(
      `update lab.lab_clock set simulated = true, scale = 10, rate = 10, lab_anchor = lab.lab_now(), wall_anchor = clock_timestamp()`,
    );
    const [job] = (await shaker()).running;
    expect(job).toMatchObject({ state: 'holding', title: expect.stringContaining('shake'), left: { estimated: false, overdueMs: 0 } });
    expect(job.left.labMs).toBeGreaterThan(60_000);
    expect(job.left.wallMs).toBeCloseTo(job.left.labMs / 10, 3);
  });

  it('when a run is paused, says so of its steps; a paused instrument too', async () => {
    await subject.post(`/v1/runs/${urgent}/pause`, 'scientist');
    await subject.post('/v1/instruments/shaker-1/pause', 'technician', { reason: 'cleaning' });
    const { paused, pauseReason, running, waiting } = await shaker();
    expect({ paused, pauseReason, running: running.length }).toEqual({ paused: true, pauseReason: 'cleaning', running: 1 });
    expect(waiting).toMatchObject([{ run: second }, { run: urgent, runStatus: 'paused', waitingFor: 'its run to be resumed' }]);
  });

  it('when a step waits for time only, shows it with no instrument', async () => {
    await test.database.query(
      `with step as (update lab.step_instances set kind = 'wait', status = 'holding', instrument_id = null, waiting_for = null, waiting_place = null
         where run_id = $1 and status = 'ready' returning id, run_id, attempt)
       insert into lab.timers (kind, run_id, step_instance_id, attempt, due_lab)
       select 'wait_over', run_id, id, attempt, lab.lab_now() + interval '1 hour' from step`,
      [second],
    );
    const { elsewhere } = await jobs();
    expect(elsewhere).toMatchObject({
      waitingCount: 1,
      waiting: [{ run: second, waitingFor: 'the end of its wait', left: { estimated: false } }],
    });
    expect((await jobs('?instrument=shaker-1')).elsewhere.waiting).toEqual([]);
  });

  it('when asked for an unknown instrument or too much, refuses', async () => {
    expect((await subject.get('/v1/jobs?instrument=nobody')).status).toBe(404);
    expect((await subject.get('/v1/jobs?limit=501')).body.errors).toMatchObject([{ in: 'query', pointer: '/limit' }]);
    expect((await subject.get('/v1/jobs?colour=red')).status).toBe(422);
    expect((await subject.call('GET', '/v1/jobs')).status).toBe(401);
  });
});
