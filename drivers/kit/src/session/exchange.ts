import type { DeviceNotice } from '../driver.contract';
import type { Framer } from '../framing/framer';
import type { Transport, TransportClosed, Unsubscribe } from '../transport/transport';
import type { Exchange } from './command';
import type { LateReplies } from './late-replies';
import type { Leg } from './leg';
import { LegProgress } from './leg-progress';
import type { WritePurpose } from '../write-fence';
import type { DriverTimers } from './timers';
import type { WireProtocol } from './wire-protocol';

/** One command on the wire. */
interface InFlight<M> {
  readonly request: ExchangeRequest;
  readonly progress: LegProgress;
  /** Whether the bytes of the last leg have left. */
  written: boolean;
  settle(result: Exchange<M>): void;
  /** Puts this in the place of the timer that runs. */
  timer(ms: number, then: () => void): void;
}

/** What may be sent and how long it may take. */
export interface ExchangeRequest {
  readonly key: string;
  readonly legs: readonly Leg[];
  readonly isQuery: boolean;
  /** True for a barrier: a fault frame then belongs to an older command. */
  readonly isBarrier: boolean;
  readonly timeoutMs: number;
  readonly purpose?: WritePurpose | undefined;
}

/** After an unreadable frame a query waits this much longer for a readable one, and a lost echo for quiet, wall milliseconds. */
const GRACE_AFTER_GARBAGE_MS = 300;
/** A frame that stops in the middle is given up after this, wall milliseconds. USB adapters hold bytes back for up to 16 ms. */
const INTER_BYTE_MS = 500;
/** Source: drivers.md, L3 session. */
const ACCEPT_MS = 1000;

/**
 * The wire half of a session: puts one command on the line at a time, leg by leg, and routes every byte that comes back - to the
 * command in flight, to the ledger of late replies, or to `onNotice`. The waiter is registered before the write and its timer starts
 * after it, because a device may answer within the same tick. Exits: `end()`; a crash leaves nothing but the open port, which the OS
 * closes.
 */
export class WireExchange<M> {
  private readonly framer: Framer;
  private inFlight: InFlight<M> | null = null;
  private cancelInterByte: (() => void) | null = null;
  private interrupts = 0;
  private readonly subscriptions: Unsubscribe[];

  constructor(
    private readonly transport: Transport,
    private readonly protocol: WireProtocol<M>,
    private readonly late: LateReplies,
    private readonly timers: DriverTimers,
    private readonly onNotice: (notice: DeviceNotice) => void,
    onClosed: (why: TransportClosed) => void,
  ) {
    this.framer = protocol.framer();
    this.subscriptions = [
      transport.onData((bytes) => this.receive(bytes)),
      transport.onClose((why) => {
        this.stopInterByte();
        this.inFlight?.settle({ is: 'closed', why: why.message, bytes: this.inFlight.progress.received });
        onClosed(why);
      }),
    ];
  }

  /** Sends and waits for the answer. Every ending is a value; nothing is thrown. */
  async run(request: ExchangeRequest): Promise<Exchange<M>> {
    const { interrupts } = this;
    if (this.protocol.flush === 'command') {
      await this.transport.flush();
      this.dropPartial();
    }
    if (interrupts !== this.interrupts) return { is: 'interrupted', written: false, bytes: new Uint8Array() };
    // What is left of something older cannot be the beginning of an answer that starts with its own acceptance.
    if (request.legs[0]?.accept) this.dropPartial();
    return new Promise<Exchange<M>>((resolve) => {
      let cancelTimer: (() => void) | null = null;
      const waiting: InFlight<M> = {
        request,
        written: false,
        progress: new LegProgress(request.legs, this.framer, (byte) => this.protocol.isNoise?.(byte) === true),
        settle: (result) => {
          if (this.inFlight !== waiting) return;
          this.inFlight = null;
          cancelTimer?.();
          resolve(result);
        },
        timer: (ms, then) => {
          cancelTimer?.();
          cancelTimer = this.timers.after(ms, then);
        },
      };
      this.inFlight = waiting;
      this.begin(waiting);
    });
  }

  /** Whether all bytes of the command in flight have left. */
  get hasWritten(): boolean {
    return this.inFlight?.written === true;
  }

  /** Breaks off the command in flight, and one whose bytes are about to leave. What it was answered so far is thrown away. */
  interrupt(): void {
    this.interrupts += 1;
    const waiting = this.inFlight;
    if (!waiting) return;
    const bytes = waiting.progress.received;
    waiting.settle({ is: 'interrupted', written: waiting.written, bytes });
    this.framer.dropPartial();
  }

  /** Ends the wait of the command in flight and takes the listeners off the line. */
  end(why: string): void {
    this.stopInterByte();
    for (const unsubscribe of this.subscriptions) unsubscribe();
    this.inFlight?.settle({ is: 'closed', why, bytes: this.inFlight.progress.received });
  }

