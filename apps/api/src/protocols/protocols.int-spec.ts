import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';

const YAML = { type: 'application/yaml' };

jest.setTimeout(30_000);

describe('protocols', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    await subject.principal('both', 'scientist', 'reviewer');
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const submit = (text: string, as = 'scientist', type = 'application/yaml'): Promise<Reply> =>
    subject.post('/v1/protocols', as, text, { type });

  it('when one is submitted as YAML, keeps the text as it came and waits for a review', async () => {
    const text = warmShake();
    const made = await submit(text);
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'spec-warm-shake', version: '1.0.0', status: 'in_review', author: { name: 'scientist' }, reviews: [] },
    });
    const source = await subject.get(`/v1/protocols/${made.body.hash}/source`);
    expect({ type: source.type, text: source.body }).toEqual({ type: 'text/plain; charset=utf-8', text });
    expect((await subject.get(`/v1/protocols/${made.body.hash}`)).body).toEqual(made.body);
    const { items } = (await subject.get('/v1/protocols?status=in_review')).body;
    expect(items.map((p: { hash: string }) => p.hash)).toContain(made.body.hash);
  });

  it('when the same content comes again as JSON, is the same protocol', async () => {
    const first = await submit(warmShake('1.1.0'));
    const again = await submit(JSON.stringify(first.body.document), 'scientist', 'application/json');
    expect({ status: again.status, hash: again.body.hash }).toEqual({ status: 201, hash: first.body.hash });
  });

  it('when another content has a name and version that are there, says that it needs a new version', async () => {
    await submit(warmShake('1.2.0'));
    const other = await submit(warmShake('1.2.0').replace('value: 500', 'value: 600'));
    expect(other).toMatchObject({ status: 409, body: { code: 'CONFLICT', detail: expect.stringContaining('new version') } });
  });

  it.each([
    ['a bare number', "speed: { value: 500, unit: '{rpm}' }", 'speed: 500', '/steps/1/with/speed', 25],
    ['400 Cel', 'param: warmth', 'value: 400, unit: Cel', '/steps/1/with/temperature', 24],
    ['an unknown field', 'duration: { value: 2, unit: min }', 'durration: { value: 2, unit: min }', '/steps/1/durration', 26],
  ])('when it holds %s, refuses it with the place in the text', async (_title, good, bad, path, line) => {
    const text = warmShake('2.0.0').replace(good, bad);
    const { status, type, body } = await submit(text);
    expect({ status, type, code: body.code }).toEqual({ status: 422, type: 'application/problem+json', code: 'PROTOCOL_DOES_NOT_COMPILE' });
    const found = body.diagnostics.find((d: { path: string; severity: string }) => d.path.startsWith(path) && d.severity === 'error');
    expect(found).toMatchObject({ code: expect.stringMatching(/^E_/), position: { line, column: expect.any(Number) } });
    const checked = await subject.post('/v1/protocols/validate', 'scientist', text, YAML);
    expect(checked).toMatchObject({ status: 200, body: { valid: false, plan: null, diagnostics: body.diagnostics } });
  });

  it('when it is only validated, gives the plan and keeps nothing', async () => {
    const { status, body } = await subject.post('/v1/protocols/validate', 'scientist', warmShake('9.0.0'), YAML);
    expect({ status, valid: body.valid, bindings: body.plan.bindings }).toEqual({
      status: 200,
      valid: true,
      bindings: { shaker: 'shaker-1' },
    });
    expect(body.takes).toMatchObject({
      expectedMs: body.plan.expectedMs,
      handsOnMs: 120_000,
      criticalPath: body.plan.schedule.criticalPath,
    });
    expect(body.takes.longestUnattendedMs).toBeGreaterThan(120_000);
    expect((await subject.get(`/v1/protocols/${body.hash}`)).status).toBe(404);
  });

  it.each([
    ['nothing', ''],
    ['a text that is no document', 'hello'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an anchor bomb', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'],
  ])('when the body is %s, refuses it with a diagnostic', async (_title, text) => {
    expect(await submit(text)).toMatchObject({
      status: 422,
      body: { code: 'PROTOCOL_DOES_NOT_COMPILE', diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'E_SCHEMA' })]) },
    });
  });

  it('when another principal approves it, signs parameters and limits', async () => {
    const { hash } = (await submit(warmShake('3.0.0'))).body;
    const approval = { meaning: 'I have read it', days: 5, parameters: { warmth: { value: 50, unit: 'Cel' } } };
    const signed = await subject.sign(`/v1/protocols/${hash}/approve`, 'reviewer', approval);
    expect(signed).toMatchObject({
      status: 201,
      body: {
        decision: 'approved',
        meaning: 'I have read it',
        selfApproved: false,
        reviewer: { name: 'reviewer' },
        parameters: { warmth: { value: 50, unit: 'Cel' } },
        envelope: { simulatedOnly: true, limits: { 'ensureTemperature.target': { min: 50, max: 50 } } },
      },
    });
    expect(Date.parse(signed.body.expiresAt) - Date.now()).toBeLessThan(5 * 86_400_000);
    expect((await subject.get(`/v1/protocols/${hash}`)).body).toMatchObject({ status: 'approved', reviews: [{ id: signed.body.id }] });
  });

  it('when it is asked for again and nobody has reviewed it meanwhile, answers 304', async () => {
    const { hash } = (await submit(warmShake('3.2.0'))).body;
    const again = async (tag: string) =>
      (await subject.call('GET', `/v1/protocols/${hash}`, { as: 'reviewer', headers: { 'if-none-match': tag } })).status;
    const etag = (await subject.get(`/v1/protocols/${hash}`)).headers.get('etag') ?? '';
    expect(await again(etag)).toBe(304);
    await subject.sign(`/v1/protocols/${hash}/reject`, 'reviewer', { reason: 'spec' });
    expect(await again(etag)).toBe(200);
  });

  it('when it is rejected, says so and takes no approval any more', async () => {
    const { hash } = (await submit(warmShake('3.1.0'))).body;
    expect(await subject.sign(`/v1/protocols/${hash}/reject`, 'reviewer', { reason: 'too warm' })).toMatchObject({
      status: 200,
      body: { status: 'rejected', reviews: [{ decision: 'rejected', meaning: 'too warm' }] },
    });
    expect((await subject.sign(`/v1/protocols/${hash}/approve`, 'reviewer', { meaning: 'yes' })).body.code).toBe('STATE_EVENT_NOT_ALLOWED');
  });

  it('when the credential is not given once more, or is another one, signs nothing', async () => {
    const { hash } = (await submit(warmShake('3.3.0'))).body;
    const path = `/v1/protocols/${hash}/approve`;
    expect(await subject.post(path, 'reviewer', { meaning: 'yes' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/credential' }] },
    });
    const other = await subject.post(path, 'reviewer', { meaning: 'yes', credential: subject.keyOf('scientist') });
    expect(other).toMatchObject({ status: 401, body: { code: 'ACCESS_UNAUTHENTICATED' } });
    expect((await subject.get(`/v1/protocols/${hash}`)).body.reviews).toEqual([]);
    expect((await subject.sign(path, 'reviewer', { meaning: 'yes' })).body).toMatchObject({
      signedWith: 'key',
      reviewerRoles: ['reviewer'],
    });
  });

  it('when it is revoked, says by whose words, and takes no approval any more', async () => {
    const { hash } = (await submit(warmShake('3.4.0'))).body;
    await subject.sign(`/v1/protocols/${hash}/approve`, 'reviewer', { meaning: 'yes' });
    const revoked = await subject.sign(`/v1/protocols/${hash}/revoke`, 'reviewer', { reason: 'another dye' });
    expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked', reviews: [{ revocationReason: 'another dye' }] } });
    expect((await subject.sign(`/v1/protocols/${hash}/approve`, 'reviewer', { meaning: 'yes' })).body.code).toBe('STATE_EVENT_NOT_ALLOWED');
    expect((await subject.post('/v1/runs', 'scientist', { protocol: hash })).body.code).toBe('APPROVAL_MISSING');
  });

  it('when the author approves it where the lab does not allow that, refuses', async () => {
    const { hash } = (await submit(warmShake('4.0.0'), 'both')).body;
    for (const approval of [{ meaning: 'mine' }, { meaning: 'mine', selfApprove: true }]) {
      expect(await subject.sign(`/v1/protocols/${hash}/approve`, 'both', approval)).toMatchObject({
        status: 403,
        body: { code: 'ACCESS_SELF_APPROVAL' },
      });
    }
  });

  it('when the lab allows it, the author has to ask for it, and it is stamped on the approval and on the run', async () => {
    const other = await openTestDatabase();
    const lenient = await ApiFixture.start(other.database, other.url, { selfApprovalAllowed: true });
    try {
      await addShaker(lenient);
      await lenient.principal('both', 'scientist', 'reviewer');
      const { hash } = (await lenient.post('/v1/protocols', 'both', warmShake(), YAML)).body;
      expect((await lenient.sign(`/v1/protocols/${hash}/approve`, 'both', { meaning: 'mine' })).status).toBe(403);
      expect(await lenient.sign(`/v1/protocols/${hash}/approve`, 'both', { meaning: 'mine', selfApprove: true })).toMatchObject({
        status: 201,
        body: { selfApproved: true },
      });
      const run = await lenient.post('/v1/runs', 'both', { protocol: hash });
      expect(run).toMatchObject({ status: 201, body: { selfApproved: true, approval: { selfApproved: true, reviewer: 'both' } } });
    } finally {
      await lenient.stop();
      await other.drop();
    }
  });
});
