import { listStepQuestions, type OperatorTaskEntity, type Tx } from '@labwright/persistence';
import { closeRecoveries } from './recovery-task';
import { lockRun } from './run-store';
import { dropReason, goOnIfAnswered } from './step-answers';

/**
 * A person's answer to a consult also settles that its run is held because of what the model said to it: nobody has to answer twice. What
 * else holds the run goes on holding it.
 */
export async function liftModelHold(
  tx: Tx,
  task: Pick<OperatorTaskEntity, 'id' | 'runId'>,
  actor: string,
  { choice, note }: { readonly choice: string; readonly note: string },
): Promise<void> {
  const [held] = await tx.query<{ reason: string }>(
    `select hold_reason as reason from lab.model_questions where task_id = $1 and hold_reason is not null`,
    [task.id],
  );
  if (!held) return;
  const run = await lockRun(tx, task.runId);
  if (run.state.status !== 'held' || !run.state.holdReasons.includes(held.reason)) return;
  const [recovery] = await tx.query<{ id: string }>(
    `select id from lab.operator_tasks where run_id = $1 and kind = 'recovery' and status in ('open', 'claimed') and recovery->>'reason' = $2`,
    [task.runId, held.reason],
  );
  if (recovery) await closeRecoveries(tx, task.runId, { task: recovery.id }, { choice: 'redo', note: note || choice, actor });
  await dropReason(tx, run, held.reason);
  await goOnIfAnswered(tx, run, actor, (await listStepQuestions(tx, task.runId)).length === 0, { choice, note });
}
