import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { LabError } from '@labwright/domain';
import { openTransport } from './open-transport';
import type { Transport, TransportClosed } from './transport';

describe('TcpTransport', () => {
  let server: Server;
  let peer: Promise<Socket>;
  let writable: boolean;
  let ends: () => boolean;
  let subject: Transport;

  beforeEach(async () => {
    writable = true;
    ends = () => false;
    server = createServer();
    peer = new Promise((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const fence = {
      assertWritable: () => {
        if (!writable || ends()) throw new LabError('DRIVER_TRANSPORT_FENCED', 'fenced', { instrument: 'x', outcome: 'failed' });
      },
    };
    subject = openTransport(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, { instrument: 'x', fence });
  });

  afterEach(async () => {
    await subject.close();
    // A peer that does not read never sees the end.
    void peer.then((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  });

  it('carries bytes both ways', async () => {
    await subject.open();
    const socket = await peer;
    const heard = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    await subject.write(Buffer.from('M105 \n'));
    expect((await heard).toString()).toBe('M105 \n');
    const answer = new Promise<string>((resolve) => subject.onData((bytes) => resolve(Buffer.from(bytes).toString())));
    socket.write('M105 OK\n');
    expect(await answer).toBe('M105 OK\n');
  });

  it('when the peer hangs up, says so once and refuses to write', async () => {
    await subject.open();
    const closed = new Promise<TransportClosed>((resolve) => subject.onClose(resolve));
    (await peer).destroy();
    expect((await closed).reason).toBe('unplugged');
    await expect(subject.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
  });

  it('when the ownership ends between the question and the write, hangs up: what has left is not known', async () => {
    await subject.open();
    const closed = new Promise<TransportClosed>((resolve) => subject.onClose(resolve));
    let asked = 0;
    ends = () => (asked += 1) > 1;
    await expect(subject.write(Buffer.from('late'))).rejects.toMatchObject({
      code: 'DRIVER_TRANSPORT_CLOSED',
      message: expect.stringContaining('ownership ran out'),
    });
    expect([(await closed).reason, subject.isOpen]).toEqual(['failed', false]);
  });

  it('when the peer takes nothing more, writes nothing behind what it has not taken', async () => {
    await subject.open();
    (await peer).pause();
    const first = subject.write(Buffer.alloc(32_000_000)).catch((error: unknown) => error);
    await expect(subject.write(Buffer.from('y'))).rejects.toMatchObject({
      message: expect.stringContaining('has not taken the bytes before these'),
    });
    expect(await first).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
  });

  it('when the fence refuses, hands no byte to the system', async () => {
    await subject.open();
    const socket = await peer;
    const heard: Buffer[] = [];
    socket.on('data', (bytes) => heard.push(bytes));
    writable = false;
    await expect(subject.write(Buffer.from('secret'))).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_FENCED' });
    writable = true;
    await subject.write(Buffer.from('y'));
    await new Promise((resolve) => (heard.length > 0 ? resolve(null) : socket.once('data', resolve)));
    expect(Buffer.concat(heard).toString()).toBe('y');
  });

  it('when nothing listens, says so', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(
      openTransport(`tcp://127.0.0.1:${port}`, { instrument: 'x', fence: { assertWritable: () => undefined } }).open(),
    ).rejects.toMatchObject({
      code: 'DRIVER_TRANSPORT_NOT_FOUND',
    });
    server = createServer().listen(0);
  });
});
