import type { VoiceAct, VoiceDrafts } from '@labwright/drafting';
import { LabError, type Scope } from '@labwright/domain';
import { claimTask, completeTask, pauseRun, resumeRun, type Principal } from '@labwright/execution';
import type { TaskRow, Tx } from '@labwright/persistence';
import { actingOf } from '../access/caller';

/** What each act needs beside the right to speak at all: the scope of the route that does the same. */
const NEEDS: Readonly<Partial<Record<VoiceAct['kind'], Scope>>> = { pause: 'runs:stop', stop: 'runs:stop', resume: 'runs:resume' };

/** @throws LabError ACCESS_FORBIDDEN when whoever speaks may not do it by hand either */
export function mustBeAllowed({ kind }: VoiceAct, { name, scopes, roles }: Principal): void {
  const scope = NEEDS[kind];
  if (scope === undefined || scopes.has(scope)) return;
  throw new LabError('ACCESS_FORBIDDEN', `${name} may not ${kind} a run (${scope})`, { needed: [], has: roles, scope });
}

const LONGEST_NOTE = 2_000;

/** Where an act is done. */
export interface PerformedAt {
  readonly run: string;
  readonly runStatus: string;
  readonly task: TaskRow | null;
  readonly drafts: VoiceDrafts;
}

/**
 * Does in the lab what was confirmed, by the same use cases as the routes of tasks and runs. What is only put down for the task does nothing here.
 * @throws LabError of the use case
 * @returns why the run is held, when a barcode was that of other labware; null otherwise
 */
export async function performAct(
  tx: Tx,
  act: VoiceAct,
  { run, runStatus, task, drafts }: PerformedAt,
  caller: Principal,
): Promise<string | null> {
  const by = actingOf(caller);
  mustBeAllowed(act, caller);
  switch (act.kind) {
    case 'stop':
      // Nothing of a run in another state begins anyway; one that is held would go on with the answer.
      if (runStatus === 'running' || runStatus === 'held') await pauseRun(tx, run, by.actor);
      return null;
    case 'pause':
      await pauseRun(tx, run, by.actor);
      return null;
    case 'resume':
      await resumeRun(tx, run, by.actor);
      return null;
    case 'claim':
      await claimTask(tx, mustBe(task).id, by);
      return null;
    case 'done': {
      const { id, status } = mustBe(task);
      mustBeSamePhotos(mustBe(task), act.photos);
      if (status === 'open') await claimTask(tx, id, by);
      const outcome = await completeTask(tx, id, by, { ...completionOf(mustBe(task), drafts), scripted: false });
      return 'held' in outcome ? outcome.held : null;
    }
    default:
      return null;
  }
}

function mustBe(task: TaskRow | null): TaskRow {
  if (task) return task;
  throw new LabError('CONFLICT', 'the task is over, or somebody else has it', {
    kind: 'operator task',
    id: '',
    reason: 'it is over, or somebody else has it',
  });
}

/** A yes is one to the photos that were there when the task was read back: nobody has seen what came since. @throws LabError CONFLICT */
function mustBeSamePhotos(task: TaskRow, confirmed: Readonly<Record<string, string>>): void {
  const other = task.evidence.find(({ id, kind }) => kind === 'photo' && newestPhoto(task, id) !== confirmed[id]);
  if (!other) return;
  const reason = `there is another photo of "${other.id}" now than when you said done; look at it, then say done once more`;
  throw new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
}

function newestPhoto({ photos }: TaskRow, evidence: string): string | undefined {
  return photos.findLast((each) => each.evidence === evidence)?.photo;
}

/** What was said and confirmed, with everything that is confirmed together with `done`, and the newest photo of each evidence. */
function completionOf(task: TaskRow, { evidence: said, accepts, notes }: VoiceDrafts) {
  const brought = task.evidence.flatMap(({ id, kind }) => {
    const value = kind === 'confirm' ? true : kind === 'photo' ? newestPhoto(task, id) : said[id];
    const accept = accepts[id]?.photo === value ? accepts[id]?.reason : undefined;
    return value === undefined ? [] : [{ id, value, ...(accept === undefined ? {} : { accept }) }];
  });
  return { evidence: brought, note: notes.join(' / ').slice(0, LONGEST_NOTE) };
}
