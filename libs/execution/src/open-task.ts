import { recordEvents, type Tx } from '@labwright/persistence';
import type { PlanOperatorStep } from '@labwright/protocol';
import type { StepRow } from './run-store';

/** Opens the operator task of a step that has just become `awaiting_operator`. It is due when its expected duration is over, in lab time. */
export async function openTask(tx: Tx, step: StepRow, definition: PlanOperatorStep, actor: string): Promise<void> {
  const [task] = await tx.query<{ id: string }>(
    `insert into lab.operator_tasks (run_id, step_instance_id, attempt, status, role, title, instruction, say, moves, evidence, opened_lab, due_lab)
     select $1, $2, $3, 'open', $4, $5, $6, $7, $8::jsonb, $9::jsonb, now.lab, case when $10::float8 > 0 then now.lab + $10::float8 * interval '1 millisecond' end
     from (select lab.lab_now() as lab) now returning id`,
    [
      step.runId,
      step.id,
      step.attempt,
      definition.role,
      definition.title,
      definition.instruction,
      definition.say,
      JSON.stringify(definition.moves),
      JSON.stringify(definition.evidence),
      definition.expectedMs,
    ],
  );
  await recordEvents(tx, [
    {
      type: 'task.opened',
      actor,
      runId: step.runId,
      stepInstanceId: step.id,
      data: { task: task?.id, step: step.stepId, title: definition.title, role: definition.role },
    },
  ]);
}
