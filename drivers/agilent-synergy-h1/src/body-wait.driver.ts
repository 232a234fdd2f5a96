import type { LabError } from '@labwright/domain';
import type { DriverClock, DriverTimers } from '@drivers/kit';
import { readFrame, withoutNoise } from './commands.driver';
import { decodeBody, type DataBody } from './data-body.protocol';
import { STATUS_OK } from './reply.protocol';
import { foundError, interruptedByDevice, type Place } from './synergy-h1.errors';

/** A whole body and its bytes. */
export interface ReceivedBody {
  readonly body: DataBody;
  readonly bytes: Uint8Array;
}

/** What a wait is given. */
export interface BodyWaitOptions {
  readonly place: Place;
  readonly clock: DriverClock;
  readonly timers: DriverTimers;
  /** What has come of a frame that is not whole. */
  readonly partial: () => Uint8Array;
}

/** After the time of the instrument is over, the line still gets this much, wall milliseconds: 384 wells take 6 s at 9600 baud. */
const LINE_MS = 10_000;
/** The deadline is lab time, whose rate may change meanwhile, so it is looked at this often, wall milliseconds. */
const LOOK_MS = 2000;

/**
 * Waits for the data of one read. Made before `O` is written, because they may come in the same tick as its answer. Modes: waiting ->
 * over. Exits: a whole body; a frame that should have been one; an error status in its place; the deadline; `fail()`. All but the first
 * leave the outcome of the read unknown: it is light and time that were spent.
 */
export class BodyWait {
  /** Settles once. */
  readonly received: Promise<ReceivedBody>;
  private settle: ((result: ReceivedBody | LabError) => void) | null = null;
  private cancelTimer: () => void = () => undefined;

  constructor(private readonly options: BodyWaitOptions) {
    this.received = new Promise((resolve, reject) => {
      this.settle = (result) => {
        this.settle = null;
        this.cancelTimer();
        if ('bytes' in result) resolve(result);
        else reject(result);
      };
    });
    // Whoever made it may end before it is awaited.
    this.received.catch(() => undefined);
  }

  /** Offers a frame that answers no command. False: it has nothing to do with the read. */
  take(frame: Uint8Array): boolean {
    const bytes = withoutNoise(frame);
    const reply = readFrame(bytes);
    if (reply?.is === 'status' && reply.status !== STATUS_OK && reply.status !== '') {
      this.settle?.(interruptedByDevice(this.options.place, reply.status, bytes));
      return true;
    }
    if (reply !== null && reply.is !== 'body') return false;
    const found = decodeBody(bytes);
    if ('body' in found) {
      const failed = found.body.status !== STATUS_OK;
      this.settle?.(failed ? interruptedByDevice(this.options.place, found.body.status, bytes) : { body: found.body, bytes });
      return true;
    }
    if (!Buffer.from(bytes).includes(',')) return false;
    const code = found.error === 'checksum' ? 'DRIVER_FRAME_CHECKSUM' : 'DRIVER_FRAME_INVALID';
    const what = `the data are damaged (${found.error}); check the cable, and read again if the plate bears it`;
    this.fail(foundError(code, this.options.place, what, 'unknown', { phase: 'complete', partial: bytes }));
    return true;
  }

  /** @param labMs what the instrument may take from now on, lab milliseconds */
  startTimer(labMs: number): void {
    const { clock, timers, place, partial } = this.options;
    const deadline = clock.labNow() + labMs;
    const look = (): void => {
      const left = deadline - clock.labNow();
      if (left > 0) this.cancelTimer = timers.after(Math.min(clock.pollDelay(left), LOOK_MS), look);
      else this.cancelTimer = timers.after(LINE_MS, giveUp);
    };
    const giveUp = (): void => {
      const what = `no complete data in ${Math.round(labMs / 1000)} s; look at the instrument`;
      this.fail(foundError('DRIVER_TIMEOUT', place, what, 'unknown', { phase: 'complete', timeoutMs: labMs, partial: partial() }));
    };
    if (this.settle) look();
  }

  fail(error: LabError): void {
    this.settle?.(error);
  }
}
