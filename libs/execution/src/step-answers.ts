import { LabError, transitionRun } from '@labwright/domain';
import { listStepQuestions, paceLab, recordEvents, type StepQuestionRow, type Tx } from '@labwright/persistence';
import { applyAnswer, type StepAnswer } from './apply-answer';
import type { NestClaim } from './confirm-places';
import { confirmBeforeAgain } from './needed-places';
import { closeRecoveries } from './recovery-task';
import { changeRun, loadStep, lockRun, nameOf, wakeDispatched, wakeRun, type LockedRun } from './run-store';

export interface AnsweredStep {
  readonly runId: string;
  /** Questions of the run that are still open; it stays held as long as there are any. */
  readonly open: readonly StepQuestionRow[];
}

/** What can be answered for a step; why not the others is told by the refusal. */
export function choicesFor({ status, kind, code }: Pick<StepQuestionRow, 'status' | 'kind' | 'code'>): readonly StepAnswer[] {
  if (status !== 'in_doubt' || kind === 'decision') return ['retry', 'skip'];
  const mayNotHave = kind === 'operation' && !code?.startsWith('RUN_');
  return mayNotHave ? ['retry', 'skip', 'happened', 'not_happened'] : ['retry', 'skip', 'happened'];
}

/**
 * A person's answer for one step of a held run, after a look at the instrument. The reason that the step gave for the hold goes with it, and
 * with the last one the run goes on. A run that is held for something else too stays so, until that is answered.
 * `places`: what is in each nest of its instrument, needed where an operation that has to do with labware is done again.
 * @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED (the run is not held), CONFLICT (nothing is asked of this step, or it cannot be repeated),
 *   INPUT_INVALID (it does not say where the labware is)
 */
export async function answerStep(
  tx: Tx,
  stepInstanceId: string,
  choice: StepAnswer,
  note: string,
  actor: string,
  places?: readonly NestClaim[],
): Promise<AnsweredStep> {
  const [found] = await tx.query<{ run: string }>(`select run_id as run from lab.step_instances where id = $1`, [stepInstanceId]);
  if (!found) throw new LabError('NOT_FOUND', `there is no step ${stepInstanceId}`, { kind: 'step', id: stepInstanceId });
  const run = await lockRun(tx, found.run);
  transitionRun(run.state, { type: 'answer' });
  const questions = await listStepQuestions(tx, run.id);
  const question = questions.find(({ id }) => id === stepInstanceId);
  const step = question && (await loadStep(tx, stepInstanceId, question.attempt));
  if (!step) throw refused(stepInstanceId, `nothing is asked of step ${stepInstanceId}; GET /v1/jobs lists open questions`);
  const reason = reasonOf(question);
  await recordEvents(tx, [
    {
      type: 'step.answered',
      actor,
      runId: run.id,
      stepInstanceId,
      instrumentId: step.instrumentId,
      data: { ...nameOf(step), choice, note, reason },
    },
  ]);
  await applyAnswer(tx, run, step, choice, note, actor);
  if (choice === 'retry' || choice === 'not_happened') await confirmBeforeAgain(tx, [step], places, actor);
  await closeRecoveries(tx, run.id, { stepInstanceId }, { choice: choice === 'retry' ? 'redo' : choice, note, actor });
  const open = questions.filter(({ id }) => id !== stepInstanceId);
  if (!open.some((other) => reasonOf(other) === reason)) await dropReason(tx, run, reason);
  await goOnIfAnswered(tx, run, actor, open.length === 0, { choice, note, ...nameOf(step) });
  return { runId: run.id, open };
}

/** What a step said when it held the run. */
function reasonOf({ title, problem }: StepQuestionRow): string {
  return `${title}: ${problem}`;
}

/** Takes away one of the reasons for which a run is held. */
export async function dropReason(tx: Tx, run: LockedRun, reason: string): Promise<void> {
  run.state = { ...run.state, holdReasons: run.state.holdReasons.filter((each) => each !== reason) };
  await tx.query(`update lab.runs set state = $2::jsonb where id = $1`, [run.id, JSON.stringify(run.state)]);
}

/** Lets a held run go on when nothing holds it any more, and asks for a look at it in any case. */
export async function goOnIfAnswered(
  tx: Tx,
  run: LockedRun,
  actor: string,
  noneOpen: boolean,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (noneOpen && run.state.holdReasons.length === 0) {
    await changeRun(tx, run, { type: 'answer' }, { type: 'run.answered', actor, data });
    await wakeDispatched(tx, { run: run.id });
  }
  await wakeRun(tx, run.id);
  await paceLab(tx);
}

function refused(id: string, reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind: 'step', id, reason });
}
