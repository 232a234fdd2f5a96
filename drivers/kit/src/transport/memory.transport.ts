import type { DeviceLine } from '../virtual-device.contract';
import { LineListeners } from './listeners';
import type { Transport, TransportOptions } from './transport';
import { closedError, openError } from './transport.errors';
import type { WritePurpose } from '../write-fence';

/** How chunks are cut on their way to the host: nothing, one byte each, or joined with whatever follows in the same tick. */
export type MemoryShaping = 'whole' | 'bytes' | 'merged';

/**
 * A line inside this process, for specs: the host opens one end, a virtual device is plugged into the other. Delivery is a microtask
 * later, so a device may answer before the host's write resolves. Exits: `close()` by the host, `unplug()` by the spec.
 */
export class MemoryLine implements DeviceLine {
  shaping: MemoryShaping = 'whole';
  /** Why the next `open()` fails, as the operating system would say it. */
  openFailure: Error | null = null;
  /** Everything that the host wrote, oldest first. */
  readonly written: Uint8Array[] = [];
  private toDevice: ((bytes: Uint8Array) => void) | null = null;
  private host: MemoryTransport | null = null;
  private merging: Uint8Array[] = [];

  /** Connects a device's receiver. */
  plug(receive: (bytes: Uint8Array) => void): void {
    this.toDevice = receive;
  }

  /** Device to host. */
  send(bytes: Uint8Array): void {
    if (this.shaping === 'merged') {
      this.merging.push(bytes);
      if (this.merging.length === 1) queueMicrotask(() => this.deliver(Buffer.concat(this.merging.splice(0))));
      return;
    }
    const chunks = this.shaping === 'bytes' ? [...bytes].map((byte) => Uint8Array.of(byte)) : [bytes];
    for (const chunk of chunks) queueMicrotask(() => this.deliver(chunk));
  }

  /** Pulls the cable: the host's line ends, the device keeps running. */
  unplug(): void {
    this.host?.lost();
  }

  /** The host's end. One at a time, as with a locked port. */
  transport(url: string, options: TransportOptions): Transport {
    return new MemoryTransport(url, options, this);
  }

  /** @internal */
  claim(host: MemoryTransport): void {
    if (this.openFailure) throw this.openFailure;
    if (this.host) throw new Error('Cannot lock port');
    this.host = host;
  }

  /** @internal */
  release(host: MemoryTransport): void {
    if (this.host === host) this.host = null;
  }

  /** @internal */
  fromHost(bytes: Uint8Array): void {
    this.written.push(bytes);
    queueMicrotask(() => this.toDevice?.(bytes));
  }

  private deliver(bytes: Uint8Array): void {
    this.host?.receive(bytes);
  }
}

/** The host's end of a memory line. */
class MemoryTransport implements Transport {
  isOpen = false;
  private readonly listeners = new LineListeners();

  constructor(
    readonly id: string,
    private readonly options: TransportOptions,
    private readonly line: MemoryLine,
  ) {}

  async open(): Promise<void> {
    if (this.isOpen) return;
    try {
      this.line.claim(this);
    } catch (error) {
      throw openError({ instrument: this.options.instrument, url: this.id }, error);
    }
    this.isOpen = true;
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.line.release(this);
  }

  async write(bytes: Uint8Array, purpose?: WritePurpose): Promise<void> {
    if (!this.isOpen)
      throw closedError({ instrument: this.options.instrument, url: this.id }, 'the line is closed; reconnect the instrument');
    this.options.fence.assertWritable(purpose);
    this.line.fromHost(Uint8Array.from(bytes));
  }

  onData(callback: (bytes: Uint8Array, tMs: number) => void): () => void {
    return this.listeners.onData(callback);
  }

  onClose(callback: Parameters<Transport['onClose']>[0]): () => void {
    return this.listeners.onClose(callback);
  }

  async flush(): Promise<void> {}

  receive(bytes: Uint8Array): void {
    if (this.isOpen) this.listeners.emitData(bytes);
  }

  lost(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.line.release(this);
    this.listeners.emitClosed({ reason: 'unplugged', message: 'the cable was pulled' });
  }
}
