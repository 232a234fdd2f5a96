import { answerConsult, completeTask, storePhoto, type Acting, type EvidenceInput } from '@labwright/execution';
import type { Database, TaskRow, Tx } from '@labwright/persistence';
import type { PlanTransfer } from '@labwright/protocol';
import type { Senses } from './senses';

/** A picture of one grey pixel, for tasks that want a photo: PNG, 67 bytes. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

export type FinishableTask = Pick<TaskRow, 'id' | 'run' | 'kind' | 'evidence' | 'stepInstanceId'>;

/**
 * Completes a task that the scripted operator has claimed, or answers its consult with "continue", in one transaction and marked as scripted.
 * Without senses every number is 1. @returns null, or why the run is held now: the plate was another one
 * @throws LabError as the use cases do
 */
export async function finishTask(database: Database, task: FinishableTask, by: Acting, senses: Senses | null): Promise<string | null> {
  return database.transaction(async (tx) => {
    if (task.kind === 'consult') {
      await answerConsult(tx, task.id, by, { choice: 'continue', adjust: {}, note: 'scripted' });
      return null;
    }
    const evidence: EvidenceInput[] = [];
    for (const wanted of task.evidence) evidence.push({ id: wanted.id, value: await valueOf(tx, task, wanted, by, senses) });
    const outcome = await completeTask(tx, task.id, by, { evidence, note: '', scripted: true });
    return 'held' in outcome ? outcome.held : null;
  });
}

/** The same for the same question each time, so that a plate has one barcode in its whole run. */
async function valueOf(
  tx: Tx,
  { run, stepInstanceId }: FinishableTask,
  wanted: TaskRow['evidence'][number],
  by: Acting,
  senses: Senses | null,
): Promise<unknown> {
  const { kind, of, unit } = wanted;
  switch (kind) {
    case 'confirm':
      return true;
    case 'barcode':
      return `${run.slice(0, 8)}-${of ?? 'labware'}`.toUpperCase();
    case 'lot':
      return `SCRIPTED-${(of ?? 'material').toUpperCase()}`;
    case 'number':
      return { value: senses?.number(run, wanted, await transfersOf(tx, stepInstanceId)) ?? 1, unit };
    case 'photo':
      return (await storePhoto(tx, PHOTO, 'image/png', by)).sha256;
    case 'text':
      return 'scripted';
  }
}

/** What the same step pours: the record has it only once the task is done. */
async function transfersOf(tx: Tx, stepInstance: string): Promise<readonly PlanTransfer[]> {
  const [step] = await tx.query<{ transfers: readonly PlanTransfer[] }>(
    `select coalesce(definition->'transfers', '[]') as transfers from lab.step_instances where id = $1`,
    [stepInstance],
  );
  return step?.transfers ?? [];
}
