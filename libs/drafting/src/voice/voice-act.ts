/**
 * What a command does once it is confirmed; a stop needs no yes. `put` and `accept` are put down for the task and brought with `done`; they, `note`
 * and `start_over` change nothing in the lab before that. `photos` of `done`: by evidence, the SHA-256 of the one that was there when it was said.
 */
export type VoiceAct =
  | { readonly kind: 'claim' | 'pause' | 'resume' | 'stop' | 'start_over' }
  | { readonly kind: 'done'; readonly photos: Readonly<Record<string, string>> }
  | { readonly kind: 'put'; readonly evidence: string; readonly value: string | number | { readonly value: number; readonly unit: string } }
  | { readonly kind: 'accept'; readonly evidence: string; readonly photo: string; readonly reason: string }
  | { readonly kind: 'note'; readonly text: string };

/** What was said and confirmed for the task in hand. */
export interface VoiceDrafts {
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Of photos: which one is taken although its check did not pass, and why. Another photo of the same evidence is not accepted by it. */
  readonly accepts: Readonly<Record<string, { readonly photo: string; readonly reason: string }>>;
  readonly notes: readonly string[];
}
export const NO_DRAFTS: VoiceDrafts = { evidence: {}, accepts: {}, notes: [] };

/** Notes of one task. */
const MOST_NOTES = 20;

/** What is put down after an act; acts that put nothing down leave it. */
export function withAct(drafts: VoiceDrafts, act: VoiceAct): VoiceDrafts {
  switch (act.kind) {
    case 'put':
      return { ...drafts, evidence: { ...drafts.evidence, [act.evidence]: act.value } };
    case 'accept':
      return { ...drafts, accepts: { ...drafts.accepts, [act.evidence]: { photo: act.photo, reason: act.reason } } };
    case 'note':
      return { ...drafts, notes: [...drafts.notes, act.text].slice(-MOST_NOTES) };
    case 'start_over':
    case 'done':
      return NO_DRAFTS;
    default:
      return drafts;
  }
}
