import type { Framer } from '../framing/framer';

/**
 * One leg of a command: bytes to write, what accepts them, and how the answer is framed. Most commands have one. A wire that echoes
 * every character has `accept: bytes`; one that says ACK before it takes a parameter has two legs; a second answer to the same bytes
 * is a leg that writes nothing. Every leg is classified as `accept` and frame together (nothing at all: no bytes), and the message of
 * the last one is the command's. A leg whose answer is a fault ends the command.
 */
export interface Leg {
  /** Empty: writes nothing and waits for a further answer. */
  readonly bytes: Uint8Array;
  /** The exact bytes that come back before anything else: the echo, or ACK. Absent: the answer comes at once. */
  readonly accept?: Uint8Array;
  /** Wall milliseconds from the last byte written to the last byte of `accept`. Default 1000. */
  readonly acceptTimeoutMs?: number;
  /** `none`: nothing follows `accept`. Default `frame`. */
  readonly answer?: 'frame' | 'none';
  /** Makes the framing of this leg's answer. Absent: the framing of the session. */
  readonly framer?: () => Framer;
  /** Wall milliseconds to the end of the answer. Absent: `replyTimeoutMs` of the command. */
  readonly replyTimeoutMs?: number;
  /** A frame that stops in the middle is given up after this, wall milliseconds. Default 500. */
  readonly interByteMs?: number;
  /** Silence to keep after a leg without any answer, wall milliseconds. Default 0. */
  readonly gapMs?: number;
}
