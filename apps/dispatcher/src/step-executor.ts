import type { PerformOptions } from '@drivers/kit';
import { LabError, hasCode, outcomeOf, type DriverReading, type VerbCall } from '@labwright/domain';
import {
  beginHold,
  claimStep,
  isStopStep,
  leaveStep,
  loadStep,
  markSettling,
  refuseStep,
  returnClaim,
  settleAndAdvance,
  succeedStep,
  troubleStep,
  type ClaimedStep,
  type Claimant,
  type StepRef,
  type WireResult,
} from '@labwright/execution';
import type { Database, LeaseOwner, Tx } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import { inLogScope, traced, type BenchTelemetry } from '@labwright/telemetry';
import type { InstrumentHost } from './instrument-host';
import type { Log } from './log';
import type { Session } from './session';
import { isHang, performWithin } from './verb-limit';
import { RunAuthorities } from './run-authorities';

/** How long the result of a step is kept trying to get into a database that is away. After it, the step is in doubt. */
const SETTLE_TRIES = 60;
/** The same while this process ends, which has 10 s for all. */
const LAST_TRIES = 5;
const SETTLE_PAUSE_MS = 500;
/** From here on a verb counts as slow, lab milliseconds. */
const SLOW_MS = 60_000;
/** What is reached sooner than this was there already, wall milliseconds. */
const SETTLING_AFTER_MS = 150;

type Why = 'handover' | 'cancel' | 'estop';
/** How a piece of work leaves its step at the instrument. */
type Left = 'holding' | 'over';
interface Ending {
  readonly readings: readonly DriverReading[];
  readonly store: (tx: Tx, ref: StepRef, wire: WireResult) => Promise<void>;
  readonly left: Left;
  /** Where it did not simply end: how, for the numbers. */
  readonly why?: Exclude<Why, 'estop'> | 'trouble';
}

/**
 * Performs the steps of this agent's instruments: claim, verbs, result. One step at a time on an instrument.
 *
 * Modes of a step here: claimed -> verbs, one after the other -> holding or done. Exits: done, trouble (told to the domain's policy),
 * handover (this agent stops: the next one goes on, with nothing in doubt), cancel. A crash leaves the attempt `running`; whoever owns
 * the instrument next finds it.
 */
export class StepExecutor {
  private readonly active = new Map<string, { readonly step: ClaimedStep; readonly abort: AbortController }>();
  /** Wake-ups that wait or are worked on. */
  private readonly taken = new Set<string>();
  private stopping = false;
  private readonly authorities: RunAuthorities;

  constructor(
    private readonly services: {
      readonly database: Database;
      readonly owner: LeaseOwner;
      readonly log: Log;
      readonly telemetry?: BenchTelemetry;
      /** Lab milliseconds; absent: wall time. */
      readonly labNow?: () => number;
      /** How late a verb may be before it counts as hanging, wall milliseconds. */
      readonly hangMarginMs?: number;
    },
    private readonly hosts: ReadonlyMap<string, InstrumentHost>,
  ) {
    this.authorities = new RunAuthorities(services.database);
  }

  /** A wake-up for a dispatched step. Without a session it does nothing: the step stays dispatched, and is woken again. */
  async step(instrumentId: string, stepInstanceId: string, attempt: number): Promise<void> {
    await this.once(instrumentId, `step ${stepInstanceId} ${attempt}`, async (host, session) => {
      const { owner, log } = this.services;
      const by = { agent: owner.agent, owner: owner.owner, instrumentId, epoch: session.epoch };
      const claimed = await traced('claim', {}, () => this.claim(stepInstanceId, attempt, by));
      if (claimed && (await this.isApproved(claimed, by))) await this.perform(host, session, claimed);
      else if (!claimed) log.info(instrumentId, `dropped a stale wake-up for attempt ${attempt} of step instance ${stepInstanceId}`);
    });
  }

  /** A hold is over: the state is checked at the device once more, and ended when the step says so. */
  async holdOver(instrumentId: string, stepInstanceId: string, attempt: number): Promise<void> {
    await this.once(instrumentId, `hold ${stepInstanceId} ${attempt}`, async (host, session) => {
      const step = await this.services.database.transaction((tx) => loadStep(tx, stepInstanceId, attempt));
      if (step?.status !== 'holding') return;
      const held = { stepInstanceId, runId: step.runId, stepId: step.stepId, attempt, definition: step.definition as PlanOperation };
      await this.guarded(host, session, held, 'holding', async (options) => {
        const readings = await this.checkHeld(host, session, held, options);
        // An end that has begun is finished: whoever goes on could not tell a hold that was being ended from one that broke off.
        const toTheEnd = { ...options, signal: new AbortController().signal };
        if (held.definition.then === 'stop')
          for (const call of held.definition.end) readings.push(...(await this.verb(session, held, call, toTheEnd)));
        return { readings, store: succeedStep, left: 'over' };
      });
    });
  }

