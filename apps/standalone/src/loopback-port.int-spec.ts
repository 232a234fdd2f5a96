import { once } from 'node:events';
import net from 'node:net';
import { LOOPBACK, claimablePort } from './loopback-port';

describe('claimablePort', () => {
  it('when a program has the port, names the port and the way out', async () => {
    const other = net.createServer().listen(0, LOOPBACK);
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    await expect(claimablePort(port)).rejects.toThrow(
      `port ${port} of 127.0.0.1 is taken by another program; choose another one with --port`,
    );
    other.close();
    await once(other, 'close');
    expect(await claimablePort(port)).toBe(port);
  });

  it('when any port will do, finds one', async () => {
    expect(await claimablePort(0)).toBeGreaterThan(0);
  });
});
