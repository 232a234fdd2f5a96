import { OperatorLog } from '@labwright/telemetry';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/;

describe('GET /metrics', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  const lines: string[] = [];

  beforeAll(async () => {
    test = await openTestDatabase();
    const write = (line: string) => void lines.push(line);
    const requestLog = new OperatorLog({ service: 'api', format: 'json', level: 'debug', out: write, err: write });
    subject = await ApiFixture.start(test.database, test.url, { requestLog });
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const scrape = async (headers: Record<string, string> = {}) => subject.call('GET', '/metrics', { headers });

  it('when somebody on this machine scrapes, gives names and types in the text form, with labels that do not grow', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    await subject.get(`/v1/runs/${id}`);
    await subject.get('/v1/runs');
    await subject.get(`/v1/no/such/${id}`);
    const { status, type, body } = await scrape();
    expect(status).toBe(200);
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    const types = Object.fromEntries([...String(body).matchAll(/^# TYPE (labwright_\w+) (\w+)$/gm)].map((m) => [m[1], m[2]]));
    expect(types).toEqual({
      labwright_http_request_seconds: 'histogram',
      labwright_runs: 'gauge',
      labwright_jobs: 'gauge',
      labwright_operator_tasks: 'gauge',
      labwright_operator_tasks_overdue: 'gauge',
      labwright_instruments: 'gauge',
      labwright_notifications: 'gauge',
      labwright_bench_agents: 'gauge',
      labwright_outbox_rows: 'gauge',
      labwright_database_up: 'gauge',
      labwright_event_stream_clients: 'gauge',
    });
    expect(body).toContain('labwright_database_up 1');
    expect(body).toContain('labwright_http_request_seconds_count{method="GET",route="/v1/runs/:id",status="404"} 1');
    expect(body).toContain('labwright_http_request_seconds_count{method="GET",route="none",status="404"} 1');
    expect(body).not.toMatch(UUID);
  });

  it('when a proxy on this machine sends a caller on, refuses without a token', async () => {
    const { status, body } = await scrape({ 'x-forwarded-for': '203.0.113.5' });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'ACCESS_UNAUTHENTICATED' });
    expect(body.detail).toContain('LABWRIGHT_METRICS_TOKEN');
  });

  it('when requests are told, each has its id, its template and who it was, and no key', async () => {
    lines.length = 0;
    const { headers } = await subject.post('/v1/lots', 'technician', { material: 'Water', lot: 'W-1' });
    await subject.call('GET', '/v1/me', { headers: { authorization: 'Bearer lw_this-is-a-key-that-nobody-has' } });
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told[0]).toMatchObject({
      level: 'info',
      request: headers.get('x-request-id'),
      method: 'POST',
      route: '/v1/lots',
      status: 201,
      by: 'technician',
    });
    expect(told[1]).toMatchObject({ level: 'debug', route: '/v1/me', status: 401 });
    expect(lines.join()).not.toContain('lw_');
  });
});
