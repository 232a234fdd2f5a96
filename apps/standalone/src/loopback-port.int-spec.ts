import { once } from 'node:events';
import net from 'node:net';
import { LOOPBACK, claimablePorts } from './loopback-port';

describe('claimablePorts', () => {
  it('when a program has the port, names the port and the way out', async () => {
    const other = net.createServer().listen(0, LOOPBACK);
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    await expect(claimablePorts(port, 0)).rejects.toThrow(
      `port ${port} of 127.0.0.1 is taken by another program; choose another one with --port`,
    );
    other.close();
    await once(other, 'close');
    expect(await claimablePorts(port, 1)).toEqual([port, expect.any(Number)]);
  });

  it('when any port will do, finds one, and others beside it that are all different', async () => {
    const found = await claimablePorts(0, 400);
    expect(new Set(found).size).toBe(401);
    expect(Math.min(...found)).toBeGreaterThan(0);
  });
});
