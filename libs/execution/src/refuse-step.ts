import { recordEvents, type Tx } from '@labwright/persistence';
import { returnClaim, type ClaimedStep, type Claimant } from './claim-step';
import { holdRun } from './hold-run';
import { lockRun } from './run-store';

/** Gives back a step that nobody has approved, and holds its run: nothing has been sent for it. */
export async function refuseStep(
  tx: Tx,
  { stepInstanceId, runId, attempt, stepId }: ClaimedStep,
  by: Claimant,
  fault: string,
): Promise<void> {
  const run = await lockRun(tx, runId);
  const actor = `agent:${by.agent}`;
  await returnClaim(tx, stepInstanceId, attempt, by);
  await recordEvents(tx, [{ type: 'run.refused', actor, runId, stepInstanceId, data: { step: stepId, fault } }]);
  if (run.state.status === 'running') await holdRun(tx, run, `${by.instrumentId} does nothing for this run: ${fault}`, actor);
}
