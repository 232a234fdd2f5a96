import type { Tx } from '@labwright/persistence';
import type { StepRow } from './run-store';

/** How long the model has for an answer, wall milliseconds: after that a person decides, whatever comes. */
const MODEL_LIMIT_MS = 120_000;

/**
 * Writes down that the model is asked about a task. Who has the model takes it from there; nobody waits for that: the task is open to its
 * people from the first moment, and the first answer counts.
 */
export async function askModel(tx: Tx, step: StepRow, taskId: string, kind: 'consult' | 'advice'): Promise<void> {
  await tx.query(
    `insert into lab.model_questions (task_id, run_id, step_instance_id, kind, expires_at)
     values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond') on conflict (task_id) do nothing`,
    [taskId, step.runId, step.id, kind, MODEL_LIMIT_MS],
  );
}

/** Asks the model for advice on what holds a run: for the person who answers the recovery task of that reason. */
export async function askModelAbout(tx: Tx, step: StepRow, reason: string): Promise<void> {
  const [task] = await tx.query<{ id: string }>(
    `select id from lab.operator_tasks where run_id = $1 and step_instance_id = $2 and kind = 'recovery' and status in ('open', 'claimed')
       and recovery->>'reason' = $3`,
    [step.runId, step.id, reason],
  );
  if (task) await askModel(tx, step, task.id, 'advice');
}
