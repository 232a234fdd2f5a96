import { setTimeout as pause } from 'node:timers/promises';
import type { InstrumentDriver, PerformOptions } from '@drivers/kit';
import { verbCall, type Verb } from '@labwright/domain';
import type { LabTime } from '@labwright/persistence';
import type { Log } from './log';
import type { StopSpool } from './stop-spool';

/** What is known of a stop as soon as its commands are on the wire. Wall milliseconds from the call. */
export interface StopSent {
  readonly instrument: string;
  readonly sent: boolean;
  readonly sentMs: number | null;
  /** Null: the device acknowledges nothing of this kind. */
  readonly acknowledged: boolean | null;
  /** Label of the command that was broken off. */
  readonly brokenOff: string | null;
  readonly problem: string | null;
}

/** The safe state has this long at least to be read, however fast lab time goes; wall milliseconds. */
const LEAST_MS = 10_000;
/** A stop that the device has not followed by then is asked for again as a state to reach, wall milliseconds. */
const AGAIN_MS = 3_000;
const LOOK_MS = 200;
const CHECK_MS = 5_000;

/**
 * The emergency stop of one instrument: stop commands at once, then the safe state of the manifest, read from the device until it is confirmed or
 * the time for it is over. Everything goes to the spool; nothing waits for the database. A crash leaves the request in the spool, and the
 * next session of the instrument begins with `resume`.
 */
export class InstrumentStopper {
  constructor(
    private readonly instrumentId: string,
    private readonly services: { readonly spool: StopSpool; readonly log: Log; readonly labTime: LabTime },
  ) {}

  /** Gives what was written; what becomes of it is settled behind that. `driver`: null without a connection, and then `why` says why. */
  async stop(request: string, driver: InstrumentDriver | null, why: string): Promise<StopSent> {
    const begun = performance.now();
    const nothing = { instrument: this.instrumentId, sent: false, sentMs: null, acknowledged: false, brokenOff: null };
    if (driver === null) {
      const problem = `not connected: ${why || 'it has not been connected yet'}`;
      await this.settled([request], null, begun, 'unconfirmed', problem);
      return { ...nothing, problem };
    }
    try {
      const { commands, brokenOff } = await driver.stopNow({ origin: null, signal: new AbortController().signal });
      const sent = commands.every(({ written }) => written);
      const sentMs = Math.max(0, ...commands.map(({ writtenMs }) => writtenMs ?? 0));
      void this.confirm([request], driver, begun, commands.some(({ written }) => written) ? sentMs : null);
      const acknowledged = commands.every((it) => it.acknowledged === null) ? null : commands.every((it) => it.acknowledged !== false);
      const problem = commands.flatMap((it) => (it.problem === null ? [] : [`${it.label}: ${it.problem}`])).join('; ') || null;
      return { instrument: this.instrumentId, sent, sentMs: sent ? sentMs : null, acknowledged, brokenOff, problem };
    } catch (error) {
      const problem = (error as Error).message;
      await this.settled([request], null, begun, 'unconfirmed', problem);
      return { ...nothing, problem };
    }
  }

  /** A new session of an instrument that is stopped: driven to its safe state unless it is there. Nothing else is sent to it. */
  async resume(requests: readonly string[], driver: InstrumentDriver): Promise<void> {
    await this.confirm(requests, driver, performance.now(), null);
  }

  private async confirm(requests: readonly string[], driver: InstrumentDriver, begun: number, sentMs: number | null): Promise<void> {
    const { verbs, stopMs } = driver.manifest.safeState;
    const labBegun = this.services.labTime.now();
    const again = new Set<Verb>(sentMs === null ? verbs : []);
    let evidence = '';
    for (;;) {
      const found = await this.look(driver, verbs);
      evidence = found.map((it) => `${it.verb}: ${it.evidence}`).join('; ');
      if (found.every(({ holds }) => holds)) return this.settled(requests, sentMs, begun, 'confirmed', evidence);
      const wallMs = performance.now() - begun;
      const isOver = this.services.labTime.now() - labBegun > stopMs && wallMs > Math.min(stopMs, LEAST_MS);
      if (isOver) return this.settled(requests, sentMs, begun, 'unconfirmed', evidence);
      for (const { verb, holds } of found) {
        if (holds || !(again.delete(verb) || wallMs > AGAIN_MS)) continue;
        await driver.perform(verbCall(verb), this.options()).catch((error: Error) => (evidence = `${verb}: ${error.message}`));
      }
      await pause(LOOK_MS);
    }
  }

  private async look(
    driver: InstrumentDriver,
    verbs: readonly Verb[],
  ): Promise<readonly { verb: Verb; holds: boolean; evidence: string }[]> {
    const found: { verb: Verb; holds: boolean; evidence: string }[] = [];
    for (const verb of verbs) {
      const look = driver.check(verbCall(verb), this.options()).catch((error: Error) => ({ holds: false, evidence: error.message }));
      const { holds, evidence } = await look;
      found.push({ verb, holds, evidence });
    }
    return found;
  }

  private options(): PerformOptions {
    return { origin: null, signal: AbortSignal.timeout(CHECK_MS), purpose: 'safe_state' };
  }

  private async settled(
    requests: readonly string[],
    sentMs: number | null,
    begun: number,
    outcome: 'confirmed' | 'unconfirmed',
    evidence: string,
  ): Promise<void> {
    const { spool, log } = this.services;
    const settledMs = performance.now() - begun;
    const state = outcome === 'confirmed' ? 'in its safe state' : 'NOT confirmed to be in its safe state, look at it';
    log[outcome === 'confirmed' ? 'info' : 'warn'](this.instrumentId, `emergency stop: ${state} (${evidence})`);
    for (const request of requests)
      await spool.append({ type: 'settled', request, instrument: this.instrumentId, sentMs, outcome, settledMs, evidence });
  }
}
