import { SerialPort } from 'serialport';
import { LineListeners } from './listeners';
import type { SerialUrl } from './transport-url';
import type { Transport, TransportOptions } from './transport';
import { closedError, openError } from './transport.errors';
import type { WritePurpose } from '../write-fence';

/**
 * A serial port through the operating system. `hupcl` is false because boards that reset on DTR would reboot when we close, and the
 * port is locked because two hosts on one line corrupt each other. Exits: `close()`, or `onClose` when the device is pulled.
 * Node can miss a hang-up that falls into the tick of a read (measured with pseudo-terminals): the port then spins until it is closed,
 * which the session's deadline does.
 */
export class SerialTransport implements Transport {
  private port: SerialPort | null = null;
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
    this.options.fence.assertWritable(purpose);
    await new Promise<void>((resolve, reject) => {
      port.write(Buffer.from(bytes), (error) => {
        if (error) return reject(closedError(this.names, `the port took no bytes (${error.message}); check the cable`, error));
        port.drain((drainError) =>
          drainError
            ? reject(closedError(this.names, `the port went away while writing (${drainError.message}); check the cable`, drainError))
            : resolve(),
        );
      });
    });
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
