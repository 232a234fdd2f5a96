import type { Framer } from '../framing/framer';
import { LineFramer, type LineEnd } from '../framing/line.framing';
import type { Classified } from './command';

/** The command that waits for the frame, for wires whose replies do not name what they answer. */
export interface Asked {
  readonly key: string;
  /** Which of its legs, from 0. */
  readonly leg: number;
}

/** How a device's bytes are cut into frames and told apart. */
export interface WireProtocol<M> {
  /** Makes the framing of a session; it also frames what comes while no command waits. */
  framer(): Framer;
  /**
   * What the answer of one leg is: `accept` and frame together. `asked` is null when nothing waits for it, and after an echo that does
   * not match. Pure; never throws.
   */
  classify(bytes: Uint8Array, asked: Asked | null): Classified<M>;
  /** When bytes that nobody has read are thrown away: once after opening, or before each command as well. Absent: never. */
  readonly flush?: 'open' | 'command';
  /** True for a byte that this wire cannot carry; in front of `accept` it is line noise and left out. Absent: none. */
  isNoise?(byte: number): boolean;
}

/** A wire of lines, each of which names the command that it answers. */
export interface LineProtocol<M> {
  readonly lineEnd: LineEnd;
  /** Bytes of the longest reply with its end. */
  readonly maxLineLength: number;
  /** Pure; never throws. */
  classify(line: Uint8Array): Classified<M>;
}

/** Any protocol as the session uses it. */
export function wireProtocol<M>(protocol: LineProtocol<M> | WireProtocol<M>): WireProtocol<M> {
  if (!('lineEnd' in protocol)) return protocol;
  return {
    framer: () => new LineFramer(protocol.lineEnd, protocol.maxLineLength),
    classify: (bytes) => protocol.classify(bytes),
  };
}
