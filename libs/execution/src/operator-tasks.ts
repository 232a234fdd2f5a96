import { LabError, transitionTask, type TaskEvent, type TaskStatus } from '@labwright/domain';
import { OperatorTaskEntity, pgCode, recordEvents, type Tx } from '@labwright/persistence';
import { checkEvidence, type EvidenceInput } from './evidence';
import { succeedStep } from './settle-step';
import { lockRun } from './run-store';

export interface Acting {
  readonly principalId: string;
  readonly actor: string;
  readonly roles: readonly string[];
}

/** Locks the task's run, then reads the task, so that a cancel and a completion cannot cross. @throws LabError NOT_FOUND */
async function lockTask(tx: Tx, taskId: string): Promise<OperatorTaskEntity> {
  const task = await tx.repository(OperatorTaskEntity).findOneBy({ id: taskId });
  if (!task)
    throw new LabError('NOT_FOUND', `there is no operator task ${taskId}; GET /v1/tasks lists them`, { kind: 'operator task', id: taskId });
  await lockRun(tx, task.runId);
  return tx.repository(OperatorTaskEntity).findOneByOrFail({ id: taskId });
}

async function change(
  tx: Tx,
  task: OperatorTaskEntity,
  event: TaskEvent,
  by: Acting,
  sets: Partial<OperatorTaskEntity>,
  told: 'task.claimed' | 'task.released' | 'task.completed',
): Promise<void> {
  const status: TaskStatus = transitionTask(task.status, event).state;
  await tx.repository(OperatorTaskEntity).update({ id: task.id }, { ...sets, status });
  await recordEvents(tx, [
    {
      type: told,
      actor: by.actor,
      runId: task.runId,
      stepInstanceId: task.stepInstanceId,
      data: { task: task.id, title: task.title, scripted: sets.scripted ?? false },
    },
  ]);
}

function mustHaveRole(task: OperatorTaskEntity, by: Acting): void {
  if (by.roles.includes(task.role)) return;
  throw new LabError('ACCESS_FORBIDDEN', `task "${task.title}" is for the role ${task.role}`, { needed: [task.role], has: by.roles });
}

/** @throws LabError NOT_FOUND, ACCESS_FORBIDDEN, STATE_EVENT_NOT_ALLOWED (somebody else has it) */
export async function claimTask(tx: Tx, taskId: string, by: Acting): Promise<void> {
  const task = await lockTask(tx, taskId);
  mustHaveRole(task, by);
  if (task.status === 'claimed' && task.claimedBy === by.principalId) return;
  await change(tx, task, 'claim', by, { claimedBy: by.principalId, claimedAt: new Date() }, 'task.claimed');
}

/** Gives a claimed task back. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED, CONFLICT when another person has it */
export async function releaseTask(tx: Tx, taskId: string, by: Acting): Promise<void> {
  const task = await lockTask(tx, taskId);
  mustBeOwn(task, by);
  await change(tx, task, 'release', by, { claimedBy: null, claimedAt: null }, 'task.released');
}

function mustBeOwn(task: OperatorTaskEntity, by: Acting): void {
  if (task.claimedBy === null || task.claimedBy === by.principalId) return;
  const reason = 'another person has claimed it';
  throw new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
}

export interface Completion {
  readonly evidence: readonly EvidenceInput[];
  readonly note: string;
  /** Done by the scripted operator of a simulated lab. */
  readonly scripted: boolean;
}

/**
 * Completes a claimed task: its evidence is checked and stored, its labware is now where the moves say, and its step has succeeded; one
 * transaction. @throws LabError NOT_FOUND, CONFLICT, STATE_EVENT_NOT_ALLOWED, INPUT_INVALID naming what evidence is missing or wrong
 */
export async function completeTask(tx: Tx, taskId: string, by: Acting, completion: Completion): Promise<void> {
  const task = await lockTask(tx, taskId);
  mustHaveRole(task, by);
  mustBeOwn(task, by);
  const evidence = checkEvidence(task, completion.evidence);
  if (completion.scripted) await mustBeSimulated(tx);
  const sets = { completedBy: by.principalId, completedAt: new Date(), note: completion.note, scripted: completion.scripted };
  await change(tx, task, 'complete', by, sets, 'task.completed');
  await tx.query(`update lab.operator_tasks set completed_lab = lab.lab_now() where id = $1`, [task.id]);
  for (const item of evidence) {
    await tx.query(`insert into lab.evidence (task_id, evidence_id, kind, value, recorded_by) values ($1, $2, $3, $4::jsonb, $5)`, [
      task.id,
      item.id,
      item.kind,
      JSON.stringify(item.value),
      by.principalId,
    ]);
    if (item.kind === 'barcode' && item.of) await setBarcode(tx, task, item.of, String(item.value));
  }
  for (const move of task.moves) await moveLabware(tx, task, move.labware, move.to, by.actor);
  await succeedStep(tx, { runId: task.runId, stepInstanceId: task.stepInstanceId, attempt: task.attempt, actor: by.actor });
}

async function mustBeSimulated(tx: Tx): Promise<void> {
  const [clock] = await tx.query<{ simulated: boolean }>('select simulated from lab.lab_clock');
  if (clock?.simulated) return;
  throw new LabError(
    'INPUT_INVALID',
    'a scripted operator works only in a simulated lab; a person completes this task, without "scripted"',
    { path: '/scripted' },
  );
}

/** The first barcode read for a piece of labware becomes its own; later ones must be the same. */
async function setBarcode(tx: Tx, task: OperatorTaskEntity, labware: string, barcode: string): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `update lab.labware set barcode = $3 where run_id = $1 and name = $2 and (barcode is null or barcode = $3) returning id`,
    [task.runId, labware, barcode],
  );
  if (rows.length > 0) return;
  const [known] = await tx.query<{ barcode: string }>(`select barcode from lab.labware where run_id = $1 and name = $2`, [
    task.runId,
    labware,
  ]);
  throw new LabError(
    'INPUT_INVALID',
    `the barcode "${barcode}" is not that of ${labware}, which is "${known?.barcode ?? ''}"; take the right plate and scan again`,
    {
      path: '/evidence',
    },
  );
}

async function moveLabware(tx: Tx, task: OperatorTaskEntity, labware: string, to: string, actor: string): Promise<void> {
  try {
    await tx.query(`update lab.labware set place_id = $3 where run_id = $1 and name = $2`, [task.runId, labware, to]);
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    const reason = `${to} holds other labware`;
    throw new LabError('CONFLICT', `${labware} cannot be at ${to}: ${reason}`, { kind: 'place', id: to, reason }, 'never', {
      cause: error,
    });
  }
  const data = { labware, to, task: task.id };
  await recordEvents(tx, [{ type: 'labware.moved', actor, runId: task.runId, stepInstanceId: task.stepInstanceId, data }]);
}
