import { afterWall } from './device-timers.device';
import type { DeviceWorld, FaultSwitch } from './virtual-device.contract';

/** Faults of the line and of the part of the firmware that talks. Those marked "once" switch themselves off. */
export const LINE_FAULTS = [
  { name: 'dropReplies', summary: 'commands arrive, replies are lost' },
  { name: 'corruptNextFrame', summary: 'one bit of the next reply with data is flipped (once)' },
  { name: 'lateReplies', summary: 'replies come 3 s of wall time late, after the host gave up' },
  { name: 'splitFrames', summary: 'replies come in pieces of 1 to 5 bytes' },
  { name: 'doubleFrames', summary: 'each reply comes twice' },
  { name: 'junkBytes', summary: 'line noise in front of each reply' },
] as const satisfies readonly FaultSwitch[];
export type LineFault = (typeof LINE_FAULTS)[number]['name'];

/** Later than the time-out of every query, wall milliseconds. */
const LATE_WALL_MS = 3000;
/** Between two pieces of a split reply, wall milliseconds. */
const PIECE_MS = 2;

/** What a virtual device says, on its way to the wire. Order is kept whatever the faults do, as on a real line. */
export class ReplyLine {
  readonly faults = new Set<LineFault>();
  /** Each piece waits for the one before it, and then its own time. */
  private readonly waiting: { readonly wallMs: number; readonly bytes: Uint8Array }[] = [];
  private cancel: (() => void) | null = null;

  constructor(
    private readonly world: DeviceWorld,
    private readonly send: (bytes: Uint8Array) => void,
    /** What the device says unasked in front of each reply, if it does so now. */
    private readonly unasked: () => Uint8Array | null = () => null,
  ) {}

  reply(bytes: Uint8Array): void {
    if (this.faults.has('dropReplies')) return;
    const unasked = this.unasked();
    if (unasked) this.emit(unasked);
    let out = bytes;
    // An acknowledgement of one byte carries no data to corrupt.
    if (out.length > 1 && this.faults.delete('corruptNextFrame')) out = Uint8Array.from(out, (byte, at) => (at === 1 ? byte ^ 0x40 : byte));
    if (this.faults.has('junkBytes')) out = Uint8Array.from([...this.noise(), ...out]);
    this.emit(out);
    if (this.faults.has('doubleFrames')) this.emit(out);
  }

  /** Drops what has not been sent. */
  dispose(): void {
    this.cancel?.();
    this.cancel = null;
    this.waiting.length = 0;
  }

  private emit(bytes: Uint8Array): void {
    // What waits already is late enough for what comes behind it.
    const late = this.faults.has('lateReplies') && this.waiting.length === 0 ? LATE_WALL_MS : 0;
    if (!this.faults.has('splitFrames')) return this.say(late, bytes);
    for (let start = 0; start < bytes.length;) {
      const size = 1 + Math.floor(this.world.random() * 5);
      this.say(start === 0 ? late : PIECE_MS, bytes.slice(start, start + size));
      start += size;
    }
  }

  private say(wallMs: number, bytes: Uint8Array): void {
    if (wallMs === 0 && this.waiting.length === 0) return this.send(bytes);
    this.waiting.push({ wallMs, bytes });
    if (this.waiting.length === 1) this.schedule();
  }

  private schedule(): void {
    const [first] = this.waiting;
    if (!first) return;
    this.cancel = afterWall(this.world, first.wallMs, () => {
      this.cancel = null;
      this.waiting.shift();
      this.schedule();
      this.send(first.bytes);
    });
  }

  private noise(): Uint8Array {
    return Uint8Array.from({ length: 3 + Math.floor(this.world.random() * 5) }, () => 0x80 + Math.floor(this.world.random() * 0x80));
  }
}
