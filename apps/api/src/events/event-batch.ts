import type { RecordedEvent } from '@labwright/persistence';
import { eventFrame } from './stream-frame';

/** Bytes written to a socket at once; one event that is longer is written alone. */
const PIECE_BYTES = 16 * 1024;

/** Events that were read at once, as the bytes that all their streams write: however many streams, there is one copy. */
export class EventBatch {
  private readonly frames: readonly { readonly runId: string | null; readonly bytes: Buffer }[];
  private all: readonly Buffer[] | null = null;

  constructor(
    /** Cursor of the last event of the batch, or the one that it begins after when there is none. */
    readonly last: string,
    /** Whether there may be more after it. */
    readonly full: boolean,
    events: readonly RecordedEvent[],
  ) {
    this.frames = events.map((event) => ({ runId: event.runId, bytes: Buffer.from(eventFrame(event)) }));
  }

  /** What to write, for one run or for all. */
  pieces(runId: string | null): readonly Buffer[] {
    if (runId !== null) return joined(this.frames.filter((frame) => frame.runId === runId).map(({ bytes }) => bytes));
    return (this.all ??= joined(this.frames.map(({ bytes }) => bytes)));
  }
}

function joined(frames: readonly Buffer[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let open: Buffer[] = [];
  let size = 0;
  const close = (): void => {
    if (open.length > 0) pieces.push(open.length === 1 ? (open[0] as Buffer) : Buffer.concat(open));
    open = [];
    size = 0;
  };
  for (const frame of frames) {
    if (size + frame.length > PIECE_BYTES) close();
    open.push(frame);
    size += frame.length;
  }
  close();
  return pieces;
}
