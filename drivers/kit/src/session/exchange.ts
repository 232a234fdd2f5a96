import type { CommandPhase } from '@labwright/domain';
import { LineFramer, type LineEnd } from '../framing/line.framing';
import type { DeviceNotice } from '../driver.contract';
import type { Transport, TransportClosed, Unsubscribe } from '../transport/transport';
import type { Classified, Exchange } from './command';
import type { LateReplies } from './late-replies';
import type { DriverTimers } from './timers';

/** How a device's lines are told apart. */
export interface LineProtocol<M> {
  readonly lineEnd: LineEnd;
  /** Bytes of the longest reply with its end. */
  readonly maxLineLength: number;
  /** Pure; never throws. */
  classify(line: Uint8Array): Classified<M>;
}

/** One command on the wire. */
interface InFlight<M> {
  readonly key: string;
  readonly isQuery: boolean;
  /** True for a barrier: a fault line then belongs to an older command. */
  readonly isBarrier: boolean;
  readonly received: number[];
  settle(result: Exchange<M>): void;
  /** Gives the device only this much longer, wall milliseconds. */
  hurry(ms: number, phase: CommandPhase): void;
}

/** What may be sent and how long it may take. */
export interface ExchangeRequest {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly isQuery: boolean;
  readonly isBarrier: boolean;
  readonly timeoutMs: number;
}

/** After an unreadable line a query waits this much longer for a readable one, wall milliseconds. */
const GRACE_AFTER_GARBAGE_MS = 300;
/** A line that stops in the middle is given up after this, wall milliseconds. USB adapters hold bytes back for up to 16 ms. */
const INTER_BYTE_MS = 500;

/**
 * The wire half of a session: puts one command on the line at a time and routes every line that comes back - to the command in
 * flight, to the ledger of late replies, or to `onNotice`. The waiter is registered before the write and its timer starts after it,
 * because a device may answer within the same tick. Exits: `end()`; a crash leaves nothing but the open port, which the OS closes.
 */
export class WireExchange<M> {
  private readonly framer: LineFramer;
  private inFlight: InFlight<M> | null = null;
  private cancelInterByte: (() => void) | null = null;
  private readonly subscriptions: Unsubscribe[];

  constructor(
    private readonly transport: Transport,
    private readonly protocol: LineProtocol<M>,
    private readonly late: LateReplies,
    private readonly timers: DriverTimers,
    private readonly onNotice: (notice: DeviceNotice) => void,
    onClosed: (why: TransportClosed) => void,
  ) {
    this.framer = new LineFramer(protocol.lineEnd, protocol.maxLineLength);
    this.subscriptions = [
      transport.onData((bytes) => this.receive(bytes)),
      transport.onClose((why) => {
        this.stopInterByte();
        this.inFlight?.settle({ is: 'closed', why: why.message, bytes: this.receivedBytes() });
        onClosed(why);
      }),
    ];
  }

  /**
   * Sends and waits for the reply. @throws LabError DRIVER_TRANSPORT_FENCED or _CLOSED when no byte left; everything later is a value.
   */
  async run(request: ExchangeRequest): Promise<Exchange<M>> {
    let cancelTimer: (() => void) | null = null;
    const settled = new Promise<Exchange<M>>((resolve) => {
      const waiter: InFlight<M> = {
        key: request.key,
        isQuery: request.isQuery,
        isBarrier: request.isBarrier,
        received: [],
        settle: (result) => {
          if (this.inFlight !== waiter) return;
          this.inFlight = null;
          cancelTimer?.();
          resolve(result);
        },
        hurry: (ms, phase) => {
          cancelTimer?.();
          cancelTimer = this.timers.after(ms, () => waiter.settle({ is: 'frame', phase, bytes: this.receivedBytes() }));
        },
      };
      this.inFlight = waiter;
    });
    const waiter = this.inFlight;
    // The write has a deadline of its own: a port that spins after a missed hang-up never drains.
    const startTimer = (phase: CommandPhase): void => {
      cancelTimer = this.timers.after(request.timeoutMs, () => {
        const bytes = this.receivedBytes();
        waiter?.settle(bytes.length > 0 ? { is: 'frame', phase, bytes } : { is: 'timeout', phase, bytes });
      });
    };
    startTimer('accept');
    let writeFailure: unknown = null;
    const written = this.transport.write(request.bytes).then(
      () => {
        if (this.inFlight !== waiter) return;
        cancelTimer?.();
        startTimer('reply');
      },
      (error: unknown) => {
        writeFailure = error;
        waiter?.settle({ is: 'closed', why: error instanceof Error ? error.message : String(error), bytes: new Uint8Array() });
      },
    );
    const result = await settled;
    // Only a failed write may throw; it settles the exchange itself, so its error is at hand here.
    if (writeFailure) throw writeFailure;
    void written;
    return result;
  }

  /** Ends the wait of the command in flight and takes the listeners off the line. */
  end(why: string): void {
    this.stopInterByte();
    for (const unsubscribe of this.subscriptions) unsubscribe();
    this.inFlight?.settle({ is: 'closed', why, bytes: this.receivedBytes() });
  }

  private receivedBytes(): Uint8Array {
    return Uint8Array.from([...(this.inFlight?.received ?? []), ...this.framer.partial]);
  }

  private receive(bytes: Uint8Array): void {
    this.stopInterByte();
    for (const event of this.framer.push(bytes)) {
      if (event.is === 'line') this.line(event.bytes);
      else this.garbage(event.bytes);
    }
    if (this.framer.hasPartial) {
      this.cancelInterByte = this.timers.after(INTER_BYTE_MS, () => {
        for (const event of this.framer.dropPartial()) this.garbage(event.bytes);
      });
    }
  }

  private stopInterByte(): void {
    this.cancelInterByte?.();
    this.cancelInterByte = null;
  }

  private line(bytes: Uint8Array): void {
    const found = this.protocol.classify(bytes);
    switch (found.is) {
      case 'reply': {
        const waiting = this.inFlight;
        if (waiting?.key === found.key) {
          if (waiting.isBarrier) this.late.settleByBarrier();
          return waiting.settle({ is: 'reply', message: found.message, bytes });
        }
        const what = this.late.pay(found.key) ? 'late reply' : 'reply that nobody asked for';
        return this.onNotice({ severity: 'info', text: `${what}: ${text(bytes)}`, bytes });
      }
      case 'fault': {
        const waiting = this.inFlight;
        if (waiting && !waiting.isBarrier) return waiting.settle({ is: 'fault', fault: found.fault, bytes });
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
    waiting.received.push(...bytes);
    if (waiting.isQuery) waiting.hurry(GRACE_AFTER_GARBAGE_MS, 'reply');
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').trim();
}
