import { enqueue, type Tx } from '@labwright/persistence';
import { changeStep, type StepRow } from './run-store';
import { WakeUp, benchQueue } from './wake-up';

/** Marks an operation dispatched, with its attempt, and wakes the bench agent of its instrument. */
export async function dispatchStep(tx: Tx, step: StepRow): Promise<void> {
  await changeStep(tx, step, 'dispatched', { type: 'step.dispatched', actor: 'system' });
  await enqueue(tx, benchQueue(step.agent ?? ''), WakeUp.step, {
    instrumentId: step.instrumentId,
    stepInstanceId: step.id,
    attempt: step.attempt,
  });
}
