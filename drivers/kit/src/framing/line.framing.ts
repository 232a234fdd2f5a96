import type { FrameEvent, Framer } from './framer';

/** How frames end on the wire. `any` takes CR, LF or CR LF, and counts an empty line as nothing; `etx` is the byte 03. */
export type LineEnd = 'lf' | 'cr' | 'crlf' | 'any' | 'etx';

const CR = 0x0d;
const LF = 0x0a;
const ETX = 0x03;

/**
 * Cuts a byte stream into lines, whatever the chunks are. Pure but for its buffer: no timers, never throws. Lines keep their end, so
 * that a frame is the exact bytes. A line that outgrows `maxLength` is discarded up to and with its end, after which lines count again.
 */
export class LineFramer implements Framer {
  private pending: number[] = [];
  private skipping = false;

  /** @param maxLength bytes of the longest line that the device can send, with its end */
  constructor(
    private readonly end: LineEnd,
    private readonly maxLength = 512,
  ) {}

  /** True in the middle of a line. */
  get hasPartial(): boolean {
    return this.pending.length > 0;
  }

  /** The unfinished line. */
  get partial(): Uint8Array {
    return Uint8Array.from(this.pending);
  }

  push(bytes: Uint8Array): FrameEvent[] {
    const events: FrameEvent[] = [];
    for (const byte of bytes) {
      this.pending.push(byte);
      if (this.ends(byte)) {
        const blank = this.end === 'any' && this.pending.length === 1;
        if (this.skipping) events.push({ is: 'discarded', bytes: this.take(), why: 'too-long' });
        else if (blank) this.take();
        else events.push({ is: 'line', bytes: this.take() });
        this.skipping = false;
      } else if (this.pending.length >= this.maxLength) {
        this.skipping = true;
        events.push({ is: 'discarded', bytes: this.take(), why: 'too-long' });
      }
    }
    return events;
  }

  /** Gives up on the unfinished line; the inter-byte timer calls it. */
  dropPartial(): FrameEvent[] {
    this.skipping = false;
    return this.hasPartial ? [{ is: 'discarded', bytes: this.take(), why: 'inter-byte' }] : [];
  }

  private ends(byte: number): boolean {
    switch (this.end) {
      case 'lf':
        return byte === LF;
      case 'cr':
        return byte === CR;
      case 'crlf':
        return byte === LF && this.pending.at(-2) === CR;
      case 'any':
        return byte === LF || byte === CR;
      case 'etx':
        return byte === ETX;
    }
  }

  private take(): Uint8Array {
    const bytes = Uint8Array.from(this.pending);
    this.pending = [];
    return bytes;
  }
}
