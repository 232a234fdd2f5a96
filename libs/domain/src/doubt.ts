import type { VerbManifest } from './manifest';

/** What an instrument said of one verb of an attempt that nobody saw the end of. */
export interface VerbVerdict {
  readonly repeat: VerbManifest['repeat'];
  readonly verdict: Verdict;
}

export const Verdict = { done: 'done', not_done: 'not_done', unknown: 'unknown' } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** What becomes of an attempt in doubt: it is done, the step is begun again, or a person is asked. */
export const DoubtAnswer = { succeeded: 'succeeded', again: 'again', ask: 'ask' } as const;
export type DoubtAnswer = (typeof DoubtAnswer)[keyof typeof DoubtAnswer];

/** A step that got into doubt as often as this has something wrong with it that asking again does not find. */
const MOST_ATTEMPTS = 5;

/**
 * What the verdicts of a step's verbs, in their order, mean for it; pure. States to reach and reads are begun again whatever became of them,
 * which changes nothing that was reached. An action that happened is never begun again: the step is done when nothing else is left of it,
 * and otherwise a person decides.
 */
export function afterDoubt(step: {
  readonly verbs: readonly VerbVerdict[];
  readonly holds: boolean;
  readonly attempt: number;
}): DoubtAnswer {
  const { verbs, holds, attempt } = step;
  if (verbs.some(({ repeat, verdict }) => repeat !== 'read' && verdict === 'unknown')) return 'ask';
  if (verbs.some(({ repeat, verdict }) => repeat === 'action' && verdict === 'done')) {
    const whole = !holds && verbs.every(({ repeat, verdict }) => repeat !== 'read' && verdict === 'done');
    return whole ? 'succeeded' : 'ask';
  }
  return attempt < MOST_ATTEMPTS ? 'again' : 'ask';
}

/** One word for all of them: `done` where all are, `unknown` where one is. */
export function verdictOf(verbs: readonly VerbVerdict[]): Verdict {
  if (verbs.some(({ verdict }) => verdict === 'unknown')) return 'unknown';
  return verbs.length > 0 && verbs.every(({ verdict }) => verdict === 'done') ? 'done' : 'not_done';
}
