import { advanceOnce } from '@labwright/execution';
import { insertReadings } from '@labwright/persistence';
import { eventually, openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addApproved, addShaker } from '../fixtures/warm-shake';

const NOTHING = '00000000-0000-4000-8000-000000000000';

interface ShownStep {
  readonly id: string;
  readonly step: string;
  readonly status: string;
}

jest.setTimeout(30_000);

describe('runs', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let hash: string;

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

  const create = (body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Reply> =>
    subject.post('/v1/runs', 'scientist', { protocol: hash, ...body }, { headers });
  const stepOf = (run: Reply, step: string): ShownStep => run.body.steps.find((s: ShownStep) => s.step === step);

  it('when one is created and started, shows its state step by step', async () => {
    const made = await create({ priority: 5 });
    expect(made).toMatchObject({
      status: 201,
      body: {
        status: 'ready',
        priority: 5,
        simulated: true,
        protocol: { hash, name: 'spec-warm-shake' },
        bindings: { shaker: 'shaker-1' },
        parameters: { warmth: { value: 45, unit: 'Cel' } },
        approval: { reviewer: 'reviewer', selfApproved: false },
        labware: [{ name: 'plate', place: 'bench' }],
        startedAt: null,
      },
    });
    expect(stepOf(made, 'warm_shake')).toMatchObject({
      kind: 'operation',
      instrument: 'shaker-1',
      status: 'pending',
      attempt: 0,
      hold: { durationMs: 120_000, dueLab: null },
    });

    const id = made.body.id as string;
    const started = await subject.post(`/v1/runs/${id}/start`, 'scientist');
    expect(started).toMatchObject({
      status: 200,
      body: { status: 'running', startedAt: expect.any(String), startedLab: expect.any(String) },
    });
    await advanceOnce(test.database, id);
    const shown = await subject.get(`/v1/runs/${id}`, 'technician');
    expect(shown.body.steps[0]).toMatchObject({
      step: 'load.before.1',
      inserted: true,
      status: 'dispatched',
      attempt: 1,
      waitingFor: null,
    });

    const other = (await create()).body.id as string;
    await subject.post(`/v1/runs/${other}/start`, 'scientist');
    await advanceOnce(test.database, other);
    const waiting = await subject.get(`/v1/runs/${other}`);
    expect(waiting.body.steps[0]).toMatchObject({
      status: 'ready',
      waitingFor: expect.stringContaining(`shaker-1.plate is reserved by run ${id}`),
    });

    expect(await subject.post(`/v1/runs/${id}/pause`, 'technician', {})).toMatchObject({ status: 200, body: { status: 'paused' } });
    expect(await subject.post(`/v1/runs/${id}/resume`, 'technician')).toMatchObject({ status: 200, body: { status: 'running' } });
    expect(await subject.post(`/v1/runs/${id}/answer`, 'technician', { choice: 'redo', note: 'looked' })).toMatchObject({
      status: 409,
      body: { code: 'STATE_EVENT_NOT_ALLOWED', context: { state: 'running', event: 'answer' } },
    });
    expect(await subject.post(`/v1/runs/${id}/cancel`, 'technician', { reason: 'spilt' })).toMatchObject({
      status: 200,
      body: { status: 'stopping', stopReason: 'cancelled' },
    });
    const list = await subject.get('/v1/runs?status=stopping');
    expect(list.body.items.map((r: { id: string }) => r.id)).toEqual([id]);
    await subject.post(`/v1/runs/${other}/cancel`, 'scientist', { reason: 'not needed' });
  });

  it('when the same Idempotency-Key comes again, gives the same run; with another request, refuses', async () => {
    const first = await create({}, { 'idempotency-key': 'k-1' });
    const again = await create({}, { 'idempotency-key': 'k-1' });
    expect({ status: again.status, id: again.body.id }).toEqual({ status: 201, id: first.body.id });
    expect(await create({ priority: 9 }, { 'idempotency-key': 'k-1' })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect((await create({}, { 'idempotency-key': 'k-2' })).body.id).not.toBe(first.body.id);
    expect(await create({}, { 'idempotency-key': 'x'.repeat(201) })).toMatchObject({ status: 422, body: { errors: [{ in: 'header' }] } });
  });

  it('when ten requests with one key come at once, makes one run', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => create({}, { 'idempotency-key': 'at-once' })));
    expect(replies.map((r) => r.status)).toEqual(replies.map(() => 201));
    expect(new Set(replies.map((r) => r.body.id)).size).toBe(1);
  });

  it.each([
    ['a protocol that is not there', { protocol: 'f'.repeat(64) }, 404, 'NOT_FOUND'],
    ['values that were not approved', { parameters: { warmth: { value: 55, unit: 'Cel' } } }, 409, 'APPROVAL_MISSING'],
    ['values outside of the protocol', { parameters: { warmth: { value: 90, unit: 'Cel' } } }, 422, 'PROTOCOL_DOES_NOT_COMPILE'],
    ['a bare number', { parameters: { warmth: 45 } }, 422, 'INPUT_INVALID'],
    ['a priority that is too high', { priority: 101 }, 422, 'INPUT_INVALID'],
    ['an unknown field', { protokoll: 'x' }, 422, 'INPUT_INVALID'],
    ['a binding to nothing', { bindings: { shaker: 'nobody' } }, 422, 'PROTOCOL_DOES_NOT_COMPILE'],
  ])('when it is asked for with %s, refuses', async (_title, change, status, code) => {
    const reply = await create(change);
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
  });

  it('when there is none of that id, every route of a run says so', async () => {
    for (const part of ['', '/readings', '/commands', '/events'])
      expect((await subject.get(`/v1/runs/${NOTHING}${part}`)).body.code).toBe('NOT_FOUND');
    expect((await subject.post(`/v1/runs/${NOTHING}/start`, 'scientist')).body.code).toBe('NOT_FOUND');
  });

  it('when a list is longer than a page, goes on after it, and refuses a cursor that is none', async () => {
    const ids: string[] = [];
    let after = '';
    do {
      const { body } = await subject.get(`/v1/runs?limit=2${after}`);
      ids.push(...body.items.map((r: { id: string }) => r.id));
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    const [row] = await test.database.query<{ n: number }>('select count(*)::int as n from lab.runs');
    expect({ all: ids.length, different: new Set(ids).size }).toEqual({ all: row?.n, different: row?.n });
    expect(await subject.get(`/v1/runs?after=${NOTHING}`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('not a cursor') },
    });
  });

  it('when a run is asked for again and nothing has changed, answers 304; when it has, shows it', async () => {
    const { id } = (await create()).body;
    const shown = await subject.get(`/v1/runs/${id}`);
    const etag = shown.headers.get('etag') ?? '';
    expect([etag, shown.headers.get('cache-control')]).toEqual([expect.stringMatching(/^W\/"[\w-]{22}"$/), 'private, no-cache']);
    const again = (tag: string) => subject.call('GET', `/v1/runs/${id}`, { as: 'technician', headers: { 'if-none-match': tag } });
    expect(await again(etag)).toMatchObject({ status: 304, body: '' });
    expect((await again('"other"')).status).toBe(200);
    await subject.post(`/v1/runs/${id}/cancel`, 'scientist', { reason: 'spec' });
    expect(await again(etag)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  });

  it('finds runs by protocol, maker, time and text, and takes no text for a pattern', async () => {
    const count = async (query: string): Promise<number> => (await subject.get(`/v1/runs?limit=500&${query}`)).body.items.length;
    const [row] = await test.database.query<{ n: number; id: string }>(
      `select count(*)::int as n, (array_agg(id::text))[1] as id from lab.runs`,
    );
    const { n: all = 0, id = '' } = row ?? {};
    for (const query of ['protocol=spec-warm-shake', 'createdBy=scientist', 'from=2020-01-01T00:00:00Z', 'q=WARM', 'q=coloured', 'q=1.0.0'])
      expect({ query, found: await count(query) }).toEqual({ query, found: all });
    for (const query of ['protocol=warm', 'createdBy=nobody', 'to=2020-01-01T00:00:00Z', 'q=%25', 'q=s_ec', 'q=%5C', "q='"])
      expect({ query, found: await count(query) }).toEqual({ query, found: 0 });
    expect(await count(`q=${id.slice(0, 13)}`)).toBe(1);
    expect(await subject.get('/v1/runs?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'query', pointer: '/to' }] },
    });
    expect((await subject.get('/v1/runs?q=%20')).status).toBe(422);
  });

  it('when there are commands and readings, shows bytes, times and what they belong to', async () => {
    const run = (await create()).body;
    const step = run.steps.find((s: ShownStep) => s.step === 'warm_shake').id as string;
    const commands = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    for (const [i, id] of commands.entries()) {
      await test.database.query(
        `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes, reply_bytes, replied_at, duration_ms, outcome)
         values ($1, 'shaker-1', 1, $2, $3, 1, 'setpoint', 'ensureTemperature 45', $4, $5, now(), $6, $7)`,
        [
          id,
          run.id,
          step,
          Buffer.from('M104 S45\r\n'),
          i === 0 ? Buffer.from([0x6f, 0x6b, 0x0d, 0xff]) : null,
          i === 0 ? 12.5 : null,
          i === 0 ? 'succeeded' : null,
        ],
      );
    }
    const { body: journal } = await subject.get(`/v1/runs/${run.id}/commands?limit=1`);
    expect(journal.items).toMatchObject([
      {
        id: commands[0],
        step: 'warm_shake',
        kind: 'setpoint',
        label: 'ensureTemperature 45',
        intent: { hex: '4d313034205334350d0a', text: 'M104 S45\\r\\n' },
        reply: { hex: '6f6b0dff', text: 'ok\\r\\xff' },
        durationMs: 12.5,
        outcome: 'succeeded',
      },
    ]);
    const { body: rest } = await subject.get(`/v1/runs/${run.id}/commands?after=${journal.next}`);
    expect(rest).toMatchObject({ items: [{ id: commands[1], reply: null, outcome: null }], next: null });

    const reading = {
      runId: run.id,
      stepInstanceId: step,
      instrumentId: 'shaker-1',
      simulated: true,
      atWall: new Date(),
      atLab: new Date(),
      unit: 'Cel',
      quality: 'ok' as const,
    };
    await test.database.transaction((tx) =>
      insertReadings(tx, [
        { ...reading, name: 'temperature', value: 44.9, target: 45, raw: Buffer.from('T:44.9'), commandId: commands[0] ?? '' },
        { ...reading, name: 'speed', value: null, quality: 'missing', unit: '{rpm}', raw: Buffer.from('?'), commandId: commands[1] ?? '' },
      ]),
    );
    const { body: readings } = await subject.get(`/v1/runs/${run.id}/readings?name=temperature`);
    expect(readings).toMatchObject({
      items: [{ name: 'temperature', value: 44.9, unit: 'Cel', target: 45, step: 'warm_shake', simulated: true, command: commands[0] }],
      next: null,
    });
    expect((await subject.get(`/v1/runs/${run.id}/readings`)).body.items).toHaveLength(2);
    expect((await subject.get(`/v1/runs/${run.id}/readings?after=x`)).status).toBe(422);
  });

  it('when something has happened, lists it in order', async () => {
    const { id } = (await create()).body;
    await subject.post(`/v1/runs/${id}/start`, 'scientist');
    // An event is listed when every older transaction of the server is over.
    const items = await eventually('two events', 3_000, async () => {
      const { body } = await subject.get(`/v1/runs/${id}/events`);
      return body.items.length === 2 ? (body.items as unknown[]) : null;
    });
    expect(items).toMatchObject([
      { type: 'run.created', actor: 'user:scientist', run: id },
      { type: 'run.started', data: { status: 'running' } },
    ]);
    expect(await subject.get(`/v1/runs/${id}/events?after=nonsense`)).toMatchObject({ status: 400 });
    await subject.post(`/v1/runs/${id}/cancel`, 'scientist', { reason: 'spec' });
  });
});
