import { createServer } from 'node:net';
import { once } from 'node:events';
import { hasCode } from '@labwright/domain';
import { createKey, createPrincipal } from '@labwright/execution';
import type { ServiceContext, StopService } from '@labwright/process';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { apiService } from './api-service';

class Context implements ServiceContext {
  readonly stopping = new AbortController().signal;
  readonly lines: string[] = [];
  details: Record<string, unknown> = {};
  announce(details: Record<string, unknown>): void {
    this.details = details;
  }
  log(line: string): void {
    this.lines.push(line);
  }
  show(line: string): void {
    this.lines.push(line);
  }
}

describe('the API as a process', () => {
  let test: TestDatabase;
  const stops: StopService[] = [];

  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(() => test.drop());

  async function start(settings: Record<string, string> = {}): Promise<Context> {
    const context = new Context();
    stops.push(
      await apiService({ DATABASE_URL: test.url, LABWRIGHT_PORT: '0', LABWRIGHT_LOG_LEVEL: 'silent', ...settings }).start(context),
    );
    return context;
  }

  it('when it starts for the first time, shows the key of the administrator once; it works, and no later start shows one', async () => {
    const first = await start();
    const shown = first.lines.filter((line) => line.includes('lw_'));
    expect(shown).toEqual([
      expect.stringMatching(/^first start: the key of the principal "admin" is lw_[\w-]{43} - it is shown only once; keep it safe$/),
    ]);
    const key = /lw_[\w-]+/.exec(shown[0] ?? '')?.[0];
    const me = await fetch(`${String(first.details['url'])}/v1/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(await me.json()).toMatchObject({ name: 'admin', roles: ['admin'] });
    const second = await start();
    expect(second.lines.join('\n')).not.toContain('lw_');
    expect(second.details['url']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('when it is live but no bench agent is there, says that it is not ready and why; with one, that it is', async () => {
    const { details } = await start();
    const get = async (path: string) => {
      const response = await fetch(`${String(details['url'])}/v1/health/${path}`);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    expect(await get('live')).toEqual({ status: 200, body: { status: 'live' } });
    expect(await get('ready')).toMatchObject({
      status: 503,
      body: { code: 'NOT_READY', reasons: ['no bench agent has been seen in the last 5000 ms'] },
    });
    await test.database.query(`insert into lab.agents (name, instance, machine) values ('bench-1', 'i', 'm')`);
    expect(await get('ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', agents: [{ name: 'bench-1' }], instruments: { online: 0, connecting: 0, offline: 0 } },
    });
  });

  it.each([
    ['0', 'set LABWRIGHT_PORT to a free port'],
    ['1', 'start with --port and a free port'],
  ])('when the port is taken (embedded lab: %s), names it and the way out', async (standalone, way) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const error = await start({ LABWRIGHT_PORT: String(port), LABWRIGHT_STANDALONE: standalone }).catch((e: unknown) => e);
    other.close();
    expect(hasCode(error, 'SETTING_INVALID') && error.message).toMatch(new RegExp(`port ${port} .* is taken; .*${way}`));
  });

  it('when there is no such database, says so at once, without the password', async () => {
    const url = new URL(test.url);
    url.pathname = '/nowhere';
    const began = Date.now();
    const error = await start({ DATABASE_URL: url.toString() }).catch((e: unknown) => e);
    expect(hasCode(error, 'DATABASE_UNAVAILABLE') && error.message).toContain('"nowhere" does not exist');
    expect(String(error)).not.toContain(url.password);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('when a stop is asked for while the database is not there, ends in order', async () => {
    const stopping = new AbortController();
    const context: ServiceContext = {
      stopping: stopping.signal,
      announce: () => undefined,
      log: () => stopping.abort(),
      show: () => undefined,
    };
    const stop = await apiService({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', LABWRIGHT_PORT: '0' }).start(context);
    await stop();
    expect(stopping.signal.aborted).toBe(true);
  });

  it('when it stops, a request under way is finished', async () => {
    const { details } = await start();
    const slow = test.database.transaction(async (tx) => {
      await tx.query('lock table lab.lab_clock in access exclusive mode');
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    const key = await test.database.transaction(async (tx) => {
      const { id } = await createPrincipal(tx, 'reader', 'user', ['scientist'], 'spec');
      return (await createKey(tx, id, 'spec', null, 'spec')).key;
    });
    const reply = fetch(`${String(details['url'])}/v1/clock`, { headers: { authorization: `Bearer ${key}` } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await stops.pop()?.();
    expect((await reply).status).toBe(200);
    await slow;
  });
});
