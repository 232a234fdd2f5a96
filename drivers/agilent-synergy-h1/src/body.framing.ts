import { LineFramer, type FrameEvent, type Framer } from '@drivers/kit';

/** A body of 384 wells has 5.4 kB. */
const LONGEST_FRAME = 16_384;

/**
 * Frames end in ETX. While a body is expected, a frame that pauses is not given up: whether the device sends its rows as it reads them,
 * with seconds between two, is not known. A read that takes too long is ended by its own time-out.
 */
export class BodyFramer implements Framer {
  private readonly frames = new LineFramer('etx', LONGEST_FRAME);

  constructor(private readonly bodyExpected: () => boolean) {}

  get hasPartial(): boolean {
    return this.frames.hasPartial;
  }

  get partial(): Uint8Array {
    return this.frames.partial;
  }

  push(bytes: Uint8Array): FrameEvent[] {
    return this.frames.push(bytes);
  }

  dropPartial(): FrameEvent[] {
    return this.bodyExpected() ? [] : this.frames.dropPartial();
  }
}
