import type { PerformOptions } from '@drivers/kit';
import { LabError, RestartPolicy, retryAfter, toLabError, type VerbCall } from '@labwright/domain';
import { recordRestoredHold, type ClaimedStep } from '@labwright/execution';
import { recordEvents, type Database, type LabTime } from '@labwright/persistence';
import type { HoldWatch } from './hold-watch';
import type { Log } from './log';
import type { Session } from './session';
import { performWithin } from './verb-limit';

/** Restarts that are noticed in several ways within this time are one, wall milliseconds. */
const ONE_RESTART_MS = 5_000;
/** Between two looks at a state that was not there at the first, wall milliseconds: one look may have met it on its way. */
const SECOND_LOOK_MS = 2_000;

/** Why the conversation before this one ended; a device that fell silent may have restarted. */
export type Ended = 'device' | 'ours';

/**
 * What becomes of holds whose instrument has lost what it was set to, or cannot tell: by the policy that is registered for it, a person is asked,
 * or the states are established again and the interruption recorded. An action is never sent again.
 *
 * Everything here is done alone on the instrument: the caller sees to that. A crash in the middle leaves the hold as it was, and the next
 * owner looks again.
 */
export class HoldKeeper {
  private restartedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly instrumentId: string,
    private readonly services: {
      readonly database: Database;
      readonly labTime: Pick<LabTime, 'now' | 'rate' | 'pollDelay'>;
      readonly log: Log;
      readonly watch: HoldWatch;
      readonly onError: (where: string, error: Error) => void;
    },
  ) {}

  /** Tells of a restart, with how it was noticed. */
  async noteRestart(evidence: string): Promise<void> {
    if (performance.now() - this.restartedAt < ONE_RESTART_MS) return;
    this.restartedAt = performance.now();
    const { database, log } = this.services;
    log.warn(this.instrumentId, `it has restarted: ${evidence}`);
    const event = { type: 'instrument.restarted', actor: `instrument:${this.instrumentId}`, instrumentId: this.instrumentId } as const;
    await database.transaction((tx) => recordEvents(tx, [{ ...event, data: { evidence } }]));
  }

  /**
   * Asks about everything that is held: in a new conversation, or after a restart. What the telemetry shows by itself is left to the watch.
   * `ended`: why the last conversation ended; null within one.
   */
  async look(session: Session, ended: Ended | null): Promise<void> {
    const { watch } = this.services;
    for (const step of watch.held.filter((each) => watch.isKept(each))) {
      const missing = await this.missing(session, step, ended === null);
      if (missing === null || !watch.isKept(step)) continue;
      watch.suspend(step);
      // When it was this process that went away, nothing says that the instrument has stopped: what it was told is told again.
      const always = ended === 'ours' ? RestartPolicy.restore : null;
      if (missing.known && always === null)
        await this.noteRestart(missing.what).catch((e: Error) => this.services.onError(this.instrumentId, e));
      await this.decide(session, step, this.lost(missing.what), always);
    }
  }

  /** Does what the policy says about a suspended hold whose set point was seen to be gone. */
  async answer(session: Session | null, step: ClaimedStep, lost: LabError): Promise<void> {
    await this.noteRestart(lost.message).catch((error: Error) => this.services.onError(this.instrumentId, error));
    await this.decide(session, step, lost, null);
  }

  private async decide(session: Session | null, step: ClaimedStep, lost: LabError, always: RestartPolicy | null): Promise<void> {
    const { watch } = this.services;
    if (!watch.has(step)) return;
    try {
      const policy = always ?? (await this.policy());
      if (session === null || policy === RestartPolicy.hold || !onlyStates(session, step)) return watch.report(step, lost);
      await this.restore(session, step, lost);
      watch.resume(step, true);
    } catch (error) {
      this.services.onError(this.instrumentId, error as Error);
      const failure = toLabError(error, this.instrumentId);
      // Without the database, or with the line gone again, nothing is decided: the next look or reading decides.
      if (failure.code === 'DATABASE_UNAVAILABLE' || failure.code.startsWith('DRIVER_TRANSPORT_')) return watch.resume(step, false);
      watch.report(step, this.notRestored(lost, failure));
    }
  }

  private async restore(session: Session, step: ClaimedStep, lost: LabError): Promise<void> {
    const { watch, labTime, database, log } = this.services;
    const { stepInstanceId, attempt, runId, definition } = step;
    const since = watch.keptAt(step) ?? (await this.lastHeard());
    const options: PerformOptions = { origin: { stepInstanceId, attempt, runId }, signal: new AbortController().signal };
    for (const call of definition.establish) if (!watch.rests(call.verb)) await this.reach(session, call, options);
    const interruptedMs = Math.max(0, labTime.now() - since);
    await database.transaction((tx) => recordRestoredHold(tx, watch.ref(step), { interruptedMs, evidence: lost.message }));
    log.warn(this.instrumentId, `${step.stepId} is established again: ${lost.message}`);
  }

  /** A device that has just started is busy with itself for a while; what passes by itself is waited for as long as a step waits for it. */
  private async reach(session: Session, call: VerbCall, options: PerformOptions): Promise<void> {
    const { labTime } = this.services;
    for (let attempt = 1; ; attempt++) {
      try {
        await performWithin(session, call, options, { instrument: this.instrumentId, labNow: () => labTime.now() });
        return;
      } catch (error) {
        const failure = toLabError(error, this.instrumentId);
        // What it does at its start may undo a set point that came too early, which passes like any other start.
        const { code, context, retry } = failure;
        const passing = { code: code === 'DRIVER_STATE_REBOOTED' ? ('DRIVER_DEVICE_NOT_READY' as const) : code, context, retry };
        const afterMs = retryAfter({ onError: null, attempt, error: passing, repeats: ['state'] });
        if (afterMs === null || failure.code === 'DRIVER_TRANSPORT_CLOSED') throw failure;
        await new Promise((resolve) => setTimeout(resolve, labTime.pollDelay(afterMs)));
      }
    }
  }

  /** What of a hold is not there, or cannot be told; null where all is well. */
  private async missing(session: Session, step: ClaimedStep, restarted: boolean): Promise<{ what: string; known: boolean } | null> {
    const { watch } = this.services;
    const { stepInstanceId, attempt, runId, definition } = step;
    const options: PerformOptions = { origin: { stepInstanceId, attempt, runId }, signal: AbortSignal.timeout(30_000) };
    for (const call of definition.establish) {
      if (watch.rests(call.verb)) continue;
      let said = await session.driver.reconcile(call, options);
      if (said.verdict === 'not_done' && !restarted && watch.shows(call.verb)) continue;
      if (said.verdict === 'not_done') {
        await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
        said = await session.driver.reconcile(call, options);
      }
      if (said.verdict !== 'done')
        return { what: `${call.verb}: ${said.verdict.replace('_', ' ')} (${said.evidence})`, known: said.verdict === 'not_done' };
    }
    return null;
  }

  private lost(missing: string): LabError {
    const message = `${this.instrumentId}: what it held is gone, or nobody knows: ${missing}; was it switched off and on?`;
    return new LabError('DRIVER_STATE_REBOOTED', message, { instrument: this.instrumentId, outcome: 'failed' }, 'after_reconcile');
  }

  private notRestored(lost: LabError, failure: LabError): LabError {
    const message = `${lost.message} It could not be established again: ${failure.message}`;
    const context = { instrument: this.instrumentId, outcome: 'unknown' } as const;
    return new LabError('DRIVER_STATE_REBOOTED', message, context, 'after_reconcile', { cause: failure });
  }

  private async policy(): Promise<RestartPolicy> {
    const rows = await this.services.database.query<{ policy: RestartPolicy }>(
      `select on_restart as policy from lab.instruments where id = $1`,
      [this.instrumentId],
    );
    return rows[0]?.policy ?? RestartPolicy.hold;
  }

  /** Of a hold from before this process: when the instrument last said anything, lab milliseconds. */
  private async lastHeard(): Promise<number> {
    const { database, labTime } = this.services;
    const [row] = await database.query<{ silentMs: number }>(
      `select extract(epoch from clock_timestamp() - coalesce(last_seen_at, clock_timestamp()))::float8 * 1000 as "silentMs" from lab.instruments where id = $1`,
      [this.instrumentId],
    );
    return labTime.now() - (row?.silentMs ?? 0) * labTime.rate;
  }
}

/** Whether everything that a hold asks for may be asked for again. */
function onlyStates({ driver }: Session, { definition }: ClaimedStep): boolean {
  return definition.establish.every((call) => driver.manifest.verbs.find(({ verb }) => verb === call.verb)?.repeat === 'state');
}
