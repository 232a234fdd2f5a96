import { once } from 'node:events';
import net from 'node:net';
import { LabError } from '@labwright/domain';

/** The only address that the embedded lab listens on. */
export const LOOPBACK = '127.0.0.1';

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return probe(0);
}

/**
 * Checks that a port that a person chose is free; 0 stands for any.
 * @throws LabError SETTING_INVALID, naming the port and `--port`
 */
export async function claimablePort(port: number): Promise<number> {
  try {
    return await probe(port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE'
        ? 'is taken by another program'
        : code === 'EACCES'
          ? 'may not be used by this user'
          : `cannot be used: ${message}`;
    throw new LabError(
      'SETTING_INVALID',
      `port ${port} of ${LOOPBACK} ${why}; choose another one with --port`,
      { setting: 'LABWRIGHT_PORT', value: String(port), allowed: 'a free port, or 0 for any' },
      'never',
      { cause: error },
    );
  }
}

async function probe(port: number): Promise<number> {
  const server = net.createServer();
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  const found = (server.address() as net.AddressInfo).port;
  server.close();
  await once(server, 'close');
  return found;
}
