import { OperatorLog } from '@labwright/telemetry';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

const PASSWORD = 'seven quiet plates hum';
const ELSEWHERE = 'https://pages.example';

describe('the API towards a hostile network', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  const lines: string[] = [];

  beforeAll(async () => {
    test = await openTestDatabase();
    const write = (line: string): void => void lines.push(line);
    const requestLog = new OperatorLog({ service: 'api', format: 'json', level: 'debug', out: write, err: write });
    subject = await ApiFixture.start(test.database, test.url, { requestLog });
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  it.each(['/v1/me', '/v1/nothing', '/v1/health', '/docs'])('lets no page from elsewhere frame, guess at or read %s', async (path) => {
    const { headers } = await subject.call('GET', path, { as: 'scientist', headers: { origin: ELSEWHERE } });
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
    });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('answers no preflight of a page from elsewhere', async () => {
    const asks = { origin: ELSEWHERE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const { status, headers } = await subject.call('OPTIONS', '/v1/runs', { headers: asks });
    expect(status).toBeGreaterThanOrEqual(400);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('takes no body that a form of a page from elsewhere can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await subject.post('/v1/runs', 'scientist', '{"protocol":"x"}', { type })).status).toBe(415);
  });

  it('writes no key, password, cookie or link into its log, also not when what is asked breaks', async () => {
    const { body: made } = await subject.post('/v1/principals', 'admin', { name: 'ada', roles: ['reviewer'] });
    const { body: link } = await subject.post(`/v1/principals/${made.id}/password-link`, 'admin');
    const token = link.path.split('#')[1] as string;
    await subject.call('POST', '/v1/setup', { body: { token, password: PASSWORD } });
    const begun = await subject.call('POST', '/v1/session', { body: { name: 'ada', password: PASSWORD } });
    const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
    const csrf = begun.body.csrfToken as string;
    const { body: key } = await subject.post(`/v1/principals/${made.id}/keys`, 'admin', { label: 'laptop' });
    await test.asOwner('alter table lab.runs rename to away');
    try {
      const headers = { cookie, 'x-csrf-token': csrf };
      expect((await subject.call('GET', `/v1/runs?key=${key.key}`, { headers })).status).toBeGreaterThanOrEqual(400);
      expect((await subject.call('GET', '/v1/runs', { headers: { authorization: `Bearer ${key.key}` } })).status).toBe(500);
    } finally {
      await test.asOwner('alter table lab.away rename to runs');
    }
    await subject.call('POST', `/v1/protocols/${'0'.repeat(64)}/approve`, {
      headers: { cookie, 'x-csrf-token': csrf },
      body: { credential: PASSWORD },
    });
    const said = [...lines, ...subject.logged].join('\n');
    expect(said).toContain('/v1/runs');
    for (const secret of [PASSWORD, token, cookie.split('=')[1] ?? '', csrf, key.key as string]) {
      expect(secret.length).toBeGreaterThan(15);
      expect(said).not.toContain(secret);
    }
  });
});
