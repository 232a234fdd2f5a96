import { recordEvents, type Tx } from '@labwright/persistence';
import type { PlanConsult, PlanOperatorStep } from '@labwright/protocol';
import { askModel } from './ask-model';
import { placesAsReserved } from './nest-choice';
import { nameOf, type StepRow } from './run-store';

/** Opens the operator task of a step that has just become `awaiting_operator`. It is due when its expected duration is over, in lab time. */
export async function openTask(tx: Tx, step: StepRow, definition: PlanOperatorStep, actor: string): Promise<void> {
  const reserved = await placesAsReserved(tx, step.runId);
  const real = (place: string) => reserved.get(place) ?? place;
  // A line that the compiler wrote names the nest of the plan.
  const told = (text: string) => [...reserved].reduce((line, [planned, place]) => line.replaceAll(planned, place), text);
  const [task] = await tx.query<{ id: string }>(
    `insert into lab.operator_tasks (run_id, step_instance_id, attempt, status, role, title, instruction, say, moves, evidence, opened_lab, due_lab)
     select $1, $2, $3, 'open', $4, $5, $6, $7, $8::jsonb, $9::jsonb, now.lab, case when $10::float8 > 0 then now.lab + $10::float8 * interval '1 millisecond' end
     from (select lab.lab_now() as lab) now returning id`,
    [
      step.runId,
      step.id,
      step.attempt,
      definition.role,
      told(definition.title),
      told(definition.instruction),
      definition.say,
      JSON.stringify(definition.moves.map(({ labware, from, to }) => ({ labware, from: real(from), to: real(to) }))),
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
      data: { task: task?.id, ...nameOf(step), title: definition.title, role: definition.role },
    },
  ]);
}

/** Opens the task of a consult: a person of its role sees the readings and answers continue, adjust or stop. Where the model is asked first, that is written down beside it. */
export async function openConsult(tx: Tx, step: StepRow, definition: PlanConsult, actor: string): Promise<void> {
  const { role, title, question, shows, adjust, expectedMs, asks } = definition;
  const [task] = await tx.query<{ id: string }>(
    `insert into lab.operator_tasks (run_id, step_instance_id, attempt, kind, status, role, title, instruction, moves, evidence, shows, adjust, opened_lab, due_lab)
     select $1, $2, $3, 'consult', 'open', $4, $5, $6, '[]', '[]', $7::text[], $8::jsonb, now.lab, now.lab + $9::float8 * interval '1 millisecond'
     from (select lab.lab_now() as lab) now returning id`,
    [step.runId, step.id, step.attempt, role, title, question, shows, JSON.stringify(adjust), expectedMs],
  );
  const data = { task: task?.id, ...nameOf(step), title, role, consult: true };
  await recordEvents(tx, [{ type: 'task.opened', actor, runId: step.runId, stepInstanceId: step.id, data }]);
  if (asks === 'model' && task) await askModel(tx, step, task.id, 'consult');
}
