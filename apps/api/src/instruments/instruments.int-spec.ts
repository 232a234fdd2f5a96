import { openTestDatabase, eventually, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addDriver, registration } from '../fixtures/warm-shake';

describe('instruments', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url, { testWaitMs: 600 });
    await addDriver(test.database);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const register = (change: Record<string, unknown>) =>
    subject.post('/v1/instruments', 'automation_engineer', { ...registration, ...change });

  /** Answers the open request as a bench agent does. */
  async function answer(status: 'done' | 'failed', result: unknown): Promise<void> {
    const [request] = await eventually('a request for the bench agent', 2_000, async () => {
      const rows = await test.database.query<{ id: string }>(
        `select id from lab.agent_requests where status = 'pending' order by created_at desc`,
      );
      return rows.length > 0 ? rows : null;
    });
    await test.database.query(`update lab.agent_requests set status = $2, result = $3::jsonb, finished_at = now() where id = $1`, [
      request?.id,
      status,
      JSON.stringify(result),
    ]);
  }

  it('when one is registered, shows it with its model, its nests and its state', async () => {
    const made = await register({
      settings: { serialNumber: 'HS-1' },
      limits: { 'shaking_incubation.speed': { min: 200, max: 800 } },
      location: 'bench A',
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: 'shaker-1',
        vendor: 'Spec',
        agent: 'bench-1',
        link: 'offline',
        activity: 'idle',
        service: 'available',
        simulated: true,
        nests: [{ place: 'shaker-1.plate', reservedBy: null, labware: null }],
      },
    });
    expect((await subject.get('/v1/instruments/shaker-1')).body).toEqual(made.body);
    expect((await subject.get('/v1/instruments')).body).toEqual({ items: [made.body], next: null });
  });

  it.each([
    ['an unknown field', { baudrate: 9600 }, '/baudrate', 'allowed: id, driver, url'],
    ['an unknown driver', { id: 'x', driver: 'nobody' }, '/driver', 'known: spec-heater-shaker'],
    ['a transport that the driver lacks', { id: 'x', url: 'mqtt://host/x' }, '/url', 'serial:// or tcp://'],
    ['a URL that is none', { id: 'x', url: 'COM3' }, '/url', 'a URL such as'],
    ['an id with a slash', { id: '../x' }, '/id', 'lower-case'],
    [
      'a limit outside of the driver',
      { id: 'x', limits: { 'shaking_incubation.speed': { min: 0, max: 9_000 } } },
      '/limits/shaking_incubation.speed',
      '200 to 3000',
    ],
    [
      'a limit that is not a number',
      { id: 'x', limits: { 'shaking_incubation.speed': { min: '0', max: 1 } } },
      '/limits/shaking_incubation.speed/min',
      'number',
    ],
    ['an unknown setting', { id: 'x', settings: { colour: 'red' } }, '/settings', 'allowed: serialNumber'],
    ['a setting of the wrong type', { id: 'x', settings: { serialNumber: 7 } }, '/settings/serialNumber', 'is 7; text is needed'],
  ])('when it comes with %s, refuses and says where and what is allowed', async (_title, change, pointer, text) => {
    const { status, type, body } = await register({ url: 'serial:///dev/spec-9', ...change });
    expect({ status, type, code: body.code }).toEqual({ status: 422, type: 'application/problem+json', code: 'INPUT_INVALID' });
    expect(body.errors.map((e: { pointer: string }) => e.pointer)).toContain(pointer);
    expect(body.detail).toContain(text);
  });

  it('when id or address are taken, says which', async () => {
    expect(await register({ id: 'shaker-2' })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('serial:///dev/spec-1') },
    });
    expect(await register({ url: 'serial:///dev/spec-2' })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  it('when there is none of that id, says so', async () => {
    expect(await subject.get('/v1/instruments/nobody')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', context: { kind: 'instrument', id: 'nobody' } },
    });
    expect(await subject.get('/v1/drivers/nobody')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('when the list is longer than a page, goes on after it', async () => {
    await register({ id: 'a-first', url: 'tcp://127.0.0.1:9001' });
    const first = (await subject.get('/v1/instruments?limit=1')).body;
    expect(first.items.map((i: { id: string }) => i.id)).toEqual(['a-first']);
    const second = (await subject.get(`/v1/instruments?limit=1&after=${first.next}`)).body;
    expect({ ids: second.items.map((i: { id: string }) => i.id), next: second.next }).toEqual({ ids: ['shaker-1'], next: null });
  });

  it('when the bench agent answers a test in time, gives what it found', async () => {
    const result = {
      ok: true,
      identity: { model: 'Heater-Shaker', serialNumber: 'HS-1' },
      checks: [{ verb: 'ensureStopped', holds: true, evidence: 'M123: 0' }],
      roundTripMs: 1.5,
    };
    const [reply] = await Promise.all([subject.post('/v1/instruments/shaker-1/test', 'automation_engineer'), answer('done', result)]);
    expect(reply).toMatchObject({ status: 200, body: { status: 'done', instrument: 'shaker-1', ...result } });
    expect((await subject.get(reply.body.href)).body).toEqual(reply.body);
  });

  it('when the test fails, gives a problem that says what is wrong', async () => {
    const error = {
      code: 'DRIVER_TIMEOUT',
      message: 'shaker-1 (serial:///dev/spec-1): no reply to M115 in 1000 ms; is it switched on?',
      context: { phase: 'reply' },
    };
    const [reply] = await Promise.all([
      subject.post('/v1/instruments/shaker-1/test', 'automation_engineer'),
      answer('failed', { ok: false, error }),
    ]);
    expect(reply).toMatchObject({
      status: 504,
      type: 'application/problem+json',
      body: { code: 'DRIVER_TIMEOUT', detail: error.message, context: { phase: 'reply' } },
    });
  });

  it('when the bench agent does not answer in time, says where the answer will be', async () => {
    const reply = await subject.post('/v1/instruments/shaker-1/test', 'automation_engineer');
    expect(reply).toMatchObject({ status: 202, body: { status: 'pending', ok: null } });
    expect(reply.headers.get('location')).toBe(reply.body.href);
    await answer('done', { ok: true });
    expect((await subject.get(reply.body.href)).body).toMatchObject({ status: 'done', ok: true });
  });

  it('when it is retired, keeps its record and takes no test', async () => {
    await register({ id: 'old-one', url: 'tcp://127.0.0.1:9002' });
    expect(await subject.post('/v1/instruments/old-one/retire', 'admin', {})).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    });
    expect(await subject.post('/v1/instruments/old-one/retire', 'admin', { reason: 'lamp broken' })).toMatchObject({
      status: 200,
      body: { service: 'retired', serviceReason: 'lamp broken' },
    });
    expect((await subject.post('/v1/instruments/old-one/test', 'admin')).status).toBe(409);
    expect((await subject.post('/v1/instruments/old-one/retire', 'admin', { reason: 'again' })).body.code).toBe('STATE_EVENT_NOT_ALLOWED');
  });
});
