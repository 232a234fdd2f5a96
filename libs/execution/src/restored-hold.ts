import { recordEvents, type Tx } from '@labwright/persistence';
import { changeRun, loadStep, lockRun, nameOf } from './run-store';
import type { StepRef } from './settle-step';

/** What was interrupted, and for how long at most, lab milliseconds. */
export interface Interruption {
  readonly interruptedMs: number;
  /** What was noticed, for people. */
  readonly evidence: string;
}

/**
 * Records that what a hold asks for was established again at its instrument, after that had lost it: a deviation with its length. The hold ends
 * when it would have ended. Nothing is recorded of a hold that is over by now.
 */
export async function recordRestoredHold(tx: Tx, ref: StepRef, { interruptedMs, evidence }: Interruption): Promise<void> {
  const run = await lockRun(tx, ref.runId);
  const step = await loadStep(tx, ref.stepInstanceId, ref.attempt);
  if (step?.status !== 'holding') return;
  const { actor } = ref;
  const at = { actor, runId: run.id, stepInstanceId: step.id, instrumentId: step.instrumentId };
  await recordEvents(tx, [{ type: 'step.resumed', ...at, data: { ...nameOf(step), interruptedMs, evidence } }]);
  const seconds = Math.max(0.1, Math.round(interruptedMs / 100) / 10);
  const reason = `${step.definition.title}: interrupted for at most ${seconds} s, and established again. ${evidence}`;
  await changeRun(tx, run, { type: 'deviate' }, { type: 'run.deviated', actor, data: { ...nameOf(step), reason, lateMs: interruptedMs } });
}
