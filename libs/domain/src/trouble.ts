import type { CommandPhase, LabError, LabErrorCode } from './lab-error';
import type { VerbManifest } from './manifest';

/** The one set of answers to trouble, for `otherwise`, `onMissed`, `onError` and recovery. */
export const Answer = { hold: 'hold', abort: 'abort', continue_with_deviation: 'continue_with_deviation', skip: 'skip' } as const;
export type Answer = (typeof Answer)[keyof typeof Answer];

export interface Trouble {
  /** The step's own wish, if its author stated one. */
  readonly onError: Answer | null;
  /** Attempts made so far, from 1. */
  readonly attempt: number;
  readonly error: Pick<LabError, 'code' | 'context' | 'retry'>;
  /** What the manifest says of each verb of the step. */
  readonly repeats: readonly VerbManifest['repeat'][];
}

/** What passes by itself: the line, or the moment, and not the instrument. Everything else is for a person to look at. */
const PASSING: readonly LabErrorCode[] = [
  'DRIVER_TIMEOUT',
  'DRIVER_FRAME_INVALID',
  'DRIVER_FRAME_CHECKSUM',
  'DRIVER_DEVICE_BUSY',
  'DRIVER_DEVICE_NOT_READY',
  'DRIVER_TRANSPORT_BUSY',
  'DRIVER_TRANSPORT_CLOSED',
];

/** Pauses before the second and the third attempt, lab milliseconds; there is no fourth. */
const PAUSES_MS = [2_000, 10_000] as const;

/**
 * How long after a failed attempt the step begins again by itself, lab milliseconds; null when it does not. Only what is safe: the error says
 * that the same may be done again and is known not to have happened, and no verb of the step is an action, which may have been done before it.
 */
export function retryAfter({ attempt, error, repeats }: Trouble): number | null {
  if (error.retry !== 'safe' || outcomeOf(error) !== 'failed' || repeats.includes('action')) return null;
  // A state that was not reached in its time will not be reached in another hour either.
  const { phase } = error.context as { phase?: CommandPhase };
  if (!PASSING.includes(error.code) || phase === 'complete') return null;
  return PAUSES_MS[attempt - 1] ?? null;
}

/**
 * What a run does about a failed step that does not begin again by itself; pure, so that it can be read and tested alone. Whatever the author
 * wished, an outcome that nobody knows holds the run: going on could move a plate twice, giving up could leave one heated.
 */
export function answerTo({ error, onError }: Pick<Trouble, 'error' | 'onError'>): Answer {
  return outcomeOf(error) === 'unknown' ? 'hold' : (onError ?? 'hold');
}

/**
 * Whether the failed command is known not to have happened. A driver error says it. A refusal (bad input, lost lease) came before the
 * first byte; an INTERNAL error may have come after it, so nobody knows.
 */
export function outcomeOf(error: Pick<LabError, 'code' | 'context'>): 'failed' | 'unknown' {
  const context = error.context as { outcome?: 'failed' | 'unknown' };
  return context.outcome ?? (error.code === 'INTERNAL' ? 'unknown' : 'failed');
}
