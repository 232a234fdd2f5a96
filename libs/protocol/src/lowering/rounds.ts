import type { ExpectedMoment } from '../passes/expected-times';

/** One round of a repeat, lab milliseconds: how long it takes, and when in it the reading is there that its condition asks for. */
export interface RoundTimes {
  readonly ms: number;
  readonly readMs: number;
}

export interface RoundPace {
  /** The first round may have to warm up; the others find everything as the one before has left it. */
  readonly first: RoundTimes;
  readonly later: RoundTimes;
  readonly everyMs: number | null;
  readonly atMostMs: number;
  readonly maxIterations: number | null;
}

/** A moment that is not known exactly is looked at in so many places. */
const LOOKS = 33;

/**
 * Rounds that a repeat is expected to take, and how long all of them take, lab milliseconds: the first whose reading comes at the expected
 * moment or later is the last, or the one at which a bound is reached. Averages where the moment is known with a tolerance, because near
 * the end of a round nobody can tell whether there is another one.
 */
export function expectedRounds(pace: RoundPace, { ms, toleranceMs }: ExpectedMoment): { readonly rounds: number; readonly ms: number } {
  const looks = toleranceMs === 0 ? 1 : LOOKS;
  let [rounds, sum] = [0, 0];
  for (let i = 0; i < looks; i += 1) {
    const moment = looks === 1 ? ms : ms + toleranceMs * ((2 * (i + 0.5)) / looks - 1);
    const last = lastRound(pace, moment);
    rounds += last;
    sum += startOf(pace, last) + (last === 1 ? pace.first : pace.later).ms;
  }
  return { rounds: Number((rounds / looks).toFixed(2)), ms: Math.round(sum / looks) };
}

function lastRound(pace: RoundPace, moment: number): number {
  if (pace.first.readMs >= moment) return 1;
  const stepMs = startOf(pace, 3) - startOf(pace, 2);
  const wanted = stepMs > 0 ? 2 + Math.ceil((moment - startOf(pace, 2) - pace.later.readMs) / stepMs) : 2;
  // Another round begins only before the bound on the whole.
  const inTime = stepMs > 0 ? 1 + Math.ceil((pace.atMostMs - startOf(pace, 2)) / stepMs) : 2;
  return Math.max(1, Math.min(Math.max(2, wanted), inTime, pace.maxIterations ?? Infinity));
}

/** When a round begins, counted from 1. */
function startOf({ first, later, everyMs }: RoundPace, round: number): number {
  if (round === 1) return 0;
  return Math.max(first.ms, everyMs ?? 0) + (round - 2) * Math.max(later.ms, everyMs ?? 0);
}
