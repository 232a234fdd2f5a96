import type { PerformOptions } from '@drivers/kit';
import { LabError, hasCode, type DriverReading } from '@labwright/domain';
import {
  beginHold,
  claimStep,
  leaveStep,
  loadStep,
  succeedStep,
  troubleStep,
  type ClaimedStep,
  type StepRef,
  type WireResult,
} from '@labwright/execution';
import type { Database, LeaseOwner, Tx } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import type { InstrumentHost, Session } from './instrument-host';
import type { Log } from './log';

/** How long the result of a step is kept trying to get into a database that is away. After it, the step is in doubt. */
const SETTLE_TRIES = 60;
const SETTLE_PAUSE_MS = 500;

type Why = 'handover' | 'cancel';

/**
 * Performs the steps of this agent's instruments: claim, verbs, result. One step at a time on an instrument.
 *
 * Modes of a step here: claimed -> verbs, one after the other -> holding or done. Exits: done, trouble (told to the domain's policy),
 * handover (this agent stops: the next one goes on, with nothing in doubt), cancel. A crash leaves the attempt `running`; whoever owns
 * the instrument next finds it.
 */
export class StepExecutor {
  private readonly active = new Map<string, { readonly runId: string; readonly abort: AbortController }>();
  private stopping = false;

  constructor(
    private readonly services: { readonly database: Database; readonly owner: LeaseOwner; readonly log: Log },
    private readonly hosts: ReadonlyMap<string, InstrumentHost>,
  ) {}

  /** A wake-up for a dispatched step. Without a session it does nothing: the step stays dispatched, and is woken again. */
  async step(instrumentId: string, stepInstanceId: string, attempt: number): Promise<void> {
    const host = this.hosts.get(instrumentId);
    await host?.exclusive(async () => {
      const session = host.online;
      if (!session || this.stopping) return;
      const { database, owner, log } = this.services;
      const claimed = await claimStep(database, stepInstanceId, attempt, {
        agent: owner.agent,
        owner: owner.owner,
        instrumentId,
        epoch: session.epoch,
      });
      if (claimed) await this.perform(host, session, claimed);
      else log.info(instrumentId, `dropped a stale wake-up for attempt ${attempt} of step instance ${stepInstanceId}`);
    });
  }

  /** A hold is over: the state is checked at the device once more, and ended when the step says so. */
  async holdOver(instrumentId: string, stepInstanceId: string, attempt: number): Promise<void> {
    const host = this.hosts.get(instrumentId);
    await host?.exclusive(async () => {
      const session = host.online;
      if (!session || this.stopping) return;
      const step = await this.services.database.transaction((tx) => loadStep(tx, stepInstanceId, attempt));
      if (step?.status !== 'holding') return;
      const held = { stepInstanceId, runId: step.runId, stepId: step.stepId, attempt, definition: step.definition as PlanOperation };
      await this.guarded(host, session, held, async (options) => {
        const readings = await this.checkHeld(session, held, options);
        if (held.definition.then === 'stop')
          for (const call of held.definition.end) readings.push(...(await session.driver.perform(call, options)));
        await this.settle(host, session, held, readings, (tx, ref, wire) => succeedStep(tx, ref, wire));
      });
    });
  }

  /** Leaves the steps of a run at their next command boundary. */
  abortRun(runId: string): void {
    for (const { runId: of, abort } of this.active.values()) if (of === runId) abort.abort('cancel' satisfies Why);
  }

  /** Hands everything over. What is in flight on the wire is finished first. */
  stop(): void {
    this.stopping = true;
    for (const { abort } of this.active.values()) abort.abort('handover' satisfies Why);
  }

  private async perform(host: InstrumentHost, session: Session, step: ClaimedStep): Promise<void> {
    await this.guarded(host, session, step, async (options) => {
      const readings: DriverReading[] = [];
      for (const call of step.definition.establish) readings.push(...(await session.driver.perform(call, options)));
      const { holdMs } = step.definition;
      if (holdMs === null) return this.settle(host, session, step, readings, (tx, ref, wire) => succeedStep(tx, ref, wire));
      await this.settle(host, session, step, readings, (tx, ref, wire) => beginHold(tx, ref, holdMs, wire));
      host.watch.hold(step);
    });
  }

  /** Runs a piece of work on a step and settles whatever comes out of it. */
  private async guarded(
    host: InstrumentHost,
    session: Session,
    step: ClaimedStep,
    work: (options: PerformOptions) => Promise<void>,
  ): Promise<void> {
    const abort = new AbortController();
    this.active.set(step.stepInstanceId, { runId: step.runId, abort });
    host.watch.begin(step);
    session.driver.setPollMode('active');
    const { stepInstanceId, attempt, runId } = step;
    try {
      await work({ origin: { stepInstanceId, attempt, runId }, signal: abort.signal });
    } catch (error) {
      if (hasCode(error, 'DRIVER_CANCELLED') && abort.signal.aborted) {
        const why = abort.signal.reason as Why;
        await this.settle(host, session, step, [], (tx, ref, wire) => leaveStep(tx, ref, why, wire));
      } else {
        this.services.log.warn(host.instrument.id, `${step.stepId}: ${(error as Error).message}`);
        await this.settle(host, session, step, [], (tx, ref, wire) => troubleStep(tx, ref, error, wire));
      }
      host.watch.end(stepInstanceId);
    } finally {
      this.active.delete(stepInstanceId);
      if (!host.watch.active) session.driver.setPollMode('idle');
    }
  }

  private async checkHeld(session: Session, step: ClaimedStep, options: PerformOptions): Promise<DriverReading[]> {
    const readings: DriverReading[] = [];
    for (const call of step.definition.establish) {
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
  private async settle(
    host: InstrumentHost,
    session: Session,
    step: ClaimedStep,
    readings: readonly DriverReading[],
    store: (tx: Tx, ref: StepRef, wire: WireResult) => Promise<void>,
  ): Promise<void> {
    const { runId, stepInstanceId, attempt } = step;
    const wire: WireResult = {
      answers: session.journal.take(stepInstanceId, attempt),
      readings: host.sink.stamp(readings, { runId, stepInstanceId }),
    };
    const ref: StepRef = { runId, stepInstanceId, attempt, actor: `agent:${this.services.owner.agent}` };
    for (let tries = 1; ; tries++) {
      try {
        await this.services.database.transaction((tx) => store(tx, ref, wire));
        if (step.definition.holdMs === null) host.watch.end(stepInstanceId);
        return;
      } catch (error) {
        if (!hasCode(error, 'DATABASE_UNAVAILABLE') || tries >= SETTLE_TRIES) throw error;
        this.services.log.warn(host.instrument.id, `the result of ${step.stepId} waits for the database: ${error.message}`);
        await new Promise((resolve) => setTimeout(resolve, SETTLE_PAUSE_MS));
      }
    }
  }
}
