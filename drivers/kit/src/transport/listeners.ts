import type { TransportClosed, Unsubscribe } from './transport';

/** The subscribers of one line; every transport keeps one of these. */
export class LineListeners {
  private readonly data = new Set<(bytes: Uint8Array, tMs: number) => void>();
  private readonly closed = new Set<(why: TransportClosed) => void>();

  onData(callback: (bytes: Uint8Array, tMs: number) => void): Unsubscribe {
    this.data.add(callback);
    return () => this.data.delete(callback);
  }

  onClose(callback: (why: TransportClosed) => void): Unsubscribe {
    this.closed.add(callback);
    return () => this.closed.delete(callback);
  }

  emitData(bytes: Uint8Array): void {
    const now = performance.now();
    for (const callback of [...this.data]) callback(bytes, now);
  }

  emitClosed(why: TransportClosed): void {
    for (const callback of [...this.closed]) callback(why);
  }
}
