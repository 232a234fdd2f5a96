import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ExitCode } from '../exit-code';
import { ApiClient } from './api-client';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** A server that answers in a way of its own under each path. */
async function serverOf(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/v1/clock')) return; // never answers
    response.writeHead(200, { 'content-type': request.url?.startsWith('/v1/me') ? 'application/json' : 'text/event-stream' });
    response.write(request.url?.startsWith('/v1/me') ? '{"id": ' : ': hello\n\n'); // and says no more
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('a request of the command line', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = await serverOf();
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(['clock', 'getMe'] as const)('when the answer to %s does not come, or not to its end, is given up in time', async (operation) => {
    const subject = new ApiClient({ url, key: null }, 200);
    await expect(subject.call(operation)).rejects.toMatchObject({
      exitCode: ExitCode.unreachable,
      message: `${url} did not answer in 0.2 s; --timeout SECONDS waits longer`,
    });
  });

  it('when a stream is silent, is given up after its own limit', async () => {
    const subject = new ApiClient({ url, key: null }, 5_000);
    const response = await subject.open('streamEvents', {});
    const reading = async () => {
      for await (const piece of subject.pieces(response, { silenceMs: 200 })) expect(piece.length).toBeGreaterThan(0);
    };
    await expect(reading()).rejects.toMatchObject({ exitCode: ExitCode.unreachable });
  });

  it.each(['clock', 'getMe', 'streamEvents'] as const)('when Ctrl-C comes, ends %s, also after memory was collected', async (operation) => {
    const interrupt = new AbortController();
    const subject = new ApiClient({ url, key: null }, 60_000, interrupt.signal);
    const under = async () => {
      if (operation !== 'streamEvents') return subject.call(operation);
      for await (const piece of subject.pieces(await subject.open('streamEvents', {}))) expect(piece.length).toBeGreaterThan(0);
    };
    const ended = under().then(
      () => 'in order',
      (error: unknown) => (error as Error).name,
    );
    // Long enough for the head of the answer, then what nobody holds is collected.
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let round = 0; round < 5; round++) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    interrupt.abort();
    expect(await ended).toBe('AbortError');
  });
});
