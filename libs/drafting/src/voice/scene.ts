import type { VoiceDrafts } from './voice-act';

/** Evidence that the task asks for, as people are told of it. */
export interface SceneEvidence {
  readonly id: string;
  readonly kind: 'confirm' | 'text' | 'number' | 'barcode' | 'photo' | 'lot';
  readonly of: string | null;
  readonly prompt: string | null;
  readonly unit: string | null;
  /** Labels that the lab has on record for it: the barcode of the labware, lots of the material. */
  readonly known: readonly string[];
  /** Of a photo: the newest one that was brought, with what its check says. */
  readonly photo: {
    readonly sha256: string;
    readonly verdict: 'pass' | 'fail' | 'unsure' | null;
    readonly observations: readonly string[];
  } | null;
}

export interface SceneTask {
  readonly title: string;
  readonly instruction: string;
  readonly say: string | null;
  readonly hazards: readonly string[];
  readonly claimed: boolean;
  readonly evidence: readonly SceneEvidence[];
  /** Lab seconds until it is due, below 0 when that is over; null where it has no time. */
  readonly dueInS: number | null;
}

/** What there is to talk about: the run, the task in hand, and what was put down for it. */
export interface Scene {
  readonly runStatus: string;
  /** Null while nothing is to be done by whoever speaks. */
  readonly task: SceneTask | null;
  /** Titles of what comes after it, the next one first. */
  readonly comes: readonly string[];
  /** Lab seconds until a wait or a hold is over; null where none is under way. */
  readonly waitS: number | null;
  /** Operations of the run that go on whatever is paused: one at work on its instrument, and one whose set point the run still keeps. */
  readonly underWay: readonly { readonly title: string; readonly instrument: string; readonly kept: boolean }[];
  readonly drafts: VoiceDrafts;
}

/** The first evidence that was not brought yet, but for what is confirmed together with `done`. */
export function missingOf({ task, drafts }: Scene): SceneEvidence | null {
  const missing = ({ id, kind, photo }: SceneEvidence): boolean =>
    kind === 'photo' ? photo === null : kind !== 'confirm' && drafts.evidence[id] === undefined;
  return task?.evidence.find(missing) ?? null;
}

/** The first photo whose check did not pass, and that was not accepted: an earlier one of the same evidence may have been. */
export function doubtfulOf({ task, drafts }: Scene): SceneEvidence | null {
  const doubtful = ({ id, photo }: SceneEvidence): boolean =>
    photo !== null && photo.verdict !== null && photo.verdict !== 'pass' && drafts.accepts[id]?.photo !== photo.sha256;
  return task?.evidence.find(doubtful) ?? null;
}
