import { DeviationKind, answerTo, outcomeOf, toLabError, type LabError } from '@labwright/domain';
import { insertReadings, paceLab, startTimer, updateAnswers, type JournalAnswer, type NewReading, type Tx } from '@labwright/persistence';
import { beginAgain } from './begin-again';
import { recordDeviation } from './deviate';
import { startFollowers } from './follow-on';
import { abortAgents, holdRun } from './hold-run';
import { endAccess } from './instrument-access';
import { loadStepUnder, type Ownership } from './ownership';
import { quarantineInstrument } from './quarantine';
import { answerAsAuthor } from './question-step';
import { releasePlaces } from './reservation';
import {
  changeRun,
  changeStep,
  closeAttempt,
  loadStep,
  lockRun,
  refreshActivity,
  wakeRun,
  type LockedRun,
  type StepRow,
} from './run-store';
import { saveReadings, unexpected } from './save-readings';
import { STOP_TRIES, isStopStep } from './stop-step';
import { neededByChain } from './tight-chain';

/** A step as its worker holds it. */
export interface StepRef {
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly attempt: number;
  readonly actor: string;
  /** Of a step at an instrument: under which ownership it was worked on. Absent where nobody has to own anything. */
  readonly under?: Ownership;
}

/** What the wire gave: it is stored in the same transaction as the step's result, so that neither is ever there without the other. */
export interface WireResult {
  readonly answers: readonly JournalAnswer[];
  readonly readings: readonly NewReading[];
}

const NOTHING: WireResult = { answers: [], readings: [] };

interface Settling {
  readonly run: LockedRun;
  readonly step: StepRow;
}

/**
 * Locks the run and reads the step; null when the step has moved on, and then only the wire's result is stored. A worker whose instrument
 * somebody else has taken meanwhile (it was suspended, or away from the database) is late: its step is the new owner's to settle, with what the
 * instrument says, and of its own only the replies are kept, which are the record of the wire.
 */
async function begin(tx: Tx, ref: StepRef, wire: WireResult): Promise<Settling | null> {
  const run = await lockRun(tx, ref.runId);
  await updateAnswers(tx, wire.answers);
  const { stepInstanceId, attempt, under } = ref;
  const { isOurs, step } = under
    ? await loadStepUnder(tx, stepInstanceId, attempt, under)
    : { isOurs: true, step: await loadStep(tx, stepInstanceId, attempt) };
  if (!isOurs) return null;
  await insertReadings(tx, wire.readings);
  return step ? { run, step } : null;
}

async function end(tx: Tx, { step }: Settling): Promise<void> {
  if (step.instrumentId) refreshActivity(tx, step.instrumentId);
  await wakeRun(tx, step.runId);
  await paceLab(tx);
}

/** Marks a step whose instrument nears a slow state, with how long that may take in lab time; null when it has got there. */
export async function markSettling(tx: Tx, stepInstanceId: string, attempt: number, expectedMs: number | null): Promise<void> {
  await tx.prepared(`update lab.step_instances set settling_ms = $3 where id = $1 and attempt = $2 and status = 'running'`, [
    stepInstanceId,
    attempt,
    expectedMs,
  ]);
  await paceLab(tx);
}

/** The state is reached: the hold begins now, in lab time, and a timer ends it. The worker is free. */
export async function beginHold(tx: Tx, ref: StepRef, holdMs: number, wire: WireResult): Promise<void> {
  const settling = await begin(tx, ref, wire);
  if (settling?.step.status !== 'running') return;
  const { run, step } = settling;
  const [row] = await tx.query<{ due: Date }>(
    `update lab.step_instances set hold_started_lab = now.lab, hold_due_lab = now.lab + $2 * interval '1 millisecond'
     from (select lab.lab_now() as lab) now where id = $1 returning hold_due_lab as due`,
    [step.id, holdMs],
  );
  if (!row) return;
  await changeStep(tx, step, 'hold_established', {
    type: 'step.holding',
    actor: ref.actor,
    data: { holdMs, dueLab: row.due.toISOString() },
  });
  await closeAttempt(tx, step, 'holding');
  await startTimer(tx, { kind: 'hold_over', runId: run.id, stepInstanceId: step.id, attempt: step.attempt, dueLab: row.due });
  await end(tx, settling);
}

