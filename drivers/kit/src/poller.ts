import { hasCode, LabError, toLabError } from '@labwright/domain';
import type { DriverClock } from './driver.contract';
import { Patience } from './patience';
import type { DriverTimers } from './session/timers';

export interface PollerOptions<S> {
  readonly instrument: string;
  readonly url: string;
  readonly clock: DriverClock;
  readonly timers: DriverTimers;
  /** Interval of a working and of an idle instrument, lab milliseconds. */
  readonly pollMs: { readonly active: number; readonly idle: number };
  /** One complete poll. */
  readonly read: () => Promise<S>;
  /** Called once, after three polls in a row without an answer. */
  readonly onLost: (error: Error) => void;
}

export interface UntilOptions {
  /** What is waited for, for messages: `45 Cel`. */
  readonly goal: string;
  readonly command: string;
  /** Lab milliseconds after which the wait is over. */
  readonly labTimeoutMs: number;
  readonly signal: AbortSignal;
}

interface Waiter<S> {
  readonly after: number;
  readonly resolve: (state: S) => void;
  readonly reject: (error: LabError) => void;
}

const POLLS_TO_LOSE = 3;

/**
 * One status stream per device: however many callers wait, the device is read once at a time, and each waits for the next poll that
 * began after it asked. A failed poll goes to all waiters. Modes: stopped -> running -> stopped; exits: `stop()`, or `onLost` after
 * three polls in a row without an answer. Polls that a fence or the device itself refused do not count as silence.
 */
export class Poller<S> {
  private mode: 'active' | 'idle' = 'idle';
  private running = false;
  private reading = false;
  /** Somebody asked for a fresh poll while one was under way. */
  private again = false;
  private lost = false;
  private silent = 0;
  private begun = 0;
  private cancelTimer: (() => void) | null = null;
  private waiters: Waiter<S>[] = [];

  constructor(private readonly options: PollerOptions<S>) {}

  start(): void {
    this.running = true;
    this.schedule();
  }

  stop(): void {
    this.running = false;
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.rejectAll(this.error('DRIVER_TRANSPORT_CLOSED', 'the session ended while waiting; reconnect the instrument', 'poll'));
  }

  setMode(mode: 'active' | 'idle'): void {
    if (mode === this.mode) return;
    this.mode = mode;
    if (this.running && !this.reading) this.schedule();
  }

  /** The next complete poll that begins from now on. */
  next(signal: AbortSignal, command = 'poll'): Promise<S> {
    return new Promise<S>((resolve, reject) => {
      if (signal.aborted) return reject(this.error('DRIVER_CANCELLED', `cancelled while waiting for ${command}`, command));
      if (!this.running) return reject(this.error('DRIVER_TRANSPORT_CLOSED', 'the session is closed; reconnect the instrument', command));
      const abort = (): void => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        reject(this.error('DRIVER_CANCELLED', `cancelled while waiting for ${command}`, command));
      };
      const leave = (): void => signal.removeEventListener('abort', abort);
      const waiter: Waiter<S> = {
        after: this.begun,
        resolve: (state) => (leave(), resolve(state)),
        reject: (error) => (leave(), reject(error)),
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiters.push(waiter);
    });
  }

  /**
   * Waits until a poll satisfies the predicate, which may throw to give up. @throws LabError DRIVER_TIMEOUT (phase `complete`),
   * DRIVER_CANCELLED, and whatever a poll failed with
   */
  async until(predicate: (state: S) => boolean, options: UntilOptions): Promise<S> {
    const patience = new Patience(this.options.clock);
    this.hurry();
    for (;;) {
      const state = await this.next(options.signal, options.command);
      if (predicate(state)) return state;
      if (patience.isOver(options.labTimeoutMs)) throw this.tooLong(options);
    }
  }

  private tooLong(options: UntilOptions): LabError {
    const { instrument, url } = this.options;
    const seconds = Math.round(options.labTimeoutMs / 1000);
    return new LabError(
      'DRIVER_TIMEOUT',
      `${instrument} (${url}): ${options.command} did not reach ${options.goal} in ${seconds} s; look at the instrument`,
      { instrument, url, command: options.command, phase: 'complete', timeoutMs: options.labTimeoutMs, outcome: 'failed' },
      'safe',
    );
  }

  /** Reads now instead of at the next tick, for a caller that has just changed something. */
  private hurry(): void {
    if (!this.running) return;
    if (this.reading) {
      this.again = true;
      return;
    }
    this.cancelTimer?.();
    this.cancelTimer = this.options.timers.after(0, () => void this.poll());
  }

  private schedule(): void {
    this.cancelTimer?.();
    const delay = this.options.clock.pollDelay(this.options.pollMs[this.mode]);
    this.cancelTimer = this.options.timers.after(delay, () => void this.poll());
  }

  private async poll(): Promise<void> {
    if (this.reading || !this.running) return;
    this.reading = true;
    this.begun += 1;
    const number = this.begun;
    try {
      const state = await this.options.read();
      this.silent = 0;
      const served = this.waiters.filter((waiter) => waiter.after < number);
      this.waiters = this.waiters.filter((waiter) => waiter.after >= number);
      for (const waiter of served) waiter.resolve(state);
    } catch (error) {
      this.failed(toLabError(error, 'poll'));
    } finally {
      this.reading = false;
      const again = this.again;
      this.again = false;
      if (again) this.hurry();
      else if (this.running) this.schedule();
    }
  }

  private failed(error: LabError): void {
    this.rejectAll(error);
    const noAnswer =
      hasCode(error, 'DRIVER_TIMEOUT') || hasCode(error, 'DRIVER_FRAME_INVALID') || hasCode(error, 'DRIVER_TRANSPORT_CLOSED');
    this.silent = noAnswer ? this.silent + 1 : 0;
    if (this.silent < POLLS_TO_LOSE || this.lost || !this.running) return;
    this.lost = true;
    this.options.onLost(error);
  }

  private rejectAll(error: LabError): void {
    for (const waiter of this.waiters.splice(0)) waiter.reject(error);
  }

  private error(code: 'DRIVER_CANCELLED' | 'DRIVER_TRANSPORT_CLOSED', what: string, command: string): LabError {
    const { instrument, url } = this.options;
    return new LabError(code, `${instrument} (${url}): ${what}`, { instrument, url, command, outcome: 'failed' }, 'safe');
  }
}
