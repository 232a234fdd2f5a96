import { isLabError } from '@labwright/domain';
import type { Answer, DriverClock, DriverTimers, PerformOptions } from '@drivers/kit';
import { abortWork, set, startDefined, type Say } from './commands.driver';
import { MAX_SHAKE, SHAKE_CYCLES } from './read-definition.protocol';

/** One of the speeds of the orbital shaker. */
export interface ShakeSpeed {
  /** mm. */
  readonly amplitude: number;
  /** Cycles a minute. */
  readonly cycles: number;
}

/**
 * What this connection knows of the shaker. `until`: lab time at which the device ends by itself, if nobody starts it again; `since`: lab
 * time of the first start; `restarts`: how often it has been started again.
 */
export type ShakeState =
  | { readonly is: 'unknown'; readonly why: string }
  | { readonly is: 'off' }
  | { readonly is: 'on'; readonly speed: ShakeSpeed; readonly since: number; readonly until: number; readonly restarts: number };

export interface ContinuousShakeOptions {
  readonly clock: DriverClock;
  readonly timers: DriverTimers;
  /** Keeps the line for one piece of work. */
  readonly alone: (work: (say: Say) => Promise<void>) => Promise<void>;
  /** Nobody keeps it up any more. */
  readonly onLost: (why: string) => void;
}

/** All speeds, slowest first. */
export const SHAKE_SPEEDS: readonly ShakeSpeed[] = Object.entries(SHAKE_CYCLES)
  .map(([amplitude, cycles]) => ({ amplitude: Number(amplitude), cycles }))
  .toSorted((a, b) => a.cycles - b.cycles);

/** It is started again this much before its end, lab milliseconds: time for a command that has to be sent twice. */
const AHEAD_MS = 60_000;
/** The end is lab time, whose rate may change meanwhile, so it is looked at this often, wall milliseconds. */
const LOOK_MS = 2000;
/** A plate that rested for longer than this before it was started again was not shaken, wall milliseconds. */
const RESTED_MS = 10_000;
/** The table comes to rest in this time after `x`, which is not answered; lab milliseconds. Plausible, not measured. */
const SETTLE_MS = 300;
/** Nobody can call off what keeps a state up, and it belongs to no step. */
const UNASKED: PerformOptions = { origin: null, signal: new AbortController().signal };

/**
 * Shaking without end on a device that shakes for 16 min at most: it is started again before that, by the sequence that the source proves
 * (`x`, then `D` and `O` at rest). The device cannot be asked whether it shakes.
 * Modes: unknown -> off <-> on; any -> unknown, when a command may or may not have been heard, or starting again came too late. All changes
 * happen while the line is kept (`alone`), so nothing gets between a rest and what needs it. Exits: `end()`. A crash leaves a device that
 * shakes for 16 min at most.
 */
export class ContinuousShake {
  state: ShakeState = { is: 'unknown', why: 'this connection has not stopped it yet' };
  /** True once this connection was asked to shake. */
  private asked = false;
  private ended = false;
  private cancelLook: () => void = () => undefined;

  constructor(private readonly options: ContinuousShakeOptions) {}

  /**
   * The speed that is kept up; null when nobody does any more; undefined when there is nothing to tell, because this connection was never asked
   * to shake: what an older one has started may go on.
   */
  get target(): number | null | undefined {
    if (this.state.is === 'on') return this.state.speed.cycles;
    return this.asked ? null : undefined;
  }

  /** Shakes from now on. Call it while the line is kept. */
  async start(speed: ShakeSpeed, say: Say, options: PerformOptions): Promise<Answer<true>> {
    await this.rest(say, options);
    this.asked = true;
    const answer = await this.begin(speed, say, options);
    const since = this.options.clock.labNow();
    this.keep({ is: 'on', speed, since, until: since + MAX_SHAKE * 1000, restarts: 0 });
    return answer;
  }

  /** Stops what shakes or may shake; null when it rests already. Call it while the line is kept. */
  async rest(say: Say, options: PerformOptions, priority: 'stop' | 'normal' = 'normal'): Promise<Answer<true> | null> {
    if (this.state.is === 'off') return null;
    try {
      const answer = await say(this.abort, options, priority);
      this.is({ is: 'off' });
      return answer;
    } catch (error) {
      if (mayHaveHappened(error)) this.is({ is: 'unknown', why: 'x may not have arrived' });
      throw error;
    }
  }

  /** An emergency stop has sent `x`, past the line that is kept. `surely`: nothing was under way that could have eaten it. */
  stopped(surely: boolean): void {
    this.is(surely ? { is: 'off' } : { is: 'unknown', why: 'an emergency stop broke off a command' });
  }

  /** Ends whatever the device is doing, with time for its table to come to rest. */
  get abort(): ReturnType<typeof abortWork> {
    return abortWork(this.options.clock.pollDelay(SETTLE_MS));
  }

  end(): void {
    this.ended = true;
    this.cancelLook();
  }

  /** From rest. `O` is never sent twice: without an answer to it nobody knows. */
  private async begin({ amplitude }: ShakeSpeed, say: Say, options: PerformOptions): Promise<Answer<true>> {
    await say(set({ to: 'D', definition: { mode: 'shake', shape: 'orbital', amplitude, duration: MAX_SHAKE } }), options);
    try {
      return await say(startDefined, options);
    } catch (error) {
      if (mayHaveHappened(error)) this.is({ is: 'unknown', why: 'O was not answered as it should be' });
      throw error;
    }
  }

  private is(state: ShakeState): void {
    this.state = state;
    this.cancelLook();
  }

  private keep(state: Extract<ShakeState, { is: 'on' }>): void {
    this.is(state);
    if (!this.ended) this.look();
  }

  private look(): void {
    const { clock, timers } = this.options;
    if (this.state.is !== 'on') return;
    const left = this.state.until - AHEAD_MS - clock.labNow();
    if (left > 0) this.cancelLook = timers.after(Math.min(clock.pollDelay(left), LOOK_MS), () => this.look());
    else void this.again();
  }

  private async again(): Promise<void> {
    try {
      await this.options.alone(async (say) => {
        const { state } = this;
        // Whoever had the line before may have stopped it, or started it at another speed.
        if (state.is !== 'on' || state.until - AHEAD_MS > this.options.clock.labNow()) return;
        const restedMs = this.restedMs(state.until);
        // Going on as if nothing had been would be a lie in the record.
        if (restedMs > 0)
          return this.lose(`it was at rest for ${Math.round(restedMs / 1000)} s, because this process could not start it again`);
        await this.rest(say, UNASKED);
        await this.begin(state.speed, say, UNASKED);
        this.keep({ ...state, until: this.options.clock.labNow() + MAX_SHAKE * 1000, restarts: state.restarts + 1 });
      });
    } catch (error) {
      this.lose(`it was not started again: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private lose(why: string): void {
    this.is({ is: 'unknown', why });
    if (!this.ended) this.options.onLost(why);
  }

  /** Lab milliseconds for which a process that slept has left the plate at rest; 0 when it is in time, or nearly so. */
  private restedMs(until: number): number {
    const { clock } = this.options;
    const restedMs = clock.labNow() - until;
    return restedMs > 0 && clock.pollDelay(restedMs) > RESTED_MS ? restedMs : 0;
  }
}

/** Whether a command that failed may have been heard all the same. */
function mayHaveHappened(error: unknown): boolean {
  return !(isLabError(error) && 'outcome' in error.context && error.context.outcome === 'failed');
}
