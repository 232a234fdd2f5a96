import { NO_DRAFTS, type Scene, type SceneEvidence, type VoiceDrafts } from '@labwright/drafting';
import { LabError } from '@labwright/domain';
import type { Principal } from '@labwright/execution';
import {
  readTask,
  readVoiceSurroundings,
  updateVoiceSession,
  voiceTask,
  type TaskRow,
  type Tx,
  type VoiceSessionRow,
  type VoiceSurroundings,
} from '@labwright/persistence';
import { VoiceDraftsSchema } from './voice-act.schema';

/** The task that a session is about now, and everything that can be said of it. */
export interface SessionScene {
  readonly scene: Scene;
  readonly task: TaskRow | null;
}

/**
 * What a session is about: the task that it had while it is to be done, else what the person may do next. What was put down for another task
 * is forgotten. `wanted` is a task that the person names: where it is not theirs to do there is none, and the session stays at what it was about.
 */
export async function sceneOf(tx: Tx, session: VoiceSessionRow, caller: Principal, wanted: string | null = null): Promise<SessionScene> {
  const surroundings = await readVoiceSurroundings(tx, session.run);
  if (!surroundings) throw new LabError('NOT_FOUND', `there is no run ${session.run}`, { kind: 'run', id: session.run });
  const held = wanted ?? session.task;
  const before = held === null ? null : await readTask(tx, held);
  if (wanted !== null && !(before && isInHand(before, caller))) return { task: null, scene: sceneWith(surroundings, null, NO_DRAFTS) };
  const id = before && isInHand(before, caller) ? before.id : await voiceTask(tx, session.run, caller.id, caller.roles);
  const task = id === null ? null : await readTask(tx, id);
  const drafts = id !== null && id === session.task ? VoiceDraftsSchema.parse(session.drafts) : NO_DRAFTS;
  if (id !== session.task) await updateVoiceSession(tx, session.id, id, drafts);
  return { task, scene: sceneWith(surroundings, task, drafts) };
}

function isInHand({ status, kind, role, claimedBy }: TaskRow, { id, roles }: Principal): boolean {
  const mine = status === 'open' || (status === 'claimed' && claimedBy?.id === id);
  return mine && kind === 'operator' && roles.some((each) => each === role);
}

function sceneWith(
  { runStatus, labNow, comes, waitS, underWay, barcodes, lots }: VoiceSurroundings,
  task: TaskRow | null,
  drafts: VoiceDrafts,
): Scene {
  return {
    runStatus,
    comes,
    waitS,
    underWay,
    drafts,
    task: task && {
      title: task.title,
      instruction: task.instruction,
      say: task.say,
      hazards: task.hazards,
      claimed: task.status === 'claimed',
      evidence: task.evidence.map((evidence) => evidenceOf(task, evidence, barcodes, lots)),
      dueInS: task.dueLab && (task.dueLab.getTime() - labNow.getTime()) / 1_000,
    },
  };
}

function evidenceOf(
  { photos }: TaskRow,
  evidence: TaskRow['evidence'][number],
  barcodes: VoiceSurroundings['barcodes'],
  lots: VoiceSurroundings['lots'],
): SceneEvidence {
  const { id, kind, of, prompt, unit } = evidence;
  const photo = photos.findLast((each) => each.evidence === id);
  const barcode = of === null ? undefined : barcodes[of];
  const known = kind === 'lot' && of !== null ? (lots[of] ?? []) : kind === 'barcode' && barcode !== undefined ? [barcode] : [];
  return {
    id,
    kind,
    of,
    prompt,
    unit,
    known,
    photo: photo ? { sha256: photo.photo, verdict: photo.verdict, observations: photo.observations } : null,
  };
}