/** The step is done. A hold that lasted longer than it should tells by how much. */
export async function succeedStep(tx: Tx, ref: StepRef, wire: WireResult = NOTHING): Promise<void> {
  const settling = await begin(tx, ref, wire);
  if (!settling || !['running', 'holding', 'awaiting_operator', 'in_doubt'].includes(settling.step.status)) return;
  const { run, step } = settling;
  const { definition } = step;
  const held = definition.kind === 'operation' && definition.holdMs !== null ? await holdOf(tx, step.id) : null;
  await finishStep(tx, run, step, ref.actor, held?.heldMs == null ? {} : { heldMs: held.heldMs, overMs: held.overMs });
  await end(tx, settling);
}

/** How long a hold has lasted, and by how much too long, lab milliseconds; nulls where none has begun. */
async function holdOf(tx: Tx, stepInstanceId: string): Promise<{ heldMs: number | null; overMs: number | null } | null> {
  const [held] = await tx.query<{ heldMs: number | null; overMs: number | null }>(
    `select extract(epoch from lab.lab_now() - hold_started_lab)::float8 * 1000 as "heldMs", extract(epoch from lab.lab_now() - hold_due_lab)::float8 * 1000 as "overMs"
     from lab.step_instances where id = $1`,
    [stepInstanceId],
  );
  return held ?? null;
}

/**
 * What a step does is done: what it saves is worked out and compared with what is expected. It is then over, or a person is asked, or its
 * run stopped, as its author wants it. What is UNKNOWN asks a person, whatever the author wants.
 */
export async function finishStep(
  tx: Tx,
  run: LockedRun,
  step: StepRow,
  actor: string,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { definition } = step;
  const saved = definition.kind === 'operation' ? await saveReadings(tx, step, definition, actor) : [];
  const error = definition.expect ? await unexpected(tx, step, definition.expect, saved) : null;
  if (error) {
    const answer = error.code === 'RUN_CONDITION_UNKNOWN' ? 'hold' : (definition.expect?.otherwise ?? 'hold');
    if (!(await answerAsAuthor(tx, run, step, answer, error, actor))) return;
  }
  await completeStep(tx, run, step, actor, data);
  await startFollowers(tx, run, step, actor);
}

/** Ends a step as succeeded, and what it occupied with it. */
export async function completeStep(
  tx: Tx,
  run: LockedRun,
  step: StepRow,
  actor: string,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await changeStep(tx, step, 'succeeded', { type: 'step.succeeded', actor, data }, { attempt: 'succeeded' });
  await letGo(tx, run, step, actor);
}

