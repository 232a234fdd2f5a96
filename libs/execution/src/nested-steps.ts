import { LabError } from '@labwright/domain';
import { labNow, recordEvents, startTimer, type Tx } from '@labwright/persistence';
import type { PlanDecision, PlanRepeat, PlanStep } from '@labwright/protocol';
import { askCondition } from './conditions';
import { answerAsAuthor, questionStep } from './question-step';
import { changeStep, nameOf, type LockedRun, type StepRow } from './run-store';
import { finishStep } from './settle-step';

const ACTOR = 'system';

/**
 * Repeats and decisions. Their steps become rows when their round or case begins, in the transaction that begins it:
 *
 *   repeat:   ready -> in_body (round 1) -> [condition false] wait for `every` -> in_body (round 2) ... -> [condition true] succeeded
 *   decision: ready -> [first case that holds, or else] in_body -> succeeded
 *
 * UNKNOWN, and a bound reached before the condition held, ask a person. A crash leaves rows that the next look goes on from; the condition
 * of a round is asked again only if the transaction that acted on its answer was lost.
 */
export async function beginBody(tx: Tx, run: LockedRun, step: StepRow): Promise<void> {
  if (step.definition.kind === 'repeat') return beginRound(tx, step, step.definition);
  if (step.definition.kind === 'decision') return decide(tx, run, step, step.definition);
}

/** Looks at a repeat or a decision whose steps are all over. True when something of it has changed. */
export async function lookAtBody(tx: Tx, run: LockedRun, step: StepRow): Promise<boolean> {
  if (step.definition.kind === 'repeat') return endRound(tx, run, step, step.definition);
  await finishStep(tx, run, step, ACTOR);
  return true;
}

async function decide(tx: Tx, run: LockedRun, step: StepRow, decision: PlanDecision): Promise<void> {
  for (const [index, { when, body }] of decision.cases.entries()) {
    const outcome = await askCondition(tx, run, step, when, decision.maxAgeMs, ACTOR);
    if (outcome.is === 'unknown') return questionStep(tx, run, step, unknown(step, when, outcome.reasons), ACTOR);
    if (outcome.value) return enter(tx, step, body, index + 1, { case: index + 1, when });
  }
  return enter(tx, step, decision.else, decision.cases.length + 1, { case: 'else' });
}

async function beginRound(tx: Tx, step: StepRow, repeat: PlanRepeat): Promise<void> {
  const round = step.round + 1;
  await enter(tx, step, repeat.body, round, { round });
}

/** Makes the steps of a round or a case, and marks the step as in its body. */
async function enter(
  tx: Tx,
  step: StepRow,
  body: readonly PlanStep[],
  round: number,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const told = { type: 'step.body_begun', actor: ACTOR, data } as const;
  if (step.status === 'ready') await changeStep(tx, step, 'body_begun', told);
  else await tellRound(tx, step, data);
  await tx.query(`update lab.step_instances set round = $2, next_round_lab = null, waiting_for = null where id = $1`, [step.id, round]);
  await tx.query(
    `insert into lab.step_instances (run_id, step_id, iteration_path, position, parent_id, kind, definition, instrument_id, status)
     select $1, s->>'id', $2, $3::int[] || array[$4::int, (n - 1)::int], $5, s->>'kind', s, s->>'instrument', 'pending'
     from jsonb_array_elements($6::jsonb) with ordinality as e(s, n)`,
    [step.runId, pathOf(step, round), step.position, round, step.id, JSON.stringify(body)],
  );
}

/**
 * The iteration path of the steps in it: rounds are told apart, cases are not, because only one of them is run. When a person lets a
 * decision that has run one do so again, its attempt tells the steps apart.
 */
function pathOf(step: StepRow, round: number): string {
  const within = (number: number) => `${step.iterationPath === '' ? '' : `${step.iterationPath}/`}${step.stepId}/${number}`;
  if (step.definition.kind === 'repeat') return within(round);
  return step.round === 0 ? step.iterationPath : within(step.attempt);
}

function tellRound(tx: Tx, step: StepRow, data: Readonly<Record<string, unknown>>): Promise<void> {
  const told = { ...nameOf(step), title: step.definition.title, ...data };
  return recordEvents(tx, [{ type: 'step.body_begun', actor: ACTOR, runId: step.runId, stepInstanceId: step.id, data: told }]);
}

async function endRound(tx: Tx, run: LockedRun, step: StepRow, repeat: PlanRepeat): Promise<boolean> {
  const now = await labNow(tx);
  if (step.nextRoundLab !== null) {
    if (step.nextRoundLab > now) return false;
    await beginRound(tx, step, repeat);
    return true;
  }
  const outcome = await askCondition(tx, run, step, repeat.until, repeat.maxAgeMs, ACTOR);
  if (outcome.is === 'unknown') {
    await questionStep(tx, run, step, unknown(step, repeat.until, outcome.reasons), ACTOR);
    return true;
  }
  if (outcome.value) {
    await finishStep(tx, run, step, ACTOR);
    return true;
  }
  const begun = await roundBegun(tx, step);
  const next = new Date(Math.max(now.getTime(), begun.getTime() + (repeat.everyMs ?? 0)));
  const bound = boundReached(step, repeat, next);
  if (bound !== null) {
    const error = new LabError('RUN_BOUND_REACHED', `${bound}, and "${repeat.until}" has not come true`, { step: step.stepId, bound });
    if (await answerAsAuthor(tx, run, step, repeat.otherwise, error, ACTOR)) await finishStep(tx, run, step, ACTOR);
    return true;
  }
  if (next > now) {
    await waitForRound(tx, step, next);
    return false;
  }
  await beginRound(tx, step, repeat);
  return true;
}

/** Start of the round that is over: that of its first step. */
async function roundBegun(tx: Tx, step: StepRow): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>(
    `select coalesce(min(started_lab), lab.lab_now()) as at from lab.step_instances where parent_id = $1 and iteration_path = $2`,
    [step.id, pathOf(step, step.round)],
  );
  return row?.at ?? new Date(0);
}

function boundReached(step: StepRow, { atMostMs, maxIterations }: PlanRepeat, next: Date): string | null {
  if (maxIterations !== null && step.round >= maxIterations) return `its last round, ${maxIterations}, is over`;
  const until = (step.startedLab ?? next).getTime() + atMostMs;
  return next.getTime() < until ? null : `its time, ${Math.round(atMostMs / 60_000)} min, is over or would be before another round`;
}

async function waitForRound(tx: Tx, step: StepRow, next: Date): Promise<void> {
  await tx.query(`update lab.step_instances set next_round_lab = $2, waiting_for = $3 where id = $1`, [
    step.id,
    next,
    `the start of round ${step.round + 1}`,
  ]);
  await startTimer(tx, { kind: 'round_due', runId: step.runId, stepInstanceId: step.id, attempt: step.attempt, dueLab: next });
}

function unknown(step: StepRow, condition: string, reasons: readonly string[]): LabError {
  const message = `"${condition}" is UNKNOWN: ${reasons.join('; ')}`;
  return new LabError('RUN_CONDITION_UNKNOWN', message, { step: step.stepId, condition, reasons });
}
