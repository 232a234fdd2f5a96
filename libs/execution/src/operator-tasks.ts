import { LabError, transitionTask, type TaskEvent, type TaskStatus } from '@labwright/domain';
import { OperatorTaskEntity, paceLab, recordEvents, type Tx } from '@labwright/persistence';
import { checkEvidence, wrongEvidence, type CheckedEvidence, type EvidenceInput } from './evidence';
import { findMismatches, holdForMismatches, keepBarcodes } from './labware-identity';
import { namedLots, recordLots, type NamedLot } from './lots';
import { doubtfulPhotos, recordPhotos } from './photo-checks';
import { missingPhotos } from './photos';
import { lockRun, type LockedRun } from './run-store';
import { screenGivenText } from './screen-given-text';
import { succeedStep } from './settle-step';
import { recordLabware } from './task-labware';

export interface Acting {
  readonly principalId: string;
  readonly actor: string;
  readonly roles: readonly string[];
}

/** Locks the task's run, then reads the task, so that a cancel and a completion cannot cross. @throws LabError NOT_FOUND */
async function lockTask(tx: Tx, taskId: string): Promise<{ readonly run: LockedRun; readonly task: OperatorTaskEntity }> {
  const task = await tx.repository(OperatorTaskEntity).findOneBy({ id: taskId });
  if (!task)
    throw new LabError('NOT_FOUND', `there is no operator task ${taskId}; GET /v1/tasks lists them`, { kind: 'operator task', id: taskId });
  const run = await lockRun(tx, task.runId);
  return { run, task: await tx.repository(OperatorTaskEntity).findOneByOrFail({ id: taskId }) };
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
  await tell(tx, task, by, sets.scripted ?? false, told);
}

async function tell(
  tx: Tx,
  task: OperatorTaskEntity,
  by: Acting,
  scripted: boolean,
  type: 'task.claimed' | 'task.released' | 'task.completed',
): Promise<void> {
  const data = { task: task.id, title: task.title, scripted };
  await recordEvents(tx, [{ type, actor: by.actor, runId: task.runId, stepInstanceId: task.stepInstanceId, data }]);
}

function mustHaveRole(task: OperatorTaskEntity, by: Acting): void {
  if (by.roles.includes(task.role)) return;
  throw new LabError('ACCESS_FORBIDDEN', `task "${task.title}" is for the role ${task.role}`, { needed: [task.role], has: by.roles });
}

/**
 * `scripted`: by the scripted operator of a simulated lab, whose clock may run fast meanwhile. Whoever has the task already may claim it
 * again, and the last word counts.
 * @throws LabError NOT_FOUND, ACCESS_FORBIDDEN, STATE_EVENT_NOT_ALLOWED (somebody else has it), INPUT_INVALID (scripted in a real lab)
 */
export async function claimTask(tx: Tx, taskId: string, by: Acting, scripted = false): Promise<void> {
  const { task } = await lockTask(tx, taskId);
  mustHaveRole(task, by);
  if (scripted) await mustBeSimulated(tx);
  if (task.status !== 'claimed' || task.claimedBy !== by.principalId) {
    await change(tx, task, 'claim', by, { claimedBy: by.principalId, claimedAt: await tx.wallNow(), scripted }, 'task.claimed');
  } else if (task.scripted !== scripted) {
    await tx.repository(OperatorTaskEntity).update({ id: task.id }, { scripted });
    await tell(tx, task, by, scripted, 'task.claimed');
  }
  await paceLab(tx);
}

