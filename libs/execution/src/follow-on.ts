import { recordEvents, type Tx } from '@labwright/persistence';
import { openTask } from './open-task';
import { changeStep, loadOpenSteps, type LockedRun, type StepRow } from './run-store';
import { isEarly, recordWindows } from './windows';

/**
 * One confirmation for two steps: what starts at the confirmed end of this step starts in the same transaction, in the hands of the same
 * person. While the run is not going on, its window is closed, or it needs nests, it waits for the next look like every other step.
 */
export async function startFollowers(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<void> {
  if (step.definition.kind !== 'operator' || run.state.status !== 'running') return;
  const following = (await loadOpenSteps(tx, run.id)).filter(
    (next) =>
      next.definition.startsOnEndOf === step.stepId &&
      next.iterationPath === step.iterationPath &&
      next.status === 'pending' &&
      !next.blocked,
  );
  for (const next of following) {
    if (next.definition.kind !== 'operator' || next.definition.reserves.length > 0 || (await isEarly(tx, next))) continue;
    await changeStep(tx, next, 'prerequisites_met', { type: 'step.ready', actor });
    await recordWindows(tx, run, next, actor);
    await changeStep(tx, next, 'task_opened', null);
    await openTask(tx, next, next.definition, actor);
    const [task] = await tx.query<{ id: string; title: string }>(
      `update lab.operator_tasks t set status = 'claimed', claimed_by = b.completed_by, claimed_at = clock_timestamp(), scripted = b.scripted
       from (select completed_by, scripted from lab.operator_tasks where step_instance_id = $2 and attempt = $3 and kind <> 'recovery' and completed_by is not null) b
       where t.step_instance_id = $1 and t.attempt = $4 and t.kind <> 'recovery' returning t.id, t.title`,
      [next.id, step.id, step.attempt, next.attempt],
    );
    if (!task) continue;
    const data = { task: task.id, title: task.title, withConfirmationOf: step.stepId };
    await recordEvents(tx, [{ type: 'task.claimed', actor, runId: run.id, stepInstanceId: next.id, data }]);
  }
}
