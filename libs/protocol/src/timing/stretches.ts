import type { PlanStretch } from '../plan-schedule';

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
