import type { PlanStretch } from '../plan-schedule';

/** Rounds that are told apart; of a repeat with more, all of it counts as attended where one round needs somebody. */
const MOST_ROUNDS = 500;

/** Stretches in order, those that meet as one. */
export function joined(all: readonly PlanStretch[]): readonly PlanStretch[] {
  const stretches: { fromMs: number; untilMs: number }[] = [];
  for (const { fromMs, untilMs } of all.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = stretches.at(-1);
    if (last && fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, untilMs);
    else stretches.push({ fromMs, untilMs });
  }
  return stretches;
}

/** What lies before, between and after them. */
export function between(attended: readonly PlanStretch[], totalMs: number): readonly PlanStretch[] {
  const starts = [0, ...attended.map(({ untilMs }) => untilMs)];
  const ends = [...attended.map(({ fromMs }) => fromMs), totalMs];
  return starts.map((fromMs, i) => ({ fromMs, untilMs: ends[i] ?? totalMs })).filter(({ fromMs, untilMs }) => untilMs > fromMs);
}

/** The stretches of a first round, in all rounds of a repeat that takes `whole`; the last of them is not longer than that. */
export function repeated(
  first: readonly PlanStretch[],
  whole: PlanStretch,
  { rounds, everyMs }: { readonly rounds: number; readonly everyMs: number | null },
): readonly PlanStretch[] {
  if (first.length === 0 || rounds <= 1) return first;
  if (first.length * rounds > MOST_ROUNDS) return [whole];
  const paceMs = Math.max(everyMs ?? 0, (whole.untilMs - whole.fromMs) / rounds);
  return Array.from({ length: Math.ceil(rounds) }, (_, round) =>
    first.map(({ fromMs, untilMs }) => ({
      fromMs: Math.round(fromMs + round * paceMs),
      untilMs: Math.min(whole.untilMs, Math.round(untilMs + round * paceMs)),
    })),
  )
    .flat()
    .filter(({ fromMs, untilMs }) => untilMs > fromMs);
}
