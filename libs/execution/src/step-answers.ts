import { LabError, transitionRun } from '@labwright/domain';
import { listStepQuestions, paceLab, recordEvents, type StepQuestionRow, type Tx } from '@labwright/persistence';
import { applyAnswer, type StepAnswer } from './apply-answer';
import { changeRun, loadStep, lockRun, nameOf, wakeRun, type LockedRun } from './run-store';

export interface AnsweredStep {
  readonly runId: string;
  /** Questions of the run that are still open; it stays held as long as there are any. */
  readonly open: readonly StepQuestionRow[];
}

/** What can be answered for a step; why not the others is told by the refusal. */
export function choicesFor({ status, kind }: Pick<StepQuestionRow, 'status' | 'kind'>): readonly StepAnswer[] {
  return status === 'in_doubt' && kind !== 'decision' ? ['retry', 'skip', 'happened'] : ['retry', 'skip'];
}

/**
 * A person's answer for one step of a held run, after a look at the instrument. The reason that the step gave for the hold goes with it, and
 * with the last one the run goes on. A run that is held for something else too stays so, until that is answered for the whole run.
 * @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED (the run is not held), CONFLICT (nothing is asked of this step, or it cannot be repeated)
 */
export async function answerStep(tx: Tx, stepInstanceId: string, choice: StepAnswer, note: string, actor: string): Promise<AnsweredStep> {
  const [found] = await tx.query<{ run: string }>(`select run_id as run from lab.step_instances where id = $1`, [stepInstanceId]);
  if (!found) throw new LabError('NOT_FOUND', `there is no step ${stepInstanceId}`, { kind: 'step', id: stepInstanceId });
  const run = await lockRun(tx, found.run);
  transitionRun(run.state, { type: 'answer' });
  const questions = await listStepQuestions(tx, run.id);
  const question = questions.find(({ id }) => id === stepInstanceId);
  const step = question && (await loadStep(tx, stepInstanceId, question.attempt));
  if (!step) throw refused(stepInstanceId, `nothing is asked of step ${stepInstanceId}; GET /v1/jobs lists open questions`);
  await recordEvents(tx, [
    {
      type: 'step.answered',
      actor,
      runId: run.id,
      stepInstanceId,
      instrumentId: step.instrumentId,
      data: { ...nameOf(step), choice, note },
    },
  ]);
  await applyAnswer(tx, run, step, choice, note, actor);
  const open = questions.filter(({ id }) => id !== stepInstanceId);
  await dropReason(tx, run, question, open);
  if (open.length === 0 && run.state.holdReasons.length === 0)
    await changeRun(tx, run, { type: 'answer' }, { type: 'run.answered', actor, data: { choice, note, ...nameOf(step) } });
  await wakeRun(tx, run.id);
  await paceLab(tx);
  return { runId: run.id, open };
}

/** Takes away what the step said when it held the run, unless another open question says the same. */
async function dropReason(tx: Tx, run: LockedRun, answered: StepQuestionRow, open: readonly StepQuestionRow[]): Promise<void> {
  const reasonOf = ({ title, problem }: StepQuestionRow) => `${title}: ${problem}`;
  const reason = reasonOf(answered);
  if (open.some((question) => reasonOf(question) === reason)) return;
  run.state = { ...run.state, holdReasons: run.state.holdReasons.filter((each) => each !== reason) };
  await tx.query(`update lab.runs set state = $2::jsonb where id = $1`, [run.id, JSON.stringify(run.state)]);
}

function refused(id: string, reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind: 'step', id, reason });
}
