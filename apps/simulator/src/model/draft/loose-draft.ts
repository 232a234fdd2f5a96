import type { DraftAnswer } from '@labwright/drafting';
import type { Draft } from '@labwright/protocol';

/** A draft as an answer carries it. */
export type AnsweredDraft = NonNullable<DraftAnswer['protocol']>;

/** A quantity of a draft, or the parameter that gives it. */
export interface LooseQuantity {
  value: number | null;
  unit: string | null;
  param?: string | null;
}

/** A step of a draft while it is being changed; fields that no rule looks at are left out. */
export interface LooseStep {
  id: string;
  kind: string;
  after: string[] | null;
  parent: string | null;
  branch: string | null;
  case: number | null;
  capability: string | null;
  labware: string | null;
  with: ({ name: string; list: LooseQuantity[] | null } & LooseQuantity)[] | null;
  duration: LooseQuantity | null;
  every: LooseQuantity | null;
  atMost: LooseQuantity | null;
  maxAge: LooseQuantity | null;
  until: string | null;
  saves: { name: string; reading: string }[] | null;
  transfers: { material: string | null; to: string; wells: string[]; volume: { value: number; unit: string } }[] | null;
  moves: { labware: string; to: string }[] | null;
  covers: { labware: string; cover: string }[] | null;
  evidence: { kind: string; of: string | null }[] | null;
  cases: { when: string }[] | null;
  instruction: string | null;
  say: string | null;
  why: string | null;
  question: string | null;
  shows: string[] | null;
  ask: string | null;
  role: string | null;
}

export interface LooseParameter {
  id: string;
  default: { value: number; unit: string };
  min: number | null;
  max: number | null;
}

/** A draft while it is being changed. */
export interface LooseDraft {
  name: string;
  version: string;
  title: string;
  purpose: string | null;
  biosafety: { level: number; organisms: { name: string; riskGroup: number }[] };
  parameters: LooseParameter[] | null;
  materials: { id: string; name: string; concentration: { value: number; unit: string } | null }[] | null;
  labware: { id: string; type: string; layout: { name: string; role: string }[] | null }[] | null;
  steps: LooseStep[];
}

/** A copy to change. */
export function loose(draft: Draft | AnsweredDraft | LooseDraft): LooseDraft {
  return structuredClone(draft) as unknown as LooseDraft;
}

export function asDraft(draft: LooseDraft): AnsweredDraft {
  return draft as unknown as AnsweredDraft;
}

/** A step with nothing in it but what is given. */
export function bareStep(like: LooseStep, fields: Partial<LooseStep> & { readonly id: string; readonly kind: string }): LooseStep {
  return { ...(Object.fromEntries(Object.keys(like).map((name) => [name, null])) as unknown as LooseStep), ...fields };
}
