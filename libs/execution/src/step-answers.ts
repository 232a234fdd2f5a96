import { LabError, transitionRun } from '@labwright/domain';
import {
  DriverEntity,
  InstrumentEntity,
  listStepQuestions,
  paceLab,
  recordEvents,
  type StepQuestionRow,
  type Tx,
} from '@labwright/persistence';
import { changeRun, changeStep, loadStep, lockRun, nameOf, wakeRun, type LockedRun, type StepRow } from './run-store';
import { completeStep, letGo } from './settle-step';

/** What a person says of one step: do it again, leave it out, or take it as done. */
export const StepAnswer = { retry: 'retry', skip: 'skip', happened: 'happened' } as const;
export type StepAnswer = (typeof StepAnswer)[keyof typeof StepAnswer];

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

async function applyAnswer(tx: Tx, run: LockedRun, step: StepRow, choice: StepAnswer, note: string, actor: string): Promise<void> {
  switch (choice) {
    case 'retry':
      return tryAgain(tx, step, note, actor);
    case 'happened':
      refuseKnown(step);
      await completeStep(tx, run, step, actor, { note, toldBy: 'person' });
      return deviate(tx, run, step, actor, 'taken as done by a person');
    case 'skip':
      await changeStep(tx, step, 'skipped', { type: 'step.skipped', actor, data: { note } });
      await letGo(tx, run, step, actor);
      return deviate(tx, run, step, actor, 'skipped by a person');
  }
}

async function tryAgain(tx: Tx, step: StepRow, note: string, actor: string): Promise<void> {
  if (step.status === 'in_doubt') {
    await refuseUnrepeatable(tx, step);
    return changeStep(tx, step, 'try_again', { type: 'step.retried', actor, data: { note } });
  }
  // It is ready already. Its attempt keeps the error, and asks nobody any more.
  await tx.query(`update lab.attempts set status = 'retried' where step_instance_id = $1 and number = $2`, [step.id, step.attempt]);
  const data = { ...nameOf(step), attempt: step.attempt, title: step.definition.title, note };
  await recordEvents(tx, [
    { type: 'step.retried', actor, runId: step.runId, stepInstanceId: step.id, instrumentId: step.instrumentId, data },
  ]);
}

async function deviate(tx: Tx, run: LockedRun, step: StepRow, actor: string, reason: string): Promise<void> {
  await changeRun(tx, run, { type: 'deviate' }, { type: 'run.deviated', actor, data: { ...nameOf(step), reason } });
}

/** Takes away what the step said when it held the run, unless another open question says the same. */
async function dropReason(tx: Tx, run: LockedRun, answered: StepQuestionRow, open: readonly StepQuestionRow[]): Promise<void> {
  const reasonOf = ({ title, problem }: StepQuestionRow) => `${title}: ${problem}`;
  const reason = reasonOf(answered);
  if (open.some((question) => reasonOf(question) === reason)) return;
  run.state = { ...run.state, holdReasons: run.state.holdReasons.filter((each) => each !== reason) };
  await tx.query(`update lab.runs set state = $2::jsonb where id = $1`, [run.id, JSON.stringify(run.state)]);
}

/** A failure with a known outcome did not happen, and a decision has no case that did. */
function refuseKnown(step: StepRow): void {
  const { title, kind } = step.definition;
  if (kind === 'decision')
    throw refused(step.id, `${title}: no case of a decision can be taken as done; answer "retry" to ask it again, or "skip"`);
  if (step.status !== 'in_doubt') throw refused(step.id, `${title}: it is known not to have happened; answer "retry" or "skip"`);
}

/** What must never be done twice, such as a dispense, cannot be tried again by anybody. */
async function refuseUnrepeatable(tx: Tx, step: StepRow): Promise<void> {
  if (step.definition.kind !== 'operation' || step.instrumentId === null) return;
  const { driver } = await tx.repository(InstrumentEntity).findOneByOrFail({ id: step.instrumentId });
  const { manifest } = await tx.repository(DriverEntity).findOneByOrFail({ id: driver });
  const actions = new Set(manifest.verbs.filter(({ repeat }) => repeat === 'action').map(({ verb }) => verb));
  const once = step.definition.establish.map(({ verb }) => verb).filter((verb) => actions.has(verb));
  if (once.length === 0) return;
  throw refused(step.id, `${step.definition.title}: ${once.join(', ')} must not be done twice; answer "happened" or "skip"`);
}

function refused(id: string, reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind: 'step', id, reason });
}
