import { appendFile } from 'node:fs/promises';
import type { Transport, TransportClosed } from './transport';
import type { WritePurpose } from '../write-fence';

/** One stretch of bytes on the wire; a file of these, one JSON object a line, is what `ReplayTransport` plays. Bytes are hexadecimal. */
export interface TraceEntry {
  /** Wall milliseconds since the recording began. */
  readonly t: number;
  readonly port: string;
  /** `tx`: host to device. */
  readonly dir: 'tx' | 'rx';
  readonly hex: string;
  readonly phase?: string;
  readonly cmdId?: string;
}

export interface RecordingOptions {
  /** Monotonic wall milliseconds. */
  readonly wallNow: () => number;
  /** Entries kept in memory. Default 2000. */
  readonly keep?: number;
  /** File to append to; absent: memory only. */
  readonly file?: string;
}

/** Wraps a transport and keeps what passes. A file that cannot be written never disturbs the line; `fileError` tells of it. */
export class RecordingTransport implements Transport {
  fileError: Error | null = null;
  private readonly entries: TraceEntry[] = [];
  private readonly begun: number;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly inner: Transport,
    private readonly options: RecordingOptions,
  ) {
    this.begun = options.wallNow();
    inner.onData((bytes) => this.add('rx', bytes));
  }

  get id(): string {
    return this.inner.id;
  }

  get isOpen(): boolean {
    return this.inner.isOpen;
  }

  /** Oldest first. */
  get trace(): readonly TraceEntry[] {
    return this.entries;
  }

  open(): Promise<void> {
    return this.inner.open();
  }

  async close(): Promise<void> {
    await this.inner.close();
    await this.writing;
  }

  /** Recorded in the same tick as the write, so that a reply cannot come first; a write that the fence refuses is not recorded. */
  write(bytes: Uint8Array, purpose?: WritePurpose): Promise<void> {
    const written = this.inner.write(bytes, purpose);
    const entry = this.add('tx', bytes);
    return written.catch((error: unknown) => {
      const at = this.entries.indexOf(entry);
      if (at >= 0) this.entries.splice(at, 1);
      throw error;
    });
  }

  onData(callback: (bytes: Uint8Array, tMs: number) => void): () => void {
    return this.inner.onData(callback);
  }

  onClose(callback: (why: TransportClosed) => void): () => void {
    return this.inner.onClose(callback);
  }

  flush(): Promise<void> {
    return this.inner.flush();
  }

  private add(dir: TraceEntry['dir'], bytes: Uint8Array): TraceEntry {
    const entry = { t: Math.round(this.options.wallNow() - this.begun), port: this.id, dir, hex: Buffer.from(bytes).toString('hex') };
    this.entries.push(entry);
    if (this.entries.length > (this.options.keep ?? 2000)) this.entries.shift();
    const { file } = this.options;
    if (file !== undefined) {
      this.writing = this.writing
        .then(() => appendFile(file, `${JSON.stringify(entry)}\n`))
        .catch((error: unknown) => {
          this.fileError = error instanceof Error ? error : new Error(String(error));
        });
    }
    return entry;
  }
}
