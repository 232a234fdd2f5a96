import { LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { repeatsOf } from './begin-again';
import { changeRun, changeStep, nameOf, type LockedRun, type StepRow } from './run-store';
import { completeStep, letGo } from './settle-step';

/** What a person says of one step: do it again, leave it out, or take it as done. */
export const StepAnswer = { retry: 'retry', skip: 'skip', happened: 'happened' } as const;
export type StepAnswer = (typeof StepAnswer)[keyof typeof StepAnswer];

/**
 * Applies a person's answer to a step of a locked run. @throws LabError CONFLICT when it cannot be repeated, or is known not to have happened
 */
export async function applyAnswer(tx: Tx, run: LockedRun, step: StepRow, choice: StepAnswer, note: string, actor: string): Promise<void> {
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

/** A failure with a known outcome did not happen, and a decision has no case that did. */
function refuseKnown(step: StepRow): void {
  const { title, kind } = step.definition;
  if (kind === 'decision')
    throw refused(step.id, `${title}: no case of a decision can be taken as done; answer "retry" to ask it again, or "skip"`);
  if (step.status !== 'in_doubt') throw refused(step.id, `${title}: it is known not to have happened; answer "retry" or "skip"`);
}

/** What must never be done twice, such as a dispense, cannot be tried again by anybody. */
async function refuseUnrepeatable(tx: Tx, step: StepRow): Promise<void> {
  const once = [...(await repeatsOf(tx, step))].filter(([, repeat]) => repeat === 'action').map(([verb]) => verb);
  if (once.length === 0) return;
  throw refused(step.id, `${step.definition.title}: ${once.join(', ')} must not be done twice; answer "happened" or "skip"`);
}

function refused(id: string, reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind: 'step', id, reason });
}