  /** Writes the leg that is up and starts its timers. */
  private begin(waiting: InFlight<M>): void {
    const { progress, request } = waiting;
    const { index, leg } = progress;
    if (leg.bytes.length === 0) return this.written(waiting);
    // The write has a deadline of its own: a port that spins after a missed hang-up never drains.
    waiting.timer(request.timeoutMs, () => {
      const ended = progress.givenUp(request.timeoutMs);
      waiting.settle(ended.is === 'timeout' || ended.is === 'frame' ? { ...ended, phase: 'accept' } : ended);
    });
    this.transport.write(leg.bytes, request.purpose).then(
      () => {
        if (this.inFlight === waiting && progress.index === index && progress.lost === null) this.written(waiting);
      },
      (error: unknown) => waiting.settle({ is: 'unwritten', error, begun: index > 0, bytes: progress.received }),
    );
  }

  private written(waiting: InFlight<M>): void {
    const { progress } = waiting;
    const { leg } = progress;
    waiting.written = progress.index === progress.legs.length - 1;
    if (progress.phase === 'accept') return this.giveUpAfter(waiting, leg.acceptTimeoutMs ?? ACCEPT_MS);
    if (leg.answer !== 'none') return this.giveUpAfter(waiting, leg.replyTimeoutMs ?? waiting.request.timeoutMs);
    const done = (): void => {
      this.giveUpAfter(waiting, waiting.request.timeoutMs);
      this.frame(new Uint8Array());
    };
    if (leg.gapMs) waiting.timer(leg.gapMs, done);
    else done();
  }

  private giveUpAfter(waiting: InFlight<M>, ms: number): void {
    waiting.timer(ms, () => waiting.settle(waiting.progress.givenUp(ms)));
  }

  private receive(bytes: Uint8Array): void {
    this.stopInterByte();
    // Byte by byte, because the last byte of one leg decides who reads the next.
    for (const byte of bytes) {
      const waiting = this.inFlight;
      if (waiting?.progress.phase === 'accept' && waiting.progress.lost === null) this.accept(waiting, byte);
      else this.push(byte);
    }
    const waiting = this.inFlight;
    if (waiting && waiting.progress.lost !== null) this.settleWhenQuiet(waiting);
    const framer = this.framerNow;
    if (!framer.hasPartial) return;
    this.cancelInterByte = this.timers.after(waiting?.progress.leg.interByteMs ?? INTER_BYTE_MS, () => {
      for (const event of framer.dropPartial()) this.garbage(event.bytes);
    });
  }

  private accept(waiting: InFlight<M>, byte: number): void {
    const { progress } = waiting;
    switch (progress.accept(byte)) {
      case 'accepted':
        if (progress.leg.answer === 'none') return this.frame(new Uint8Array());
        return this.giveUpAfter(waiting, progress.leg.replyTimeoutMs ?? waiting.request.timeoutMs);
      case 'mismatch':
        // Whatever it is instead may be readable, such as a line that the device sends at power-up.
        for (const other of [...progress.takeAccepted(), byte]) this.push(other);
        return;
      case 'more':
      case 'noise':
        return;
    }
  }

  private get framerNow(): Framer {
    return this.inFlight?.progress.framer ?? this.framer;
  }

  private push(byte: number): void {
    for (const event of this.framerNow.push(Uint8Array.of(byte))) {
      if (event.is === 'line') this.frame(event.bytes);
      else this.garbage(event.bytes);
    }
  }

  private dropPartial(): void {
    for (const event of this.framer.dropPartial()) this.garbage(event.bytes);
  }

  private stopInterByte(): void {
    this.cancelInterByte?.();
    this.cancelInterByte = null;
  }

  private frame(bytes: Uint8Array): void {
    const waiting = this.inFlight?.progress.lost === null ? this.inFlight : null;
    const answer = waiting?.progress.answer(bytes) ?? bytes;
    const found = this.protocol.classify(answer, waiting ? { key: waiting.request.key, leg: waiting.progress.index } : null);
    switch (found.is) {
      case 'reply': {
        if (waiting?.request.key === found.key) {
          if (waiting.progress.next(answer)) return this.begin(waiting);
          if (waiting.request.isBarrier) this.late.settleByBarrier();
          return waiting.settle({ is: 'reply', message: found.message, bytes: waiting.progress.answers });
        }
        const what = this.late.pay(found.key) ? 'late reply' : 'reply that nobody asked for';
        return this.onNotice({ severity: 'info', text: `${what}: ${text(bytes)}`, bytes });
      }
      case 'fault': {
        if (waiting && !waiting.request.isBarrier) return waiting.settle({ is: 'fault', fault: found.fault, bytes: answer });
        this.late.payOldest();
        return this.onNotice({ severity: 'error', text: text(bytes), bytes });
      }
      case 'notice':
        return this.onNotice({ ...found.notice, bytes });
      case 'garbage':
        return this.garbage(bytes);
    }
  }

  private garbage(bytes: Uint8Array): void {
    const waiting = this.inFlight;
    if (!waiting) return this.onNotice({ severity: 'info', text: `unreadable bytes: ${Buffer.from(bytes).toString('hex')}`, bytes });
    waiting.progress.garbage.push(...bytes);
    if (waiting.request.isQuery) this.settleWhenQuiet(waiting);
  }

  /** Leaves a readable frame, or the rest of an unreadable one, a moment to come. */
  private settleWhenQuiet(waiting: InFlight<M>): void {
    waiting.timer(GRACE_AFTER_GARBAGE_MS, () => {
      const ended = waiting.progress.unreadable();
      if (waiting.progress.lost !== null) this.framer.dropPartial();
      waiting.settle(ended);
    });
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').trim();
}