/** Ends what a step that is over, one way or another, had opened and reserved. */
export async function letGo(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<void> {
  const { definition } = step;
  const needed = await neededByChain(tx, step);
  await endAccess(tx, run.id, definition.closes ?? [], actor);
  await releasePlaces(
    tx,
    run.id,
    definition.releases.filter((place) => !needed.has(place)),
    actor,
  );
}

/**
 * Left between two commands, with nothing in doubt: because the agent lets go of the instrument (the next one goes on), or because the
 * run is being stopped. A step that drives an instrument to its safe state is only ever handed over: its run ends after it, not without it.
 */
export async function leaveStep(tx: Tx, ref: StepRef, why: 'handover' | 'cancel', wire: WireResult): Promise<void> {
  const settling = await begin(tx, ref, wire);
  if (settling?.step.status !== 'running') return;
  const cancel = (why === 'cancel' || settling.run.state.status === 'stopping') && !isStopStep(settling.step.stepId);
  const told = cancel ? ('step.cancelled' as const) : ('step.handed_over' as const);
  await closeAttempt(tx, settling.step, cancel ? 'cancelled' : 'handed_over');
  await changeStep(tx, settling.step, cancel ? 'cancelled' : 'handed_over', { type: told, actor: ref.actor });
  await end(tx, settling);
}

/** The step failed, or nobody knows. The answer is the domain's; what the run does now is in the message that people read. */
export async function troubleStep(tx: Tx, ref: StepRef, thrown: unknown, wire: WireResult = NOTHING): Promise<void> {
  const settling = await begin(tx, ref, wire);
  if (!settling || !['running', 'holding', 'dispatched'].includes(settling.step.status)) return;
  const { run, step } = settling;
  const error = toLabError(thrown, `step ${step.stepId}`);
  if (run.state.status !== 'stopping' && (await beginAgain(tx, step, error, ref.actor))) return end(tx, settling);
  await closeAttempt(tx, step, isDoubtful(step, error) ? 'in_doubt' : 'failed', error, canBeAsked(step, error) ? null : 'unknown');
  if (run.state.status === 'stopping') await giveUpStop(tx, run, step, error, ref.actor);
  else await react(tx, run, step, error, ref.actor);
  await end(tx, settling);
}

/** A hold that broke off has happened in part, even when the cause is known: a person says whether that was enough, or the whole is done again. */
function isDoubtful(step: StepRow, error: LabError): boolean {
  return step.status === 'holding' || outcomeOf(error) === 'unknown';
}

/** Whether the instrument can say what became of it: of verbs that were under way, and not of how long a state was held. */
function canBeAsked(step: StepRow, error: LabError): boolean {
  return step.status === 'running' && step.definition.kind === 'operation' && outcomeOf(error) === 'unknown';
}

async function react(tx: Tx, run: LockedRun, step: StepRow, error: LabError, actor: string): Promise<void> {
  const told = { actor, data: { code: error.code, error: error.message } };
  const doubtful = isDoubtful(step, error);
  const isAsked = canBeAsked(step, error);
  const about = step.status === 'holding' ? 'hold_broken' : doubtful ? 'unknown' : 'failed';
  switch (answerTo({ onError: step.definition.onError, error })) {
    case 'hold':
      await changeStep(
        tx,
        step,
        doubtful ? 'outcome_unknown' : 'try_again',
        {
          type: doubtful ? 'step.in_doubt' : 'step.failed',
          actor,
          data: { ...told.data, ...(isAsked ? { asks: 'instrument' } : {}) },
        },
        { error },
      );
      // Its instrument is asked first; the other steps of the run go on meanwhile.
      if (isAsked) return;
      await holdRun(tx, run, `${step.definition.title}: ${error.message}`, actor, { step, about });
      return;
    case 'abort':
      await changeStep(tx, step, 'failed', { type: 'step.failed', ...told }, { error });
      await changeRun(tx, run, { type: 'fail' }, { type: 'run.stopping', actor, data: { reason: error.message } });
      return abortAgents(tx, run.id);
    case 'skip':
    case 'continue_with_deviation':
      await changeStep(tx, step, 'failed', { type: 'step.failed', ...told }, { error });
      await recordDeviation(tx, run, step, actor, { kind: DeviationKind.failed, reason: error.message });
      await endAccess(tx, run.id, step.definition.closes ?? [], actor);
  }
}

/**
 * A stop that was interrupted, or failed, is begun again. One that does not get through ends the run all the same, and the record says
 * what is not in its safe state.
 */
async function giveUpStop(tx: Tx, run: LockedRun, step: StepRow, error: LabError, actor: string): Promise<void> {
  if (isStopStep(step.stepId) && step.attempt < STOP_TRIES)
    return changeStep(tx, step, 'try_again', { type: 'step.failed', actor, data: { code: error.code, error: error.message } }, { error });
  await changeStep(tx, step, 'failed', { type: 'step.failed', actor, data: { code: error.code, error: error.message } }, { error });
  const reason = `${step.definition.title} failed, so its state is not known; look at it: ${error.message}`;
  await changeRun(tx, run, { type: 'hold', reason }, { type: 'run.held', actor, data: { reason } });
  if (isStopStep(step.stepId) && step.instrumentId !== null) await quarantineInstrument(tx, step.instrumentId, reason, actor);
}
