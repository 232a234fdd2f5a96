import { writeSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { writeFenced } from './fenced-write';
import { LineListeners } from './listeners';
import type { SerialUrl } from './transport-url';
import type { Transport, TransportOptions } from './transport';
import { closedError, openError } from './transport.errors';
import { boundFence, type WriteFence, type WritePurpose } from '../write-fence';

/**
 * A serial port through the operating system. `hupcl` is false because boards that reset on DTR would reboot when we close, and the
 * port is locked because two hosts on one line corrupt each other. Exits: `close()`, or `onClose` when the device is pulled.
 * Node can miss a hang-up that falls into the tick of a read (measured with pseudo-terminals): the port then spins until it is closed,
 * which the session's deadline does.
 */
export class SerialTransport implements Transport {
  private port: SerialPort | null = null;
  /** The write that the port has not taken whole yet. */
  private writing: { isGivenUp: boolean } | null = null;
  private readonly listeners = new LineListeners();

  constructor(
    readonly id: string,
    private readonly line: SerialUrl,
    private readonly options: TransportOptions,
  ) {}

  get isOpen(): boolean {
    return this.port?.isOpen === true;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    const { path, baud, parity, dataBits, stopBits, rtscts } = this.line;
    const port = new SerialPort({ path, baudRate: baud, parity, dataBits, stopBits, rtscts, hupcl: false, lock: true, autoOpen: false });
    try {
      await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    } catch (error) {
      throw openError(this.names, error);
    }
    this.port = port;
    port.on('data', (bytes: Buffer) => this.listeners.emitData(new Uint8Array(bytes)));
    port.on('error', (error: Error) => this.ended(port, 'failed', error.message));
    port.on('close', (error: (Error & { disconnected?: boolean }) | null) => {
      this.ended(port, 'unplugged', error?.message ?? 'the port was closed');
    });
  }

  async close(): Promise<void> {
    const port = this.port;
    this.port = null;
    if (!port) return;
    // A second 'error' may follow a hang-up; without a listener it would end the process.
    port.removeAllListeners('data');
    if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  async write(bytes: Uint8Array, purpose?: WritePurpose): Promise<void> {
    const port = this.port;
    if (!port?.isOpen) throw closedError(this.names, 'the port is closed; reconnect the instrument');
    if (this.writing && purpose !== 'safe_state')
      throw closedError(this.names, 'the port has not taken the bytes before these; check the cable');
    // A stop waits for nothing: the rest of what is being written stays here.
    if (this.writing) this.writing.isGivenUp = true;
    const own = { isGivenUp: false };
    this.writing = own;
    try {
      const isOpen = () => port.isOpen && !own.isGivenUp;
      await this.give(port, bytes, boundFence(this.options.fence, purpose), isOpen);
    } finally {
      if (this.writing === own) this.writing = null;
    }
    await new Promise<void>((resolve, reject) => {
      port.drain((error) =>
        error ? reject(closedError(this.names, `the port went away while writing (${error.message}); check the cable`, error)) : resolve(),
      );
    });
  }

  /**
   * Gives bytes to the port itself: serialport would hand them to another thread, which writes them whenever it comes to it, long after the
   * fence was asked where this process was suspended in between.
   */
  private async give(port: SerialPort, bytes: Uint8Array, fence: WriteFence, isOpen: () => boolean): Promise<void> {
    const end = await writeFenced({ bytes, fence, put: (part) => this.put(port, part), isOpen });
    if (end.why === 'all') return;
    const what = `${end.taken} of ${bytes.length} bytes`;
    if (end.why === 'closed') throw closedError(this.names, `the port went away while writing (${what}); check the cable`);
    // What waits in the driver of the port has not left, and must not any more.
    await this.flush();
    throw closedError(this.names, `the ownership ran out while the port took ${what}; what of them has left is not known`);
  }

  private put(port: SerialPort, bytes: Uint8Array): number {
    const { fd } = (port.port ?? {}) as { fd?: number | null };
    if (typeof fd !== 'number') throw closedError(this.names, 'the port is closed; reconnect the instrument');
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      throw closedError(this.names, `the port took no bytes (${(error as Error).message}); check the cable`, error);
    }
  }

  onData(callback: (bytes: Uint8Array, tMs: number) => void): () => void {
    return this.listeners.onData(callback);
  }

  onClose(callback: Parameters<Transport['onClose']>[0]): () => void {
    return this.listeners.onClose(callback);
  }

  async flush(): Promise<void> {
    const port = this.port;
    if (port?.isOpen) await new Promise<void>((resolve) => port.flush(() => resolve()));
  }

  async setLines(lines: { readonly brk: boolean; readonly dtr: boolean; readonly rts: boolean }): Promise<'ok' | 'unsupported'> {
    const port = this.port;
    if (!port?.isOpen) throw closedError(this.names, 'the port is closed; reconnect the instrument');
    return new Promise((resolve) => port.set({ ...lines }, (error) => resolve(error ? 'unsupported' : 'ok')));
  }

  private get names(): { instrument: string; url: string } {
    return { instrument: this.options.instrument, url: this.id };
  }

  private ended(port: SerialPort, reason: 'unplugged' | 'failed', message: string): void {
    if (this.port !== port) return;
    this.port = null;
    if (port.isOpen) port.close(() => undefined);
    this.listeners.emitClosed({ reason, message });
  }
}
