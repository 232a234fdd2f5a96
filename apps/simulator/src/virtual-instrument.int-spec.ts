import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openTransport, type Transport, type TransportClosed } from '@drivers/kit';
import { EchoDevice } from './echo-device';
import { VirtualInstrument } from './virtual-instrument';

/** The driver's end: the real serial port, opened by its stable name. */
class OpenPort {
  readonly ended: Promise<TransportClosed>;
  #received = Buffer.alloc(0);
  #arrived: () => void = () => undefined;

  private constructor(private readonly transport: Transport) {
    this.ended = new Promise((resolve) => transport.onClose(resolve));
    transport.onData((bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#arrived();
    });
  }

  static async open(url: string): Promise<OpenPort> {
    const transport = openTransport(url, { instrument: 'echo', fence: { assertWritable: () => undefined } });
    const port = new OpenPort(transport);
    await transport.open();
    return port;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.transport.write(bytes);
  }

  /** The first `count` bytes that arrived. */
  async received(count: number): Promise<Buffer> {
    while (this.#received.length < count) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.#received;
  }

  close(): Promise<void> {
    return this.transport.close();
  }
}

const openDescriptors = (): number => fs.readdirSync('/proc/self/fd').length;
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

describe('a virtual instrument behind a pseudo-terminal', () => {
  let folder: string;
  let device: EchoDevice;
  let subject: VirtualInstrument;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-pty-'));
    device = new EchoDevice();
    subject = new VirtualInstrument('echo', 'echo-driver', device, folder);
    subject.plug();
  });

  afterEach(async () => {
    await subject.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('when every byte is sent, every byte comes through both ways unchanged', async () => {
    const port = await OpenPort.open(subject.url);
    await port.write(everyByte);
    expect(new Uint8Array(await port.received(256))).toEqual(everyByte);
    expect(device.counters()).toMatchObject({ bytes: 256 });
    await port.close();
  });

  it('when the driver closes the port and opens it again, the line is still alive', async () => {
    for (let i = 0; i < 3; i += 1) {
      const port = await OpenPort.open(subject.url);
      await port.write(Buffer.from('0123456789'));
      expect((await port.received(10)).toString()).toBe('0123456789');
      await port.close();
    }
    expect(device.counters()).toMatchObject({ bytes: 30 });
  });

  it('when unplugged after a reply, the open port ends and the link is gone', async () => {
    const port = await OpenPort.open(subject.url);
    await port.write(Buffer.from('012'));
    await port.received(3);
    await subject.unplug();
    expect(await port.ended).toMatchObject({ reason: 'unplugged' });
    expect(fs.existsSync(subject.link)).toBe(false);
    expect(subject.isPlugged).toBe(false);
  });

  it('when unplugged right after the device has sent something, that still arrives', async () => {
    const port = await OpenPort.open(subject.url);
    const replied = device.replied();
    await port.write(Buffer.from('012'));
    await replied;
    await subject.unplug();
    expect((await port.received(3)).toString()).toBe('012');
    await port.close();
  });

  it('when plugged in again, the same link leads to the same device', async () => {
    await subject.unplug();
    subject.plug();
    const port = await OpenPort.open(subject.url);
    await port.write(Buffer.from('hello'));
    expect(await port.received(5)).toHaveLength(5);
    await port.close();
  });

  it('when plugged and unplugged many times, leaks no descriptor', async () => {
    const before = openDescriptors();
    for (let i = 0; i < 20; i += 1) {
      await subject.unplug();
      subject.plug();
    }
    expect(openDescriptors()).toBeLessThanOrEqual(before + 1);
  });

  it('when closed, the device ends its timers', async () => {
    await subject.close();
    expect(device.isDisposed).toBe(true);
  });
});
