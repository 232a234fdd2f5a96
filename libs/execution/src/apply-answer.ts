import { DeviationKind, LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { recordDeviation } from './deviate';
import { changeStep, nameOf, type LockedRun, type StepRow } from './run-store';
import { completeStep, letGo } from './settle-step';
import { brokenOffBy } from './hold-length';
import { repeatsOf } from './verb-repeats';

/** What a person says of one step: do it again, leave it out, take it as done, or do it again because it did not happen. */
export const StepAnswer = { retry: 'retry', skip: 'skip', happened: 'happened', not_happened: 'not_happened' } as const;
export type StepAnswer = (typeof StepAnswer)[keyof typeof StepAnswer];

/**
 * Applies a person's answer to a step of a locked run. @throws LabError CONFLICT when it cannot be repeated, or is known not to have happened
 */
export async function applyAnswer(tx: Tx, run: LockedRun, step: StepRow, choice: StepAnswer, note: string, actor: string): Promise<void> {
  switch (choice) {
    case 'retry':
      return tryAgain(tx, step, note, actor);
    case 'not_happened':
      refuseUnasked(step);
      return changeStep(tx, step, 'try_again', { type: 'step.retried', actor, data: { note, said: choice } });
    case 'happened': {
      refuseKnown(step);
      const short = await brokenOffBy(tx, step);
      await completeStep(tx, run, step, actor, { note, toldBy: 'person' });
      const what = short === null ? 'taken as done by a person' : `taken as held long enough by a person, ${short} s shorter than asked`;
      const size = short === null ? {} : { size: short, unit: 's' };
      return recordDeviation(tx, run, step, actor, {
        kind: short === null ? DeviationKind.taken_as_done : DeviationKind.hold_short,
        ...size,
        reason: what,
      });
    }
    case 'skip':
      await changeStep(tx, step, 'skipped', { type: 'step.skipped', actor, data: { note } });
      await letGo(tx, run, step, actor);
      return recordDeviation(tx, run, step, actor, { kind: DeviationKind.skipped, reason: 'skipped by a person' });
  }
}

async function tryAgain(tx: Tx, step: StepRow, note: string, actor: string): Promise<void> {
  if (step.status === 'in_doubt') {
    await refuseUnrepeatable(tx, step);
    return changeStep(tx, step, 'try_again', { type: 'step.retried', actor, data: { note } });
  }
  // It is ready already, or its turn comes. Its attempt keeps the error, and asks nobody any more.
  await tx.query(`update lab.attempts set status = 'retried' where step_instance_id = $1 and number = $2 and status = 'failed'`, [
    step.id,
    step.attempt,
  ]);
  await tx.query(`update lab.step_instances set window_missed = 'accepted' where id = $1 and window_missed = 'asked'`, [step.id]);
  const data = { ...nameOf(step), attempt: step.attempt, title: step.definition.title, note };
  await recordEvents(tx, [
    { type: 'step.retried', actor, runId: step.runId, stepInstanceId: step.id, instrumentId: step.instrumentId, data },
  ]);
}

/** A failure with a known outcome did not happen, and a decision has no case that did. */
function refuseKnown(step: StepRow): void {
  const { title, kind } = step.definition;
  if (kind === 'decision')
    throw refused(step.id, `${title}: no case of a decision can be taken as done; answer "retry" to ask it again, or "skip"`);
  if (step.status !== 'in_doubt') throw refused(step.id, `${title}: it is known not to have happened; answer "retry" or "skip"`);
}

/** Only of an operation nobody knows whether it happened. */
function refuseUnasked({ id, status, definition: { title, kind } }: StepRow): void {
  if (kind !== 'operation' || status !== 'in_doubt')
    throw refused(id, `${title}: nobody asks whether it happened; answer "retry" to have it done again, or "skip"`);
}

/** What must never be done twice, such as a dispense, cannot be tried again by anybody: either it happened, or it did not. */
async function refuseUnrepeatable(tx: Tx, step: StepRow): Promise<void> {
  const once = [...(await repeatsOf(tx, step))].filter(([, repeat]) => repeat === 'action').map(([verb]) => verb);
  if (once.length === 0) return;
  const way = 'answer "not_happened" if you saw that it was not, "happened" if it was, or "skip"';
  throw refused(step.id, `${step.definition.title}: ${once.join(', ')} must not be done twice; ${way}`);
}

function refused(id: string, reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind: 'step', id, reason });
}
