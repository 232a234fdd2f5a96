import { LabError } from '@labwright/domain';
import { LineListeners } from './listeners';
import type { TraceEntry } from './recording.transport';
import type { Transport, TransportOptions } from './transport';
import { closedError } from './transport.errors';
import type { WritePurpose } from '../write-fence';

/**
 * Plays a recorded session strictly: each write has to be the next one of the trace, byte for byte, and what the device answered then
 * it answers again. Bytes are delivered a microtask after the write that they followed. A difference is DRIVER_INTERRUPTED and ends the line.
 */
export class ReplayTransport implements Transport {
  isOpen = false;
  private at = 0;
  private readonly listeners = new LineListeners();

  constructor(
    readonly id: string,
    private readonly trace: readonly TraceEntry[],
    private readonly options: TransportOptions,
  ) {}

  /** Entries that have not been played. */
  get left(): number {
    return this.trace.length - this.at;
  }

  async open(): Promise<void> {
    this.isOpen = true;
    queueMicrotask(() => this.answer());
  }

  async close(): Promise<void> {
    this.isOpen = false;
  }

  async write(bytes: Uint8Array, purpose?: WritePurpose): Promise<void> {
    const { instrument } = this.options;
    if (!this.isOpen) throw closedError({ instrument, url: this.id }, 'the replayed line is closed');
    this.options.fence.assertWritable(purpose);
    const hex = Buffer.from(bytes).toString('hex');
    const expected = this.trace[this.at];
    if (expected?.dir !== 'tx' || expected.hex !== hex) {
      this.isOpen = false;
      const wanted = expected ? `${expected.dir} ${expected.hex}` : 'nothing more';
      const message = `${instrument} (${this.id}): the driver wrote ${hex} where the trace has ${wanted}; record the session anew if the change is meant`;
      throw new LabError('DRIVER_INTERRUPTED', message, { instrument, url: this.id, outcome: 'failed', partialHex: hex });
    }
    this.at += 1;
    queueMicrotask(() => this.answer());
  }

  onData(callback: (bytes: Uint8Array, tMs: number) => void): () => void {
    return this.listeners.onData(callback);
  }

  onClose(callback: Parameters<Transport['onClose']>[0]): () => void {
    return this.listeners.onClose(callback);
  }

  async flush(): Promise<void> {}

  private answer(): void {
    for (let entry = this.trace[this.at]; this.isOpen && entry?.dir === 'rx'; entry = this.trace[this.at]) {
      this.at += 1;
      this.listeners.emitData(Uint8Array.from(Buffer.from(entry.hex, 'hex')));
    }
  }
}

/** Reads a trace file's text. @throws LabError INPUT_INVALID with the line number */
export function parseTrace(text: string): TraceEntry[] {
  return text
    .split('\n')
    .map((line, index) => [line, index + 1] as const)
    .filter(([line]) => line.trim() !== '')
    .map(([line, number]) => {
      try {
        const entry = JSON.parse(line) as TraceEntry;
        if ((entry.dir === 'tx' || entry.dir === 'rx') && /^([0-9a-f]{2})+$/.test(entry.hex)) return entry;
      } catch {
        // Told below, with the line number.
      }
      throw new LabError('INPUT_INVALID', `trace line ${number} is no {t, port, dir, hex} object`, { path: `/${number}` });
    });
}
