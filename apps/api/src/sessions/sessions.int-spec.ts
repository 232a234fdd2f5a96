import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';

const GOOD = 'seven quiet plates hum';

describe('sessions of people', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let ada: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    const made = await subject.post('/v1/principals', 'admin', { name: 'ada', roles: ['scientist'] });
    ada = made.body.id;
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const linkOf = async (id: string): Promise<string> => {
    const { status, body } = await subject.post(`/v1/principals/${id}/password-link`, 'admin');
    expect(status).toBe(201);
    return /^\/setup#([\w-]+)$/.exec(body.path)?.[1] ?? '';
  };
  const setUp = (token: string, password: string): Promise<Reply> => subject.call('POST', '/v1/setup', { body: { token, password } });
  const signIn = (name: string, password: string): Promise<Reply> => subject.call('POST', '/v1/session', { body: { name, password } });
  const cookieOf = ({ headers }: Reply): string => headers.get('set-cookie')?.split(';')[0] ?? '';

  it('begin with a link that works once, and a password that is good', async () => {
    const link = await linkOf(ada);
    expect(await setUp(link, 'short')).toMatchObject({ status: 422, body: { detail: expect.stringContaining('has 5 characters') } });
    expect(await setUp(link, 'ada and the machines')).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('your name') },
    });
    expect(await setUp(link, 'aaaaaaaaaaaaaaaaaa')).toMatchObject({ status: 422 });
    expect(await setUp(link, GOOD)).toMatchObject({ status: 200, body: { name: 'ada' } });
    expect(await setUp(link, GOOD)).toMatchObject({ status: 401, body: { code: 'ACCESS_UNAUTHENTICATED' } });
    const [{ hash } = { hash: '' }] = await test.database.query<{ hash: string }>(
      'select password_hash as hash from lab.principals where id = $1',
      [ada],
    );
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const { body } = await subject.get(`/v1/principals/${ada}`, 'admin');
    expect(body.passwordSetAt).toEqual(expect.any(String));
    expect(JSON.stringify(body)).not.toContain('argon2');
  });

  it('are a cookie that scripts do not see, and changes need the token of the session beside it', async () => {
    const begun = await signIn('ada', GOOD);
    expect(begun).toMatchObject({ status: 201, body: { principal: { name: 'ada', keyId: null, roles: ['scientist'] } } });
    expect(begun.headers.get('set-cookie')).toMatch(/^labwright_session=[\w-]+; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
    const cookie = cookieOf(begun);
    const me = await subject.call('GET', '/v1/me', { headers: { cookie } });
    expect(me.body).toMatchObject({ name: 'ada', csrfToken: begun.body.csrfToken, scopes: expect.arrayContaining(['runs:write']) });
    const lot = { body: { material: 'lb', lot: 'L1' } };
    const forged = await subject.call('POST', '/v1/runs', { ...lot, headers: { cookie } });
    expect(forged).toMatchObject({ status: 403, body: { code: 'ACCESS_CSRF', context: { header: 'X-CSRF-Token' } } });
    const wrong = await subject.call('POST', '/v1/runs', { ...lot, headers: { cookie, 'x-csrf-token': 'a'.repeat(43) } });
    expect(wrong).toMatchObject({ status: 403, body: { code: 'ACCESS_CSRF' } });
    const right = await subject.call('POST', '/v1/runs', { ...lot, headers: { cookie, 'x-csrf-token': begun.body.csrfToken } });
    expect(right).toMatchObject({ status: 422, body: { code: 'INPUT_INVALID' } });
    const stop = await subject.call('POST', '/v1/estop', { body: {}, headers: { cookie } });
    expect(stop).toMatchObject({ status: 403, body: { code: 'ACCESS_CSRF' } });
    const ended = await subject.call('DELETE', '/v1/session', { headers: { cookie, 'x-csrf-token': begun.body.csrfToken } });
    expect(ended.status).toBe(204);
    expect((await subject.call('GET', '/v1/me', { headers: { cookie } })).status).toBe(401);
  });

  it('end by time, by idling, when the password changes, and when the principal is disabled', async () => {
    const session = async (): Promise<string> => cookieOf(await signIn('ada', GOOD));
    const status = async (cookie: string): Promise<number> => (await subject.call('GET', '/v1/me', { headers: { cookie } })).status;
    for (const change of [`expires_at = now()`, `last_seen_at = now() - interval '121 minutes'`]) {
      const cookie = await session();
      expect(await status(cookie)).toBe(200);
      await test.database.query(`update lab.sessions set ${change} where ended_at is null`);
      expect(await status(cookie)).toBe(401);
    }
    const [kept, other] = [await signIn('ada', GOOD), await session()];
    const headers = { cookie: cookieOf(kept), 'x-csrf-token': kept.body.csrfToken };
    const change = (current: string, password: string) => subject.call('PUT', '/v1/me/password', { body: { current, password }, headers });
    expect((await change('not the password', 'nine green lamps glow')).status).toBe(401);
    expect((await change(GOOD, 'nine green lamps glow')).status).toBe(204);
    expect([await status(headers.cookie), await status(other)]).toEqual([200, 401]);
    expect((await subject.call('PATCH', `/v1/principals/${ada}`, { as: 'admin', body: { disabled: true } })).body).toMatchObject({
      disabledAt: expect.any(String),
    });
    expect(await status(headers.cookie)).toBe(401);
    expect((await signIn('ada', 'nine green lamps glow')).status).toBe(401);
    await subject.call('PATCH', `/v1/principals/${ada}`, { as: 'admin', body: { disabled: false } });
    await setUp(await linkOf(ada), GOOD);
  });

  it('tell no more of a name that nobody has than of a wrong password, and lock both after ten', async () => {
    const detail = async (name: string) => (await signIn(name, 'a wrong one, surely')).body.detail;
    expect(await detail('ada')).toBe(await detail('nobody'));
    for (let tries = 0; tries < 9; tries++) expect((await signIn('nobody', 'a wrong one, surely')).status).toBe(401);
    const locked = await signIn('nobody', 'a wrong one, surely');
    expect(locked).toMatchObject({ status: 429, body: { code: 'ACCESS_RATE_LIMITED' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await signIn('ada', GOOD)).status).toBe(201);
  });

  it('are for people: a service, a model and a device get no link, and the last two no role', async () => {
    const made = await subject.post('/v1/principals', 'admin', { name: 'drafter', kind: 'model', roles: [] });
    expect(made).toMatchObject({ status: 201, body: { kind: 'model', roles: [] } });
    expect((await subject.post(`/v1/principals/${made.body.id}/password-link`, 'admin')).status).toBe(409);
    expect((await subject.post('/v1/principals', 'admin', { name: 'm2', kind: 'model', roles: ['admin'] })).status).toBe(422);
    expect((await subject.post('/v1/principals', 'admin', { name: 's2', kind: 'service', roles: [] })).status).toBe(422);
  });

  it('the last administrator stays one', async () => {
    const { body } = await subject.get('/v1/me', 'admin');
    const change = await subject.call('PATCH', `/v1/principals/${body.id}`, { as: 'admin', body: { roles: ['scientist'] } });
    expect(change).toMatchObject({ status: 409, body: { detail: expect.stringContaining('last administrator') } });
  });

  it('a key that is limited does what it is limited to, says so, and stops everything all the same', async () => {
    const given = await subject.post(`/v1/principals/${ada}/keys`, 'admin', { label: 'dashboard', scopes: ['lab:read'] });
    const headers = { authorization: `Bearer ${given.body.key}` };
    expect((await subject.call('GET', '/v1/runs', { headers })).status).toBe(200);
    const refused = await subject.call('POST', '/v1/runs', { headers, body: {} });
    expect(refused).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('this key is limited to lab:read, estop:write') },
    });
    expect((await subject.call('POST', '/v1/estop', { headers, body: {} })).status).toBe(200);
  });

  it('the page of the link loads nothing from elsewhere, and its script is the one that its policy names', async () => {
    const { body, headers, type } = await subject.call('GET', '/setup');
    expect(type).toContain('text/html');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
    expect(body).not.toMatch(/(?:src|href)=/);
  });

  it('no password and no token is in the log', () => {
    const logged = subject.logged.join('\n');
    for (const secret of [GOOD, 'nine green lamps glow', 'labwright_session=']) expect(logged).not.toContain(secret);
  });
});

