import type { DraftAnswer } from '../answers.schema';
import type { Sentence } from './sentences';

/** What became of a sentence of a written protocol. */
export interface SentenceUse extends Sentence {
  /** Ids of the steps that came of it; none where it became no step. */
  readonly steps: readonly string[];
  /** Why it became no step, in the words of the model, or that it did not say; null where it became one. */
  readonly why: string | null;
}

const UNTOLD = 'the model did not account for it';
const MOST_WORDS = 500;

/**
 * Accounts for every sentence, whatever the model said of how many: a step that is not in the draft counts for nothing, and neither does a
 * sentence that is not there.
 */
export function sentenceReport(
  sentences: readonly Sentence[],
  told: DraftAnswer['sentences'],
  isStep: (id: string) => boolean,
): readonly SentenceUse[] {
  return sentences.map(({ number, text }) => {
    const of = told.filter((each) => each.number === number);
    const named = [...new Set(of.flatMap(({ steps }) => steps))];
    const steps = named.filter(isStep);
    if (steps.length > 0) return { number, text, steps, why: null };
    if (named.length > 0)
      return { number, text, steps, why: `it was to become ${named.join(', ').slice(0, MOST_WORDS)}, and no such step is in the draft` };
    return { number, text, steps, why: of.find(({ why }) => why?.trim())?.why?.slice(0, MOST_WORDS) ?? UNTOLD };
  });
}

/** The sentences that each step came of, in their order. */
export function sentencesOfSteps(report: readonly SentenceUse[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { number, steps } of report) for (const step of steps) found.set(step, [...(found.get(step) ?? []), number]);
  return found;
}
