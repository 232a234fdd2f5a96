import { LabError } from '@labwright/domain';
import { advanceOnce, claimStep, loadDoubts, settleDoubt, troubleStep } from '@labwright/execution';
import { StepInstanceEntity, acquireLease } from '@labwright/persistence';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addApproved, addShaker } from '../fixtures/warm-shake';

describe('POST /v1/steps/{id}/answer', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let hash: string;
  let run: string;
  let one: string;
  let other: string;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
  const unknown = new LabError('DRIVER_INTERRUPTED', 'the bench agent ended', { instrument: 'shaker-1', outcome: 'unknown' });
  const known = new LabError('DRIVER_DEVICE_BUSY', 'the latch is jammed', { instrument: 'shaker-1', outcome: 'failed' });

  /** A held run of which the first step is in trouble, and another one too: in doubt, or failed with a known outcome. */
  beforeEach(async () => {
    run = (await subject.post('/v1/runs', 'scientist', { protocol: hash })).body.id;
    await subject.post(`/v1/runs/${run}/start`, 'scientist');
    await advanceOnce(test.database, run);
    one = await fail('dispatched', unknown);
    other = await fail('pending', known);
  });
  /** The next run finds the instrument as if this one had never been there. */
  afterEach(async () => {
    await test.database.query(
      `update lab.runs set status = 'cancelled', state = jsonb_set(state, '{status}', '"cancelled"'), ended_at = now()`,
    );
    await test.database.query(`update lab.step_instances set status = 'cancelled'`);
    await test.database.query(`update lab.reservations set released_at = now()`);
  });
  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    hash = await addApproved(subject);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  async function fail(status: 'dispatched' | 'pending', error: LabError): Promise<string> {
    const { database } = test;
    const epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    const step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId: run, status, kind: 'operation' });
    if (status === 'pending') {
      // As a step beside the first one would be: on its way, and then its outcome comes.
      await database.query(`update lab.step_instances set status = 'running', attempt = 1 where id = $1`, [step.id]);
      await database.query(
        `insert into lab.attempts (step_instance_id, number, instrument_id, status) values ($1, 1, 'shaker-1', 'running')`,
        [step.id],
      );
    } else await claimStep(database, step.id, step.attempt, { ...owner, instrumentId: 'shaker-1', epoch });
    await database.transaction((tx) => troubleStep(tx, { runId: run, stepInstanceId: step.id, attempt: 1, actor: 'spec' }, error));
    // Nor can the instrument tell.
    const found = { verbs: [{ repeat: 'state', verdict: 'unknown' }], evidence: 'no reply', readings: [] } as const;
    for (const doubt of await loadDoubts(database, 'shaker-1'))
      await database.transaction((tx) => settleDoubt(tx, doubt, { ...owner, instrumentId: 'shaker-1', epoch }, 'unknown', found));
    return step.id;
  }

  const answer = (id: string, choice: string, as = 'technician'): Promise<Reply> =>
    subject.post(`/v1/steps/${id}/answer`, as, { choice, note: 'looked at it', places: [{ nest: 'shaker-1.plate', labware: null }] });
  const shownRun = async () => (await subject.get(`/v1/runs/${run}`)).body;
  const statusOf = async (id: string) => (await test.database.repository(StepInstanceEntity).findOneByOrFail({ id })).status;

  it('when two steps ask, the run goes on after the second answer, and each does what its answer says', async () => {
    expect((await shownRun()).holdReasons).toHaveLength(2);
    expect(await answer(one, 'happened')).toMatchObject({
      status: 200,
      body: {
        step: { id: one, status: 'succeeded' },
        run: { id: run, status: 'held', holdReasons: [expect.stringContaining('the latch is jammed')] },
        open: [{ id: other, happened: 'no', choices: ['retry', 'skip'], task: expect.any(String), problem: 'the latch is jammed' }],
      },
    });
    expect(await answer(other, 'retry')).toMatchObject({
      status: 200,
      body: { step: { status: 'ready' }, run: { status: 'running', holdReasons: [] }, open: [] },
    });
    expect((await shownRun()).deviations).toBe(1);
    await advanceOnce(test.database, run);
    expect(await statusOf(other)).toBe('dispatched');
  });

  it('when a failed step was answered and the rest is answered at once, keeps the answer', async () => {
    await answer(other, 'retry');
    expect((await subject.post(`/v1/runs/${run}/answer`, 'technician', { choice: 'skip', note: 'gone' })).status).toBe(200);
    expect([await statusOf(one), await statusOf(other)]).toEqual(['skipped', 'ready']);
  });

  it('when skipped, is a deviation and lets the next steps come', async () => {
    await answer(one, 'skip');
    expect((await answer(other, 'skip')).body.run.status).toBe('running');
    expect((await shownRun()).deviations).toBe(2);
    const told = await test.database.query<{ type: string }>(
      `select type from lab.events where run_id = $1 and type in ('step.answered', 'run.answered') order by id`,
      [run],
    );
    expect(told.map(({ type }) => type)).toEqual(['step.answered', 'step.answered', 'run.answered']);
  });

  it('when the run is held for something else too, stays held', async () => {
    await test.database.query(
      `update lab.runs set state = jsonb_set(state, '{holdReasons,2}', '"another plate was scanned"') where id = $1`,
      [run],
    );
    await answer(one, 'retry');
    expect((await answer(other, 'retry')).body).toMatchObject({
      run: { status: 'held', holdReasons: ['another plate was scanned'] },
      open: [],
    });
  });

  it('when it must not be done twice, refuses to do it again', async () => {
    await test.database.query(
      `update lab.drivers set manifest = replace(manifest::text, '"repeat": "state"', '"repeat": "action"')::jsonb`,
    );
    expect(await answer(one, 'retry')).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('must not be done twice') },
    });
    expect(await statusOf(one)).toBe('in_doubt');
    await test.database.query(
      `update lab.drivers set manifest = replace(manifest::text, '"repeat": "action"', '"repeat": "state"')::jsonb`,
    );
  });

  it('when it is known not to have happened, cannot be taken as done', async () => {
    expect(await answer(other, 'happened')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('known not to have happened') },
    });
  });

  it('when nothing is asked of it, or its run is not held, refuses', async () => {
    await answer(one, 'retry');
    expect(await answer(one, 'retry')).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('nothing is asked') },
    });
    await answer(other, 'retry');
    expect(await answer(other, 'retry')).toMatchObject({ status: 409, body: { code: 'STATE_EVENT_NOT_ALLOWED' } });
  });

  it('when the answer or the step is none, or a scientist comes, refuses', async () => {
    expect((await answer(one, 'redo')).body.errors).toMatchObject([
      { pointer: '/choice', message: expect.stringContaining('retry, skip, happened') },
    ]);
    expect((await subject.post(`/v1/steps/${one}/answer`, 'technician', { choice: 'skip' })).body.errors).toMatchObject([
      { pointer: '/note' },
    ]);
    expect((await answer('00000000-0000-4000-8000-000000000000', 'skip')).status).toBe(404);
    expect((await answer('x', 'skip')).status).toBe(422);
    expect((await answer(one, 'skip', 'scientist')).status).toBe(403);
  });

  it('when two answer at once, takes one of them', async () => {
    const replies = await Promise.all([answer(one, 'retry'), answer(one, 'skip')]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('shows the questions among the jobs, at their instrument', async () => {
    const [instrument] = (await subject.get('/v1/jobs')).body.instruments;
    expect(instrument.questions.map((question: { id: string }) => question.id).toSorted()).toEqual([one, other].toSorted());
    expect(instrument.waiting).toEqual([]);
  });

  it('is also in the list of tasks, where it is answered with its evidence and consequences at hand, and told by report and timeline', async () => {
    const shown = (await subject.get(`/v1/tasks?run=${run}`, 'technician')).body.items as { id: string; stepInstance: string }[];
    const task = shown.find(({ stepInstance }) => stepInstance === one);
    expect(task).toMatchObject({
      kind: 'recovery',
      role: 'technician',
      recovery: { asksStep: true, instrument: 'shaker-1', places: [{ nest: 'shaker-1.plate', labware: null, name: null }] },
    });
    const path = `/v1/tasks/${task?.id}/recover`;
    const saw = { choice: 'not_happened', note: 'the latch has not moved' };
    expect(await subject.post(path, 'technician', saw)).toMatchObject({
      status: 422,
      body: { code: 'INPUT_INVALID', detail: expect.stringContaining('shaker-1.plate') },
    });
    expect((await subject.post(path, 'scientist', saw)).status).toBe(403);
    const places = [{ nest: 'shaker-1.plate', labware: null }];
    expect(await subject.post(path, 'technician', { ...saw, places })).toMatchObject({
      status: 200,
      body: { status: 'completed', answer: { choice: 'not_happened' }, note: saw.note },
    });
    expect((await subject.post(path, 'technician', { ...saw, places })).status).toBe(409);
    expect(await statusOf(one)).toBe('ready');
    await answer(other, 'skip');
    const { questions, deviations } = (await subject.get(`/v1/runs/${run}/report`)).body;
    expect(questions.map((each: { answer: string; note: string }) => [each.answer, each.note])).toEqual([
      ['not_happened', saw.note],
      ['skip', 'looked at it'],
    ]);
    expect(deviations).toMatchObject([{ kind: 'skipped', size: null, unit: null }]);
    expect((await shownRun()).deviated).toEqual(deviations);
    const { items } = (await subject.get(`/v1/runs/${run}/timeline`)).body;
    const marks = items.find(({ id }: { id: string }) => id === one).troubles as { what: string; message: string }[];
    expect(marks.find(({ what }) => what === 'answered')?.message).toBe(`not_happened: ${saw.note}`);
  });
});
