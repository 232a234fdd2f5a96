import type { WriteFence } from '../write-fence';

/** Pause between two tries to give bytes to a full buffer, wall milliseconds. */
const FULL_MS = 5;

/** One write, given to the operating system by ourselves, because a stream would do so later, when nobody asks the fence any more. */
export interface FencedWrite {
  readonly bytes: Uint8Array;
  readonly fence: WriteFence;
  /** Gives bytes to the operating system at once; gives how many it took, 0 while its buffer is full. */
  readonly put: (bytes: Uint8Array) => number;
  readonly isOpen: () => boolean;
}

/** How it ended: all bytes are with the operating system, or not; `late` where the ownership may have ended before they left. */
export type WriteEnd = { readonly taken: number; readonly why: 'all' | 'closed' | 'fenced' | 'late' };

/**
 * Asks the fence and calls `put` in the same tick, again for each part that a full buffer leaves over. Between the question and the system call
 * lie microseconds; a process that is suspended in just these finds out afterwards, and says `late`. The first question throws.
 * @throws LabError DRIVER_TRANSPORT_FENCED, and nothing has left; what `put` throws
 */
export async function writeFenced({ bytes, fence, put, isOpen }: FencedWrite): Promise<WriteEnd> {
  fence.assertWritable();
  let taken = put(bytes);
  while (taken < bytes.length) {
    await new Promise((resolve) => setTimeout(resolve, FULL_MS));
    if (!isOpen()) return { taken, why: 'closed' };
    if (!holds(fence)) return { taken, why: 'fenced' };
    taken += put(bytes.subarray(taken));
  }
  return { taken, why: holds(fence) ? 'all' : 'late' };
}

/** As the fence, as a value. */
export function holds(fence: WriteFence): boolean {
  try {
    fence.assertWritable();
    return true;
  } catch {
    return false;
  }
}