  /** Leaves the steps of a run at their next command boundary. Its stops go on: they are what the run is left for. */
  abortRun(runId: string): void {
    for (const { step, abort } of this.active.values())
      if (step.runId === runId && !isStopStep(step.stepId)) abort.abort('cancel' satisfies Why);
  }

  /** Hands everything over. What is in flight on the wire is finished first. */
  stop(): void {
    this.stopping = true;
    for (const { abort } of this.active.values()) abort.abort('handover' satisfies Why);
  }

  /**
   * Works on a wake-up when the instrument is free and online. The sweeper sends wake-ups again: one that waits already is dropped, so that
   * those of one busy instrument cannot take all places of the queue.
   */
  private async once(instrumentId: string, key: string, work: (host: InstrumentHost, session: Session) => Promise<void>): Promise<void> {
    const host = this.hosts.get(instrumentId);
    if (!host || this.taken.has(key)) return;
    this.taken.add(key);
    try {
      await host.exclusive(async () => {
        const session = host.online;
        if (session && !this.stopping) await work(host, session);
      });
    } finally {
      this.taken.delete(key);
    }
  }

  /** A claim whose answer is lost may be committed all the same; it is given back as soon as the database answers. */
  private async claim(stepInstanceId: string, attempt: number, by: Claimant): Promise<ClaimedStep | null> {
    const { database, log } = this.services;
    try {
      return await claimStep(database, stepInstanceId, attempt, by);
    } catch (error) {
      log.warn(by.instrumentId, `the claim of a step is given back: ${(error as Error).message}`);
      await this.stored(by.instrumentId, 'a claim', (tx) => returnClaim(tx, stepInstanceId, attempt, by));
      return null;
    }
  }

  /** Looks for itself whether people have approved what it is about to do; stops are always right. A database that is away leaves it undone. */
  private async isApproved(step: ClaimedStep, by: Claimant): Promise<boolean> {
    if (isStopStep(step.stepId)) return true;
    const { log } = this.services;
    try {
      const fault = await this.authorities.faultOf(step);
      if (fault === null) return true;
      log.warn(by.instrumentId, `${step.stepId} of run ${step.runId} is refused: ${fault}`);
      await this.stored(by.instrumentId, 'a refusal', (tx) => refuseStep(tx, step, by, fault));
    } catch (error) {
      log.warn(by.instrumentId, `the claim of a step is given back: ${(error as Error).message}`);
      await this.stored(by.instrumentId, 'a claim', (tx) => returnClaim(tx, step.stepInstanceId, step.attempt, by));
    }
    return false;
  }

  private async perform(host: InstrumentHost, session: Session, step: ClaimedStep): Promise<void> {
    await this.guarded(host, session, step, 'over', async (options) => {
      const readings: DriverReading[] = [];
      if (step.definition.resumes) readings.push(...(await this.resumeHolds(host, session, step, options)));
      if (isStopStep(step.stepId))
        return { readings: [...readings, ...(await this.performStop(session, step, options))], store: succeedStep, left: 'over' };
      for (const call of step.definition.establish) readings.push(...(await this.reach(session, step, call, options)));
      const { holdMs } = step.definition;
      if (holdMs === null) return { readings, store: succeedStep, left: 'over' };
      return { readings, store: (tx, ref, wire) => beginHold(tx, ref, holdMs, wire), left: 'holding' };
    });
  }

  /**
   * Performs one verb. One that takes minutes, such as a temperature, is marked as settling meanwhile: people see what the step waits for,
   * and a simulated lab may run faster than while something moves.
   */
  private async reach(session: Session, step: ClaimedStep, call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const verb = session.driver.manifest.verbs.find((each) => each.verb === call.verb);
    const slow = verb?.repeat === 'state' && verb.expectedMs >= SLOW_MS;
    if (!slow) return this.verb(session, step, call, options);
    const marks: Promise<void>[] = [];
    const mark = setTimeout(() => void marks.push(this.settling(step, verb.expectedMs)), SETTLING_AFTER_MS);
    try {
      return await this.verb(session, step, call, options);
    } finally {
      clearTimeout(mark);
      await Promise.all(marks);
      if (marks.length > 0) await this.settling(step, null);
    }
  }

  /** A verb for as long as it may take. */
  private verb(session: Session, { definition }: ClaimedStep, call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { labNow = Date.now, hangMarginMs } = this.services;
    const margin = hangMarginMs === undefined ? {} : { marginMs: hangMarginMs };
    return performWithin(session, call, options, { instrument: definition.instrument, labNow, ...margin });
  }

