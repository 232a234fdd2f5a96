/** What a stretch of bytes turned out to be; discarded bytes are given out so that they show in the trace. */
export type FrameEvent =
  /** One complete frame with its end: a line, or whatever the wire has in its place. */
  | { readonly is: 'line'; readonly bytes: Uint8Array }
  | { readonly is: 'discarded'; readonly bytes: Uint8Array; readonly why: 'too-long' | 'inter-byte' };

/** L2: cuts a byte stream into frames, whatever the chunks are. No timers, never throws, loses and invents no byte. */
export interface Framer {
  /** True in the middle of a frame. */
  readonly hasPartial: boolean;
  /** The unfinished frame. */
  readonly partial: Uint8Array;
  push(bytes: Uint8Array): FrameEvent[];
  /** Gives up on the unfinished frame; the inter-byte timer calls it. */
  dropPartial(): FrameEvent[];
}