describe('rate limits', () => {
  it('refuse a principal that asks too often with the time to wait, others go on, and a stop is never counted', async () => {
    const test = await openTestDatabase();
    const subject = await ApiFixture.start(test.database, test.url, { requestsPerSecond: 2 });
    const statuses = new Map<number, number>();
    for (let n = 0; n < 30; n++) {
      const { status } = await subject.get('/v1/clock', 'scientist');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(statuses.get(200)).toBe(20);
    const refused = await subject.get('/v1/clock', 'scientist');
    expect(refused).toMatchObject({ status: 429, type: 'application/problem+json', body: { code: 'ACCESS_RATE_LIMITED' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await subject.get('/v1/clock', 'technician')).status).toBe(200);
    expect((await subject.post('/v1/estop', 'scientist', {})).status).toBe(200);
    await subject.stop();
    await test.drop();
  });

  it('refuse an address that guesses keys', async () => {
    const test = await openTestDatabase();
    const subject = await ApiFixture.start(test.database, test.url);
    const guess = (n: number) => subject.call('GET', '/v1/me', { headers: { authorization: `Bearer lw_${String(n).padStart(43, 'a')}` } });
    const answers: number[] = [];
    for (let n = 0; n < 70; n++) answers.push((await guess(n)).status);
    expect(answers.slice(0, 60).every((status) => status === 401)).toBe(true);
    expect(answers.at(-1)).toBe(429);
    await subject.stop();
    await test.drop();
  });
});
