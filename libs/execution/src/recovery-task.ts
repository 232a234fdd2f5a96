import { recoveryOptions, type RecoveryCase, type RecoveryChoice } from '@labwright/domain';
import { recordEvents, type RecoveryFacts, type Tx } from '@labwright/persistence';
import { evidenceOf } from './recovery-evidence';
import { nameOf, type LockedRun, type StepRow } from './run-store';
import { repeatsOf } from './verb-repeats';

/** What holds a run: a step about which something is asked, or, with `run`, the step at which something else came up. */
export interface RecoveryAbout {
  readonly step: StepRow;
  readonly about: RecoveryCase['about'];
}

/**
 * Puts what holds a run into the list of the technicians: what is known, and what can be answered with its consequences. Once for each
 * reason, however often it is told.
 */
export async function openRecovery(tx: Tx, run: LockedRun, reason: string, actor: string, told: RecoveryAbout | null): Promise<void> {
  const about = told ?? (await anyStep(tx, run));
  if (!about) return;
  const { step } = about;
  const asksStep = about.about !== 'run';
  const [known] = await tx.query(
    `select 1 from lab.operator_tasks where run_id = $1 and kind = 'recovery' and status in ('open', 'claimed') and recovery->>'reason' = $2
       and ($3::uuid is null or step_instance_id = $3)`,
    [run.id, reason, asksStep ? step.id : null],
  );
  if (known) return;
  const facts: RecoveryFacts = {
    reason,
    asksStep,
    instrument: step.instrumentId,
    evidence: asksStep ? await evidenceOf(tx, step) : [],
    options: recoveryOptions(await caseOf(tx, about)),
  };
  const title = asksStep ? `What became of "${step.definition.title}"?` : `The run is held at "${step.definition.title}"`;
  const [task] = await tx.query<{ id: string }>(
    `insert into lab.operator_tasks (run_id, step_instance_id, attempt, kind, status, role, title, instruction, moves, evidence, recovery, opened_lab)
     values ($1, $2, $3, 'recovery', 'open', 'technician', $4, $5, '[]', '[]', $6::jsonb, lab.lab_now()) returning id`,
    [run.id, step.id, step.attempt, title, instructionFor(facts), JSON.stringify(facts)],
  );
  const data = { task: task?.id, ...nameOf(step), title, role: 'technician', recovery: true };
  await recordEvents(tx, [{ type: 'task.opened', actor, runId: run.id, stepInstanceId: step.id, instrumentId: step.instrumentId, data }]);
}

/** Closes the open recovery tasks of a run that an answer has settled: those of one step, or all. */
export async function closeRecoveries(
  tx: Tx,
  runId: string,
  which: { readonly stepInstanceId: string } | { readonly task: string } | 'all',
  answer: { readonly choice: RecoveryChoice; readonly note: string; readonly actor: string },
): Promise<void> {
  const { choice, note, actor } = answer;
  const step = which !== 'all' && 'stepInstanceId' in which ? which.stepInstanceId : null;
  const task = which !== 'all' && 'task' in which ? which.task : null;
  const closed = await tx.query<{ id: string; step: string; title: string; reason: string }>(
    `update lab.operator_tasks set status = 'completed', answer = jsonb_build_object('choice', $4::text), note = $5,
       completed_by = (select id from lab.principals where 'user:' || name = $6), completed_at = clock_timestamp(), completed_lab = lab.lab_now()
     where run_id = $1 and kind = 'recovery' and status in ('open', 'claimed') and ($3::uuid is null or id = $3)
       and ($2::uuid is null or (step_instance_id = $2 and (recovery->>'asksStep')::boolean))
     returning id, step_instance_id as step, title, recovery->>'reason' as reason`,
    [runId, step, task, choice, note, actor],
  );
  await recordEvents(
    tx,
    closed.map(({ id, step: stepInstanceId, title, reason }) => ({
      type: 'task.answered',
      actor,
      runId,
      stepInstanceId,
      data: { task: id, title, choice, note, reason },
    })),
  );
}

/** Takes back what nobody has to answer any more, because the run ends. */
export async function cancelRecoveries(tx: Tx, runId: string, actor: string): Promise<void> {
  const cancelled = await tx.query<{ id: string; step: string }>(
    `update lab.operator_tasks set status = 'cancelled' where run_id = $1 and kind = 'recovery' and status in ('open', 'claimed')
     returning id, step_instance_id as step`,
    [runId],
  );
  await recordEvents(
    tx,
    cancelled.map(({ id, step }) => ({ type: 'task.cancelled', actor, runId, stepInstanceId: step, data: { task: id } })),
  );
}

/** Whether an operation has to do with labware on its instrument: with a piece of it, or with the way to it. */
export function touchesLabware({ definition }: Pick<StepRow, 'definition'>): boolean {
  return definition.kind === 'operation' && (definition.labware !== null || definition.inserted);
}

async function caseOf(tx: Tx, { step, about }: RecoveryAbout): Promise<RecoveryCase> {
  const { definition } = step;
  const [nests] = await tx.query<{ count: number }>(`select count(*)::int as count from lab.places where instrument_id = $1`, [
    step.instrumentId,
  ]);
  const [hold] = await tx.query<{ heldMs: number | null }>(
    `select extract(epoch from lab.lab_now() - hold_started_lab)::float8 * 1000 as "heldMs" from lab.step_instances where id = $1`,
    [step.id],
  );
  return {
    about,
    kind: definition.kind,
    calls: definition.kind === 'operation' ? definition.establish : [],
    repeats: await repeatsOf(tx, step),
    holdMs: definition.kind === 'operation' ? definition.holdMs : null,
    heldMs: hold?.heldMs ?? null,
    touchesLabware: touchesLabware(step) && (nests?.count ?? 0) > 0 && about !== 'late',
  };
}

function instructionFor({ instrument, asksStep, options, reason }: RecoveryFacts): string {
  const look = instrument === null ? 'Look at the bench' : `Go to ${instrument}, and look at it and at the labware on it`;
  const places = options.some(({ needsPlaces }) => needsPlaces) ? ' To do it again, confirm what is in each nest.' : '';
  return `${reason}. ${look}${asksStep ? ', and see whether it happened' : ''}; then answer.${places} Nothing more of this run begins before.`;
}

/** A reason that nobody gives a step for is told at the one that is furthest. */
async function anyStep(tx: Tx, run: LockedRun): Promise<RecoveryAbout | null> {
  const [row] = await tx.query<StepRow>(
    `select id, run_id as "runId", step_id as "stepId", iteration_path as "iterationPath", position, definition, instrument_id as "instrumentId",
       status, attempt from lab.step_instances where run_id = $1
     order by array_position(array['in_doubt', 'running', 'holding', 'dispatched', 'awaiting_operator', 'ready', 'in_body', 'pending'], status) nulls last,
       position limit 1`,
    [run.id],
  );
  return row ? { step: row, about: 'run' } : null;
}