  /** Only words and pace hang on it, so a database that is away does not matter. */
  private async settling(step: ClaimedStep, expectedMs: number | null): Promise<void> {
    await this.services.database
      .transaction((tx) => markSettling(tx, step.stepInstanceId, step.attempt, expectedMs))
      .catch((error: Error) => this.services.log.warn(step.definition.instrument, error.message));
  }

  /** Establishes again what is held on the instrument, by this run or others; each verb once, however many hold it. */
  private async resumeHolds(host: InstrumentHost, session: Session, step: ClaimedStep, options: PerformOptions): Promise<DriverReading[]> {
    const calls = host.watch.held.flatMap(({ definition }) =>
      definition.establish.map((call) => ({ call, capability: definition.capability })),
    );
    const once = new Map(calls.map((each) => [JSON.stringify([each.call.verb, each.call.parameters]), each]));
    const readings: DriverReading[] = [];
    for (const { call, capability } of once.values()) readings.push(...(await this.verb(session, step, call, { ...options, capability })));
    return readings;
  }

  /** Each verb of a safe state is tried, whatever became of the others: a motor that is stuck must not leave the heater on. */
  private async performStop(session: Session, step: ClaimedStep, options: PerformOptions): Promise<DriverReading[]> {
    const readings: DriverReading[] = [];
    const errors: unknown[] = [];
    for (const call of step.definition.establish) {
      await this.verb(session, step, call, { ...options, purpose: 'safe_state' }).then(
        (got) => readings.push(...got),
        (error: unknown) => errors.push(error),
      );
    }
    if (errors.length > 0) throw errors[0];
    return readings;
  }

  /** Does a piece of work on a step and settles whatever comes out of it. `before` is what the instrument did for the step until now. */
  private async guarded(
    host: InstrumentHost,
    session: Session,
    step: ClaimedStep,
    before: Left,
    work: (options: PerformOptions) => Promise<Ending>,
  ): Promise<void> {
    const { stepInstanceId, attempt, runId } = step;
    const { driver } = host.instrument;
    const abort = new AbortController();
    let left: Left = 'over';
    let how: string = 'unstored';
    let hang: string | null = null;
    this.active.set(stepInstanceId, { step, abort });
    const unhear = host.latch.onClose(() => {
      if (!isStopStep(step.stepId)) abort.abort('estop' satisfies Why);
    });
    this.services.telemetry?.stepBegun(stepInstanceId, driver, step.waitedMs ?? null);
    host.watch.begin(step);
    session.driver.setPollMode('active');
    try {
      [left, how] = await inLogScope({ run: runId, attempt }, async () => {
        const { capability } = step.definition;
        const ending = await work({ origin: { stepInstanceId, attempt, runId }, signal: abort.signal, capability }).catch(
          (error: unknown) => {
            if (isHang(error)) hang = error.message;
            return this.broken(host, session, step, before, abort.signal, error);
          },
        );
        const leaves = await this.settle(host, session, step, ending);
        return [leaves, ending.why ?? leaves] as const;
      });
    } finally {
      unhear();
      this.active.delete(stepInstanceId);
      this.services.telemetry?.stepLeft(stepInstanceId, driver, how);
      if (left === 'holding') host.watch.hold(step);
      else host.watch.end(step);
      if (hang !== null) await host.hung(hang);
      if (how === 'trouble') host.settleDoubts();
      if (!host.watch.active) session.driver.setPollMode('idle');
    }
  }

  /** How work ends that threw: left by us, with nothing in doubt, or trouble for the domain's policy. */
  private broken(host: InstrumentHost, session: Session, step: ClaimedStep, before: Left, signal: AbortSignal, error: unknown): Ending {
    if (host.latch.isClosed && !isStopStep(step.stepId)) return this.stoppedUnder(host, step, error);
    const aborted = hasCode(error, 'DRIVER_CANCELLED') && signal.aborted;
    const why = aborted ? (signal.reason as Exclude<Why, 'estop'>) : isOurs(error, host, session, step) ? ('handover' as const) : null;
    if (why !== null) return { readings: [], store: (tx, ref, wire) => leaveStep(tx, ref, why, wire), left: before, why };
    this.services.log.warn(host.instrument.id, `${step.stepId}: ${(error as Error).message}`);
    return { readings: [], store: (tx, ref, wire) => troubleStep(tx, ref, error, wire), left: 'over', why: 'trouble' };
  }

  /** An emergency stop came in the middle of it: whatever its error says, nobody knows what became of it, and the instrument is asked. */
  private stoppedUnder({ instrument, latch }: InstrumentHost, { stepId, definition }: ClaimedStep, cause: unknown): Ending {
    const message = `${instrument.id}: ${latch.why}, in the middle of ${stepId}`;
    const context = { instrument: instrument.id, outcome: 'unknown' as const };
    const doubt = new LabError('DRIVER_INTERRUPTED', message, context, 'after_reconcile', { cause });
    this.services.log.warn(instrument.id, `${definition.title}: ${message}`);
    return { readings: [], store: (tx, ref, wire) => troubleStep(tx, ref, doubt, wire), left: 'over', why: 'trouble' };
  }

