import { once } from 'node:events';
import net from 'node:net';
import { LabError } from '@labwright/domain';

/** The only address that the embedded lab listens on. */
export const LOOPBACK = '127.0.0.1';

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const [port = 0] = await claimablePorts(0, 0);
  return port;
}

/**
 * Checks that a port that a person chose is free, 0 standing for any, and finds `more` free ones beside it, all different: each is held until
 * all are found, because a port that has just been let go of may be found once more.
 * @throws LabError SETTING_INVALID, naming the port and `--port`
 */
export async function claimablePorts(chosen: number, more: number): Promise<readonly number[]> {
  const held: net.Server[] = [];
  try {
    held.push(await hold(chosen).catch((error: unknown) => Promise.reject(unusable(chosen, error as NodeJS.ErrnoException))));
    while (held.length <= more) held.push(await hold(0));
    return held.map((server) => (server.address() as net.AddressInfo).port);
  } finally {
    await Promise.all(held.map((server) => letGo(server)));
  }
}

function unusable(port: number, error: NodeJS.ErrnoException): LabError {
  const { code, message } = error;
  const why =
    code === 'EADDRINUSE'
      ? 'is taken by another program'
      : code === 'EACCES'
        ? 'may not be used by this user'
        : `cannot be used: ${message}`;
  return new LabError(
    'SETTING_INVALID',
    `port ${port} of ${LOOPBACK} ${why}; choose another one with --port`,
    { setting: 'LABWRIGHT_PORT', value: String(port), allowed: 'a free port, or 0 for any' },
    'never',
    { cause: error },
  );
}

async function hold(port: number): Promise<net.Server> {
  const server = net.createServer();
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return server;
}

async function letGo(server: net.Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
