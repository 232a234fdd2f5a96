import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { StopMemory } from '../access/stop-memory';
import { ApiFixture } from '../fixtures/api-fixture';
import { addShaker } from '../fixtures/warm-shake';

jest.setTimeout(60_000);

describe('the emergency stop of the API', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let bench: Server;
  const told: { authorization: string | undefined; body: Record<string, unknown> }[] = [];

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    // The control port of a bench agent, as far as the API sees it.
    bench = createServer((request, response) => {
      if (request.method === 'GET') return void response.end('{}');
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        told.push({ authorization: request.headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
        const sent = { instrument: 'shaker-1', sent: true, sentMs: 3, acknowledged: true, brokenOff: null, problem: null };
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ instruments: [sent] }));
      });
    });
    await new Promise<void>((resolve) => bench.listen(0, '127.0.0.1', resolve));
    const { port } = bench.address() as AddressInfo;
    await test.database.query(
      `insert into lab.agents (name, instance, machine, control_url, control_token) values ('bench-1', 'i', 'm', $1, 'lws_token'), ('bench-9', 'i', 'm', 'http://127.0.0.1:9', 'x')`,
      [`http://127.0.0.1:${port}`],
    );
    const memory = subject.server.app.get(StopMemory, { strict: false });
    for (let i = 0; i < 100 && memory.agents.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
    await new Promise((resolve) => bench.close(resolve));
  });

  const standing = async () => (await subject.get('/v1/estop')).body.items;
  const rearm = (labware: string | null, as = 'technician') =>
    subject.post('/v1/estop/rearm', as, { instruments: [{ id: 'shaker-1', places: [{ nest: 'plate', labware }] }], note: 'all dry' });

  it.each(['scientist', 'reviewer', 'admin', 'technician', 'automation_engineer'])(
    'lets a %s stop the lab: told to the control port and written down, as one stop',
    async (role) => {
      told.length = 0;
      const { status, body } = await subject.post('/v1/estop', role, { reason: 'a spill' });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        recorded: true,
        agents: [
          { agent: 'bench-1', reached: true },
          { agent: 'bench-9', reached: false, problem: expect.stringContaining('127.0.0.1:9') },
        ],
        instruments: [{ instrument: 'shaker-1', agent: 'bench-1', sent: true, acknowledged: true }],
      });
      expect(told).toMatchObject([
        { authorization: 'Bearer lws_token', body: { id: body.request, instrument: null, by: `user:${role}`, reason: 'a spill' } },
      ]);
      expect(await standing()).toMatchObject([{ instrument: 'shaker-1', request: body.request, requestedBy: `user:${role}` }]);
    },
  );

  it('without a body, stops the lab; without a key, nothing', async () => {
    expect(await subject.post('/v1/estop', 'scientist')).toMatchObject({ status: 200, body: { recorded: true } });
    expect((await subject.call('POST', '/v1/estop')).status).toBe(401);
    expect((await subject.call('POST', '/v1/estop', { headers: { authorization: 'Bearer lw_nobody' } })).status).toBe(401);
  });

  it('when the instrument is not known to anybody, says so and how to stop everything', async () => {
    await test.database.query(`update lab.instruments set service = service`);
    const quiet = bench.listeners('request');
    bench.removeAllListeners('request').on('request', (_request, response) => response.end('{"instruments": []}'));
    const answer = await subject.post('/v1/estop', 'scientist', { instrument: 'nothing-1' });
    bench.removeAllListeners('request');
    for (const listener of quiet) bench.on('request', listener as () => void);
    expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining('leave it out to stop the whole lab') } });
  });

  it('while it stands, only re-arming by a technician or an engineer ends it', async () => {
    expect((await subject.post('/v1/instruments/shaker-1/service', 'technician', { to: 'available', reason: 'x' })).status).toBe(409);
    expect((await rearm(null, 'scientist')).status).toBe(403);
    const missing = await subject.post('/v1/estop/rearm', 'technician', { instruments: [{ id: 'shaker-1', places: [] }], note: 'x' });
    expect(missing).toMatchObject({ status: 422, body: { detail: expect.stringContaining('not named: plate') } });
    expect(await rearm(null)).toMatchObject({ status: 200, body: { items: [] } });
    expect((await subject.get('/v1/instruments/shaker-1')).body).toMatchObject({ service: 'available' });
    expect((await rearm(null)).status).toBe(409);
  });

  it('while the database is away, stops by the keys and addresses that it remembers', async () => {
    told.length = 0;
    const gone = () => Promise.reject(Object.assign(new Error('away'), { name: 'LabError', code: 'DATABASE_UNAVAILABLE', context: {} }));
    const spies = (['query', 'transaction'] as const).map((name) => jest.spyOn(test.database, name).mockImplementation(gone));
    try {
      const begun = performance.now();
      const { status, body } = await subject.post('/v1/estop', 'scientist', { reason: 'no database' });
      expect({ status, recorded: body.recorded, told: told.length }).toEqual({ status: 200, recorded: false, told: 1 });
      expect(performance.now() - begun).toBeLessThan(1_000);
      expect((await subject.get('/v1/estop')).status).toBe(503);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});