  private async checkHeld(host: InstrumentHost, session: Session, step: ClaimedStep, options: PerformOptions): Promise<DriverReading[]> {
    const readings: DriverReading[] = [];
    for (const call of step.definition.establish) {
      if (host.watch.rests(call.verb)) continue;
      const check = await session.driver.check(call, options);
      readings.push(...check.readings);
      if (check.holds) continue;
      const { instrument } = step.definition;
      const message = `${instrument}: at the end of the hold its state was not what ${call.verb} asks for: ${check.evidence}`;
      throw new LabError(
        'DRIVER_STATE_READ_BACK_DIFFERS',
        message,
        { instrument, command: call.verb, outcome: 'failed' },
        'after_reconcile',
      );
    }
    return readings;
  }

  /** Stores the result with the replies and readings that it rests on, in one transaction. A database that is away is waited for. */
  private async settle(host: InstrumentHost, session: Session, step: ClaimedStep, ending: Ending): Promise<Left> {
    const { runId, stepInstanceId, attempt } = step;
    const { id } = host.instrument;
    // What a step saves is worked out of its telemetry too, so that has to be there first.
    if (step.definition.saves !== undefined) await host.sink.flush();
    const wire: WireResult = {
      answers: session.journal.take(stepInstanceId, attempt),
      readings: host.sink.take(ending.readings, { runId, stepInstanceId }),
    };
    const under = { instrumentId: id, epoch: session.epoch };
    const ref: StepRef = { runId, stepInstanceId, attempt, actor: `agent:${this.services.owner.agent}`, under };
    try {
      await this.stored(id, `the result of ${step.stepId}`, (tx) => ending.store(tx, ref, wire), runId);
      this.services.telemetry?.metrics?.readingsStored(host.instrument.driver, wire.readings.length);
      return ending.left;
    } catch (error) {
      // The work is over and its result is not in the record, so nobody may take it for failed and do it again unasked.
      const message = `${id}: ${step.stepId} ended, but its result could not be stored (${(error as Error).message}); look at the instrument`;
      const doubt = new LabError('DRIVER_INTERRUPTED', message, { instrument: id, outcome: 'unknown' }, 'after_reconcile', {
        cause: error,
      });
      this.services.log.warn(id, message);
      host.sink.giveBack(wire.readings);
      // Whoever settles the doubt works with what was read.
      await host.sink.flush();
      const answersOnly = { answers: wire.answers, readings: [] };
      await this.stored(id, `the doubt about ${step.stepId}`, (tx) => troubleStep(tx, ref, doubt, answersOnly));
      host.settleDoubts();
      return 'over';
    }
  }

  private async settled(runId: string, store: (tx: Tx) => Promise<void>): Promise<void> {
    const { database, telemetry, log } = this.services;
    const failed = (error: Error) => log.warn(`run ${runId}`, `the look with a result is taken once more: ${error.message}`);
    const lookedMs = await settleAndAdvance(database, runId, store, failed);
    if (lookedMs !== null) telemetry?.metrics?.advanced(lookedMs);
  }

  /** Stores something in one transaction, waiting for a database that is away; what follows in a run whose step it settles is looked for with it. */
  private async stored(instrumentId: string, what: string, store: (tx: Tx) => Promise<void>, runId?: string): Promise<void> {
    const { database } = this.services;
    for (let tries = 1; ; tries++) {
      try {
        return await (runId === undefined ? database.transaction(store) : this.settled(runId, store));
      } catch (error) {
        if (!hasCode(error, 'DATABASE_UNAVAILABLE') || tries >= (this.stopping ? LAST_TRIES : SETTLE_TRIES)) throw error;
        this.services.log.warn(instrumentId, `${what} waits for the database: ${error.message}`);
        await new Promise((resolve) => setTimeout(resolve, SETTLE_PAUSE_MS));
      }
    }
  }
}

/**
 * Whether a step was stopped by us and not by its instrument: the database was away or the ownership had run out, so nothing was sent.
 * Then nothing is in doubt and no person is needed; whoever owns the instrument next begins the step again, unless one of its verbs must not be repeated.
 */
function isOurs(error: unknown, host: InstrumentHost, session: Session, step: ClaimedStep): boolean {
  const { verbs } = session.driver.manifest;
  if (step.definition.establish.some((call) => verbs.find((v) => v.verb === call.verb)?.repeat === 'action')) return false;
  if (hasCode(error, 'DATABASE_UNAVAILABLE') || hasCode(error, 'DRIVER_TRANSPORT_FENCED')) return true;
  return hasCode(error, 'DRIVER_TRANSPORT_CLOSED') && outcomeOf(error) === 'failed' && !host.owned;
}
