import type { CommandPhase } from '@labwright/domain';
import type { Framer } from '../framing/framer';
import type { Exchange } from './command';
import type { Leg } from './leg';

/** What one more byte means for the `accept` of a leg. */
export type AcceptStep = 'more' | 'accepted' | 'noise' | 'mismatch';

/**
 * How far one command has come on the wire. Modes per leg: accept -> reply -> next leg; `lost` from accept, once other bytes came than
 * the leg takes for its acceptance: nothing is believed then until the line is quiet. Pure: no timers, no I/O.
 */
export class LegProgress {
  /** Which leg is under way, from 0. */
  index = 0;
  phase: Extract<CommandPhase, 'accept' | 'reply'> = 'reply';
  /** Unreadable bytes, and noise. */
  readonly garbage: number[] = [];
  /** Why the bytes of `accept` are no acceptance; null while they may still be. */
  lost: string | null = null;
  /** Answers of the legs that are done. */
  private readonly heard: number[] = [];
  private accepted: number[] = [];
  private ownFramer: Framer | null = null;

  constructor(
    readonly legs: readonly Leg[],
    private readonly sessionFramer: Framer,
    private readonly isNoise: (byte: number) => boolean,
  ) {
    this.enter();
  }

  get leg(): Leg {
    return this.legs[this.index] ?? { bytes: new Uint8Array() };
  }

  /** Frames the answer that is awaited now. */
  get framer(): Framer {
    return this.lost === null && this.phase === 'reply' && this.ownFramer ? this.ownFramer : this.sessionFramer;
  }

  /** A leg's whole answer: what accepted it, and the frame. */
  answer(frame: Uint8Array): Uint8Array {
    return Uint8Array.from([...this.accepted, ...frame]);
  }

  /** One byte while `accept` is awaited. After a mismatch the bytes that had matched are the caller's to look at. */
  accept(byte: number): AcceptStep {
    const expected = this.leg.accept ?? new Uint8Array();
    if (byte === expected[this.accepted.length]) {
      this.accepted.push(byte);
      if (this.accepted.length < expected.length) return 'more';
      this.phase = 'reply';
      return 'accepted';
    }
    if (this.accepted.length === 0 && this.isNoise(byte)) {
      this.garbage.push(byte);
      return 'noise';
    }
    this.lost = `echo mismatch: ${printable(expected)} was expected back, ${printable([...this.accepted, byte])} came`;
    return 'mismatch';
  }

  /** Takes the bytes that had matched out of the acceptance. */
  takeAccepted(): number[] {
    return this.accepted.splice(0);
  }

  /** Ends this leg with its answer. False when it was the last. */
  next(answer: Uint8Array): boolean {
    this.heard.push(...answer);
    this.index += 1;
    if (this.index >= this.legs.length) return false;
    this.enter();
    return true;
  }

  /** All answers, once the last leg is done. */
  get answers(): Uint8Array {
    return Uint8Array.from(this.heard);
  }

  /** Everything received for this command. */
  get received(): Uint8Array {
    return Uint8Array.from([...this.heard, ...this.accepted, ...this.garbage, ...this.framer.partial]);
  }

  /** What a time-out comes to: silence, or bytes that nobody can read. */
  givenUp(timeoutMs: number): Exclude<Exchange<never>, { is: 'reply' }> {
    const bytes = this.received;
    const unread = this.garbage.length + this.framer.partial.length + (this.phase === 'accept' ? this.accepted.length : 0);
    if (unread === 0 && this.lost === null) return { is: 'timeout', phase: this.phase, timeoutMs, bytes };
    return this.unreadable();
  }

  unreadable(): Exclude<Exchange<never>, { is: 'reply' }> {
    const frame = { is: 'frame', phase: this.phase, bytes: this.received } as const;
    return this.lost === null ? frame : { ...frame, why: this.lost };
  }

  private enter(): void {
    this.accepted = [];
    this.phase = this.leg.accept === undefined ? 'reply' : 'accept';
    this.ownFramer = this.leg.framer?.() ?? null;
  }
}

function printable(bytes: Iterable<number>): string {
  return JSON.stringify(Buffer.from([...bytes]).toString('latin1'));
}
