import { answerConsult, completeTask, storePhoto, type Acting, type EvidenceInput } from '@labwright/execution';
import type { Database, TaskRow, Tx } from '@labwright/persistence';

/** A picture of one grey pixel, for tasks that want a photo: PNG, 67 bytes. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

export type FinishableTask = Pick<TaskRow, 'id' | 'run' | 'kind' | 'evidence'>;

/**
 * Completes a task that the scripted operator has claimed, or answers its consult with "continue", in one transaction and marked as scripted.
 * @returns null, or why the run is held now: the plate was another one
 * @throws LabError as the use cases do
 */
export async function finishTask(database: Database, task: FinishableTask, by: Acting): Promise<string | null> {
  return database.transaction(async (tx) => {
    if (task.kind === 'consult') {
      await answerConsult(tx, task.id, by, { choice: 'continue', adjust: {}, note: 'scripted' });
      return null;
    }
    const evidence: EvidenceInput[] = [];
    for (const wanted of task.evidence) evidence.push({ id: wanted.id, value: await valueOf(tx, task.run, wanted, by) });
    const outcome = await completeTask(tx, task.id, by, { evidence, note: '', scripted: true });
    return 'held' in outcome ? outcome.held : null;
  });
}

/** The same for the same question each time, so that a plate has one barcode in its whole run. */
async function valueOf(tx: Tx, run: string, { kind, of, unit }: TaskRow['evidence'][number], by: Acting): Promise<unknown> {
  switch (kind) {
    case 'confirm':
      return true;
    case 'barcode':
      return `${run.slice(0, 8)}-${of ?? 'labware'}`.toUpperCase();
    case 'lot':
      return `SCRIPTED-${(of ?? 'material').toUpperCase()}`;
    case 'number':
      return { value: 1, unit };
    case 'photo':
      return (await storePhoto(tx, PHOTO, 'image/png', by)).sha256;
    case 'text':
      return 'scripted';
  }
}
