import { connect, type Socket } from 'node:net';
import { holds } from './fenced-write';
import { LineListeners } from './listeners';
import type { TcpUrl } from './transport-url';
import type { Transport, TransportOptions } from './transport';
import { closedError, openError } from './transport.errors';
import type { WritePurpose } from '../write-fence';

/** How long a peer may take to accept, wall milliseconds. */
const CONNECT_MS = 5000;

/** A TCP connection to a serial device server or a simulator. Exits: `close()`, or `onClose` when the peer hangs up. */
export class TcpTransport implements Transport {
  private socket: Socket | null = null;
  private readonly listeners = new LineListeners();

  constructor(
    readonly id: string,
    private readonly peer: TcpUrl,
    private readonly options: TransportOptions,
  ) {}

  get isOpen(): boolean {
    return this.socket !== null;
  }

  async open(): Promise<void> {
    if (this.socket) return;
    const socket = connect({ host: this.peer.host, port: this.peer.port, noDelay: true, keepAlive: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.setTimeout(CONNECT_MS, () => reject(Object.assign(new Error(`no answer in ${CONNECT_MS} ms`), { code: 'ETIMEDOUT' })));
        socket.once('connect', resolve).once('error', reject);
      });
    } catch (error) {
      socket.destroy();
      throw openError(this.names, error);
    }
    socket.setTimeout(0);
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => this.listeners.emitData(new Uint8Array(bytes)));
    socket.on('error', (error) => this.ended(socket, 'failed', error.message));
    socket.on('close', () => this.ended(socket, 'unplugged', 'the peer hung up'));
  }

  async close(): Promise<void> {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  async write(bytes: Uint8Array, purpose?: WritePurpose): Promise<void> {
    const socket = this.socket;
    if (!socket) throw closedError(this.names, 'the connection is closed; reconnect the instrument');
    // What Node keeps because the peer takes nothing would leave later, unasked.
    if (socket.writableLength > 0) throw this.cut(socket, 'the peer has not taken the bytes before these');
    this.options.fence.assertWritable(purpose);
    await new Promise<void>((resolve, reject) => {
      socket.write(bytes, (error) => {
        if (error) return reject(closedError(this.names, `the connection took no bytes (${error.message})`, error));
        // Node tells no error of what it throws away with a socket.
        if (this.socket !== socket) return reject(closedError(this.names, 'the connection ended before it had taken all bytes'));
        resolve();
      });
      // The kernel has been given them by now, as far as it took them.
      if (!holds(this.options.fence))
        reject(this.cut(socket, 'the ownership ran out while the connection took bytes; what of them has left is not known'));
    });
  }

  private cut(socket: Socket, why: string): Error {
    this.ended(socket, 'failed', why);
    return closedError(this.names, why);
  }

  onData(callback: (bytes: Uint8Array, tMs: number) => void): () => void {
    return this.listeners.onData(callback);
  }

  onClose(callback: Parameters<Transport['onClose']>[0]): () => void {
    return this.listeners.onClose(callback);
  }

  /** A socket has no buffer that may be thrown away. */
  async flush(): Promise<void> {}

  private get names(): { instrument: string; url: string } {
    return { instrument: this.options.instrument, url: this.id };
  }

  private ended(socket: Socket, reason: 'unplugged' | 'failed', message: string): void {
    if (this.socket !== socket) return;
    this.socket = null;
    socket.destroy();
    this.listeners.emitClosed({ reason, message });
  }
}
