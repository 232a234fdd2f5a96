import type { DraftAnswer } from '@labwright/drafting';
import { z } from 'zod';
import { dataOf, jsonOf, type Turn } from '../asked';
import type { Rules } from '../rules';
import { changedDraft } from './change-draft';
import { asDraft, loose, type LooseDraft } from './loose-draft';
import { mended } from './mend';
import { withOneMistake } from './mistakes';
import { draftByRequest } from './request-draft';
import { draftBySentences } from './sentence-draft';

const Sentences = z.array(z.looseObject({ number: z.number(), text: z.string() }));
const Request = z.looseObject({ request: z.string() });
const Instruction = z.looseObject({ instruction: z.string() });
const Diagnostics = z.array(z.looseObject({ path: z.string(), message: z.string() }));

/**
 * The draft for a request, for a written protocol, or for an instruction on a draft. The first draft of a request has one mistake in it; when
 * diagnostics come back, those of its places are mended.
 */
export function draftAnswer(turns: readonly Turn[], rules: Rules): DraftAnswer {
  const clean = cleanAnswer(turns, rules);
  if (clean.protocol === null) return clean;
  const earlier = lastDraft(turns);
  const diagnostics = Diagnostics.safeParse(dataOf(turns, 'diagnostics')).data;
  if (earlier && diagnostics) return { ...clean, protocol: asDraft(mended(earlier, loose(clean.protocol), diagnostics)) };
  if (dataOf(turns, 'current_draft') !== undefined) return clean;
  const request = JSON.stringify(dataOf(turns, 'request') ?? dataOf(turns, 'sentences') ?? null);
  return { ...clean, protocol: asDraft(withOneMistake(loose(clean.protocol), rules.seed, request)) };
}

function cleanAnswer(turns: readonly Turn[], rules: Rules): DraftAnswer {
  const current = dataOf(turns, 'current_draft');
  const instruction = Instruction.safeParse(dataOf(turns, 'instruction')).data?.instruction;
  if (isDraft(current) && instruction !== undefined) return changedDraft(current, instruction);
  const sentences = Sentences.safeParse(dataOf(turns, 'sentences')).data;
  if (sentences && sentences.length > 0) return draftBySentences(sentences, rules.templates);
  const request = Request.safeParse(dataOf(turns, 'request')).data?.request ?? '';
  const more = [instruction ?? '', ...textsIn(dataOf(turns, 'constraints'))].filter((text) => text !== '');
  return draftByRequest([request, ...more].join('\n'), rules.templates);
}

/** The protocol that the model answered last; null before there is one. */
function lastDraft(turns: readonly Turn[]): LooseDraft | null {
  const answer = turns.findLast((turn) => turn.kind === 'answer');
  const said = answer?.kind === 'answer' ? jsonOf(answer.text) : null;
  const draft = typeof said === 'object' && said !== null ? (said as { protocol?: unknown }).protocol : null;
  return isDraft(draft) ? draft : null;
}

function isDraft(value: unknown): value is LooseDraft {
  return typeof value === 'object' && value !== null && Array.isArray((value as { steps?: unknown }).steps);
}

/** Texts anywhere in a value, at most 100. */
function textsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  return Object.values(value)
    .flatMap((each) => textsIn(each, depth + 1))
    .slice(0, 100);
}
