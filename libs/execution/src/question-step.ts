import { DeviationKind, type Answer, type LabError, type LabErrorCode } from '@labwright/domain';
import type { Tx } from '@labwright/persistence';
import { recordDeviation } from './deviate';
import { askModelAbout } from './ask-model';
import { abortAgents, holdRun } from './hold-run';
import { changeRun, changeStep, closeAttempt, type LockedRun, type StepRow } from './run-store';

const KINDS: Readonly<Partial<Record<LabErrorCode, DeviationKind>>> = {
  RUN_READING_UNEXPECTED: DeviationKind.out_of_range,
  RUN_BOUND_REACHED: DeviationKind.bound_reached,
};

/**
 * Asks a person what something means that the run itself cannot say: the step is in doubt, the run held with the reason. Answers: redo
 * (the step again: a condition is asked again, a repeat does one more round), happened (as if it were as it should be), skip, abort.
 */
export async function questionStep(tx: Tx, run: LockedRun, step: StepRow, error: LabError, actor: string): Promise<void> {
  const data = { code: error.code, error: error.message };
  await changeStep(tx, step, 'questioned', { type: 'step.in_doubt', actor, data }, { error });
  await closeAttempt(tx, step, 'in_doubt', error);
  const reason = `${step.definition.title}: ${error.message}`;
  await holdRun(tx, run, reason, actor, { step, about: 'question' });
  if (error.code === 'RUN_READING_UNEXPECTED') await askModelAbout(tx, step, reason);
}

/**
 * Gives the author's answer to something that is not as the protocol wants it, of a step that did what it does. True when the step is over
 * as succeeded, with or without a deviation; otherwise it has been settled here.
 */
export async function answerAsAuthor(
  tx: Tx,
  run: LockedRun,
  step: StepRow,
  answer: Answer,
  error: LabError,
  actor: string,
): Promise<boolean> {
  const told = { actor, data: { code: error.code, error: error.message } };
  switch (answer) {
    case 'hold':
      await questionStep(tx, run, step, error, actor);
      return false;
    case 'abort':
      await closeAttempt(tx, step, 'failed', error);
      await changeStep(tx, step, 'failed', { type: 'step.failed', ...told }, { error });
      await changeRun(tx, run, { type: 'fail' }, { type: 'run.stopping', actor, data: { reason: error.message } });
      await abortAgents(tx, run.id);
      return false;
    case 'skip':
    case 'continue_with_deviation':
      await recordDeviation(tx, run, step, actor, { kind: KINDS[error.code] ?? DeviationKind.other, reason: error.message });
      return true;
  }
}
