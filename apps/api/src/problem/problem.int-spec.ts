import { request as httpRequest } from 'node:http';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

const FIFTY_MB = 50 * 1024 * 1024;

interface Sent {
  readonly status: number;
  readonly body: { code: string; detail: string };
  readonly sentBytes: number;
}

describe('a request that is wrong', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  /** Sends a body in pieces as fast as the connection takes them, whatever is answered, until the connection ends. */
  function pour(as: string | undefined, headers: Record<string, string>): Promise<Sent> {
    return new Promise((resolve) => {
      const all = { ...subject.headersOf(as ? { as } : {}), 'content-type': 'application/yaml', ...headers };
      const outgoing = httpRequest(`${subject.url}/v1/protocols`, { method: 'POST', headers: all });
      const piece = Buffer.alloc(64 * 1024, 'a');
      let sentBytes = 0;
      let status = 0;
      let text = '';
      const more = (): void => {
        while (sentBytes < FIFTY_MB && !outgoing.destroyed) {
          sentBytes += piece.length;
          if (!outgoing.write(piece)) return void outgoing.once('drain', more);
        }
        if (!outgoing.destroyed) outgoing.end();
      };
      const over = (): void => resolve({ status, body: JSON.parse(text), sentBytes });
      outgoing.on('error', () => undefined).on('close', over);
      outgoing.on('response', (response) => {
        status = response.statusCode ?? 0;
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      });
      more();
    });
  }

  it.each([
    ['announces 50 MB', 'scientist', { 'content-length': String(FIFTY_MB) }, 413],
    ['sends 50 MB without saying so before', 'scientist', { 'transfer-encoding': 'chunked' }, 413],
    ['has no key and announces 50 MB', undefined, { 'content-length': String(FIFTY_MB) }, 401],
  ])('when it %s, is refused without being read to its end', async (_title, as, headers, status) => {
    const sent = await pour(as, headers);
    expect(sent.status).toBe(status);
    expect(sent.sentBytes).toBeLessThan(FIFTY_MB / 2);
    if (status === 413) expect(sent.body).toMatchObject({ code: 'INPUT_TOO_LARGE', detail: expect.stringContaining('2097152 bytes') });
  });

  it('when the body is just inside the limit, is read', async () => {
    const { status } = await subject.post('/v1/protocols/validate', 'scientist', 'a'.repeat(2 * 1024 * 1024), { type: 'text/yaml' });
    expect(status).toBe(200);
  });

  it.each([
    ['JSON that is cut off', '{"name": ', 'application/json', 400, 'the body is not JSON'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'application/json', 400, 'not UTF-8'],
    ['JSON nested a thousand times', '['.repeat(1_000) + ']'.repeat(1_000), 'application/json', 400, 'nested deeper than 64'],
    ['another media type', '<a/>', 'application/xml', 415, 'send application/json in UTF-8'],
    ['another character set', '{}', 'application/json; charset=latin1', 415, 'UTF-8'],
    ['a list', '[]', 'application/json', 422, 'is a list; an object is needed'],
    ['no fields', '{}', 'application/json', 422, '/name'],
    ['nothing', undefined, 'application/json', 422, 'a JSON object is needed'],
    ['a field of Object.prototype', '{"name":"x","roles":["admin"],"__proto__":{"a":1}}', 'application/json', 422, '__proto__'],
  ])('when the body has %s, says so', async (_title, body, type, status, text) => {
    const response = await fetch(`${subject.url}/v1/principals`, {
      method: 'POST',
      headers: { ...subject.headersOf({ as: 'admin' }), 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });
    const problem = (await response.json()) as { status: number; detail: string };
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect({ status: response.status, told: problem.status }).toEqual({ status, told: status });
    expect(problem.detail).toContain(text);
  });

  it('when text holds what cannot be kept, is refused and nothing breaks', async () => {
    const { status, body } = await subject.post('/v1/principals', 'admin', { name: 'nul', roles: ['admin'], kind: 'user' });
    expect({ status, name: body.name }).toEqual({ status: 201, name: 'nul' });
    const key = await subject.post(`/v1/principals/${body.id}/keys`, 'admin', { label: 'a\u0000b' });
    expect(key).toMatchObject({ status: 422, body: { code: 'INPUT_INVALID', detail: expect.stringContaining('NUL') } });
  });

  it('when there is no such route, or not for this method, says what there is', async () => {
    expect(await subject.get('/v1/nothing')).toMatchObject({ status: 404, type: 'application/problem+json', body: { code: 'NOT_FOUND' } });
    const reply = await subject.call('PUT', '/v1/runs', { as: 'scientist' });
    expect(reply).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED', context: { allowed: ['GET', 'POST'] } } });
    expect(reply.headers.get('allow')).toBe('GET, POST');
  });

  it('when the path cannot be decoded, says so', async () => {
    expect(await subject.get('/v1/instruments/%ZZ')).toMatchObject({ status: 400, type: 'application/problem+json' });
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=100000', '/limit'],
    ['limit=ten', '/limit'],
    ['colour=red', '/colour'],
    ['limit=1&limit=2', '/limit'],
    ['after=nonsense', '/after'],
  ])('when the query is %s, names the parameter', async (query, pointer) => {
    expect(await subject.get(`/v1/runs?${query}`)).toMatchObject({ status: 422, body: { errors: [{ in: 'query', pointer }] } });
  });

  it('when a route takes no body, says that of a field', async () => {
    const { status, body } = await subject.post('/v1/runs/00000000-0000-4000-8000-000000000000/start', 'scientist', { force: true });
    expect({ status, errors: body.errors }).toEqual({
      status: 422,
      errors: [{ in: 'body', pointer: '/force', message: expect.stringContaining('no body') }],
    });
  });

  it('when something of ours breaks, tells nothing of it, and the log has it under the id of the request', async () => {
    await test.asOwner('alter table lab.lab_clock rename to away');
    try {
      const { status, body } = await subject.call('GET', '/v1/clock', { as: 'scientist', headers: { 'x-request-id': 'spec-1' } });
      expect({ status, code: body.code, id: body.requestId }).toEqual({ status: 500, code: 'INTERNAL', id: 'spec-1' });
      expect(JSON.stringify(body)).not.toMatch(/lab_clock|relation|\.ts/);
      expect(subject.logged.join('\n')).toMatch(/request spec-1: .*relation "lab\.lab_clock" does not exist/);
    } finally {
      await test.asOwner('alter table lab.away rename to lab_clock');
    }
  });

  it('has an id and careful headers on every answer, and says nothing of its make', async () => {
    const { headers } = await subject.call('GET', '/v1/nothing');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
