import type { LabError } from './lab-error';

/** The one set of answers to trouble, for `otherwise`, `onMissed`, `onError` and recovery. */
export const Answer = { hold: 'hold', abort: 'abort', continue_with_deviation: 'continue_with_deviation', skip: 'skip' } as const;
export type Answer = (typeof Answer)[keyof typeof Answer];

export interface Trouble {
  /** The step's own wish, if its author stated one. */
  readonly onError: Answer | null;
  /** Attempts made so far, from 1. */
  readonly attempt: number;
  readonly error: Pick<LabError, 'code' | 'context'>;
}

/**
 * What a run does about a failed step; pure, so that it can be read and tested alone. Whatever the author wished, an outcome that
 * nobody knows holds the run: going on could move a plate twice, giving up could leave one heated.
 * Bounded retries by operation come with durable execution.
 */
export function answerTo(trouble: Trouble): Answer {
  return outcomeOf(trouble.error) === 'unknown' ? 'hold' : (trouble.onError ?? 'hold');
}

/**
 * Whether the failed command is known not to have happened. A driver error says it. A refusal (bad input, lost lease) came before the
 * first byte; an INTERNAL error may have come after it, so nobody knows.
 */
export function outcomeOf(error: Pick<LabError, 'code' | 'context'>): 'failed' | 'unknown' {
  const context = error.context as { outcome?: 'failed' | 'unknown' };
  return context.outcome ?? (error.code === 'INTERNAL' ? 'unknown' : 'failed');
}