/** Gives a claimed task back. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED, CONFLICT when another person has it */
export async function releaseTask(tx: Tx, taskId: string, by: Acting): Promise<void> {
  const { task } = await lockTask(tx, taskId);
  mustBeOwn(task, by);
  await change(tx, task, 'release', by, { claimedBy: null, claimedAt: null, scripted: false }, 'task.released');
  await paceLab(tx);
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

/** Either the task is completed, or a barcode was that of other labware: then the task stays claimed and its run is held for this reason. */
export type CompletionOutcome = { readonly done: true } | { readonly held: string; readonly labware: string };

/**
 * Completes a claimed task: its evidence is checked and stored, its labware is filled, moved and covered as the step says, and its step
 * has succeeded; one transaction. A wrong barcode is an outcome and no error: commit it, so that the hold is there whatever the caller does.
 * A run that is held already is no obstacle: the right scan is part of how it goes on.
 * A photo whose check did not pass needs a person's word and reason.
 * @throws LabError NOT_FOUND, CONFLICT, STATE_EVENT_NOT_ALLOWED, INPUT_INVALID naming what evidence is missing or wrong
 */
export async function completeTask(tx: Tx, taskId: string, by: Acting, completion: Completion): Promise<CompletionOutcome> {
  const { run, task } = await lockTask(tx, taskId);
  mustHaveRole(task, by);
  mustBeOwn(task, by);
  if (task.kind === 'consult') {
    const reason = 'it asks for an answer; answer it with POST /v1/tasks/{id}/answer';
    throw new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
  }
  // Before anything is held for it: a task that is over, or that nobody has claimed, stops no run.
  transitionTask(task.status, 'complete');
  if (completion.scripted) await mustBeSimulated(tx);
  const { evidence, lots } = await knownEvidence(tx, task, completion);
  const mismatches = await findMismatches(tx, task, evidence);
  const [first] = mismatches;
  if (first) {
    const held = await holdForMismatches(tx, run, task, mismatches, by.actor);
    await paceLab(tx);
    return { held, labware: first.labware };
  }
  const sets = { completedBy: by.principalId, completedAt: await tx.wallNow(), note: completion.note, scripted: completion.scripted };
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
  }
  await recordPhotos(tx, task, evidence, completion.evidence, by);
  await screenWords(tx, task, evidence, completion, by.actor);
  await keepBarcodes(tx, task, evidence);
  await recordLots(tx, task, lots, by);
  await recordLabware(tx, task, by.actor);
  await succeedStep(tx, { runId: task.runId, stepInstanceId: task.stepInstanceId, attempt: task.attempt, actor: by.actor });
  await paceLab(tx);
  return { done: true };
}

/** What a person wrote: the note, why a photo is accepted, and evidence that is text. */
async function screenWords(
  tx: Tx,
  { runId }: OperatorTaskEntity,
  evidence: readonly CheckedEvidence[],
  { note, evidence: given }: Completion,
  actor: string,
): Promise<void> {
  for (const text of [note, ...given.flatMap(({ accept }) => accept ?? [])])
    await screenGivenText(tx, { subject: 'note', field: 'note', text, runId, actor });
  for (const { kind, value } of evidence)
    if (kind === 'text' && typeof value === 'string')
      await screenGivenText(tx, { subject: 'answer', field: 'note', text: value, runId, actor });
}

/** Evidence that fits what the task asks for and what the lab has on record. @throws LabError INPUT_INVALID listing all faults */
async function knownEvidence(
  tx: Tx,
  task: OperatorTaskEntity,
  { evidence: given, scripted }: Completion,
): Promise<{ readonly evidence: readonly CheckedEvidence[]; readonly lots: readonly NamedLot[] }> {
  const evidence = checkEvidence(task, given);
  const { lots, faults } = await namedLots(tx, task, evidence, scripted);
  const issues = [...faults, ...(await missingPhotos(tx, evidence)), ...(await doubtfulPhotos(tx, task, evidence, given))];
  if (issues.length > 0) throw wrongEvidence(task.title, issues);
  return { evidence, lots };
}

async function mustBeSimulated(tx: Tx): Promise<void> {
  const [clock] = await tx.query<{ simulated: boolean }>('select simulated from lab.lab_clock');
  if (clock?.simulated) return;
  throw new LabError('INPUT_INVALID', 'a scripted operator works only in a simulated lab; a person does this task, without "scripted"', {
    path: '/scripted',
  });
}
