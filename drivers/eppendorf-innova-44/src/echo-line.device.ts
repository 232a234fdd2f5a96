import { afterWall, type DeviceWorld, type FaultSwitch } from '@drivers/kit';

/** Faults of the line and of the part of the firmware that talks. Those marked "once" switch themselves off. */
export const LINE_FAULTS = [
  { name: 'dropReplies', summary: 'commands arrive, echoes and replies are lost' },
  { name: 'noEcho', summary: 'commands are carried out, but no character comes back' },
  { name: 'wrongEcho', summary: 'one bit of the second character of each echo is flipped' },
  { name: 'corruptNextFrame', summary: 'one bit of the next data line is flipped (once)' },
  { name: 'lateReplies', summary: 'echoes and replies come 3 s of wall time late, after the host gave up' },
  { name: 'splitFrames', summary: 'data lines come in pieces of 1 to 5 bytes' },
  { name: 'doubleFrames', summary: 'each data line comes twice' },
  { name: 'junkBytes', summary: 'line noise in front of each echo' },
] as const satisfies readonly FaultSwitch[];
export type LineFault = (typeof LINE_FAULTS)[number]['name'];

/** Later than the time-out of every command, wall milliseconds. */
const LATE_MS = 3000;
/** From a character to its echo, wall milliseconds, at least and at most. */
const ECHO_MS = [1, 3] as const;
/** From the echo of CR to the data line, and between two pieces of one, wall milliseconds. */
const LINE_MS = 4;
const PIECE_MS = 2;

/** What follows waits for what is before it, and then its own time. */
interface Waiting {
  readonly wallMs: number;
  readonly bytes: Uint8Array;
}

/** What the device says, on its way to the wire: in the order in which it was said, whatever the faults do. */
export class EchoLine {
  readonly faults = new Set<LineFault>();
  private readonly queue: Waiting[] = [];
  private cancelTimer: (() => void) | null = null;
  /** Characters of the command that is coming in. */
  private position = 0;

  constructor(
    private readonly world: DeviceWorld,
    private readonly send: (bytes: Uint8Array) => void,
  ) {}

  /** Returns one character of a command. */
  echo(byte: number): void {
    const position = this.position;
    this.position = byte === 0x0d ? 0 : position + 1;
    if (this.faults.has('noEcho')) return;
    if (position === 0 && byte !== 0x0a && this.faults.has('junkBytes')) this.say(this.noise(), 0);
    const [least, most] = ECHO_MS;
    this.say(
      Uint8Array.of(position === 1 && this.faults.has('wrongEcho') ? byte ^ 0x01 : byte),
      least + this.world.random() * (most - least),
    );
  }

  /** Says a whole line: data behind the echo, or OK. */
  line(bytes: Uint8Array): void {
    const out = this.faults.delete('corruptNextFrame') ? bytes.map((byte, index) => (index === 1 ? byte ^ 0x40 : byte)) : bytes;
    for (let copy = this.faults.has('doubleFrames') ? 2 : 1; copy > 0; copy -= 1) {
      if (!this.faults.has('splitFrames')) this.say(out, LINE_MS);
      for (let start = 0; this.faults.has('splitFrames') && start < out.length;) {
        const size = 1 + Math.floor(this.world.random() * 5);
        this.say(out.slice(start, start + size), start === 0 ? LINE_MS : PIECE_MS);
        start += size;
      }
    }
  }

  /** Drops what has not been sent, and the command that is coming in. */
  dispose(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.queue.length = 0;
    this.position = 0;
  }

  /** Latencies are the line's, so they are wall time, whatever the rate of the lab. */
  private say(bytes: Uint8Array, wallMs: number): void {
    if (this.faults.has('dropReplies')) return;
    // What waits already is late enough for what comes behind it.
    const late = this.faults.has('lateReplies') && this.queue.length === 0 ? LATE_MS : 0;
    this.queue.push({ wallMs: wallMs + late, bytes });
    if (this.queue.length === 1) this.schedule();
  }

  private schedule(): void {
    const [first] = this.queue;
    if (!first) return;
    this.cancelTimer = afterWall(this.world, first.wallMs, () => {
      this.cancelTimer = null;
      this.queue.shift();
      this.schedule();
      this.send(first.bytes);
    });
  }

  private noise(): Uint8Array {
    return Uint8Array.from({ length: 3 + Math.floor(this.world.random() * 5) }, () => 0x80 + Math.floor(this.world.random() * 0x80));
  }
}
