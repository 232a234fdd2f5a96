import type { Plan, PlanStep } from '../plan';
import type { PlanSchedule, PlanStepTimes, PlanStretch } from '../plan-schedule';
import { wayTo, type Feasibility } from './clashes';
import type { Duration } from './durations';
import { casesOf } from './step-network';

type Solved = Feasibility['networks'][number];

/** The schedule of a plan whose windows can be kept. `solved`: of the networks of its cases, the longest counts. */
export function scheduleOf(
  steps: readonly PlanStep[],
  networks: readonly Solved[],
  duration: (step: PlanStep) => Duration,
): PlanSchedule & Pick<Plan, 'expectedMs'> {
  const lengthOf = ({ times, finish }: Solved) => times[finish] ?? 0;
  const [longest, ...others] = networks.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  const times: Record<string, PlanStepTimes> = {};
  const place = (list: readonly PlanStep[], counted: boolean, run: PlanStep[]): void => {
    for (const step of list) {
      const found = timesOf(step, longest ? [longest, ...others] : [], duration);
      times[step.id] = found;
      if (counted) run.push(step);
      if (step.kind === 'repeat') place(step.body, counted, run);
      if (step.kind !== 'decision') continue;
      const cases = casesOf(step);
      const ends = cases.map((body) => endOf(body, longest));
      const most = ends.indexOf(Math.max(...ends));
      for (const [index, body] of cases.entries()) place(body, counted && index === most, run);
    }
  };
  const run: PlanStep[] = [];
  place(steps, true, run);
  const totalMs = longest ? Math.round(lengthOf(longest)) : 0;
  const people = run.filter(({ kind }) => kind === 'operator' || kind === 'consult').flatMap(({ id }) => times[id] ?? []);
  const attended = joined(people);
  return {
    expectedMs: totalMs,
    steps: times,
    handsOnMs: run.filter(({ kind }) => kind === 'operator').reduce((sum, { expectedMs }) => sum + expectedMs, 0),
    criticalPath: longest ? criticalPathOf(longest) : [],
    attended,
    unattended: between(attended, totalMs),
  };
}

function timesOf(step: PlanStep, networks: readonly Solved[], duration: (step: PlanStep) => Duration): PlanStepTimes {
  for (const { point, times } of networks) {
    const [start, end] = [point(step.id, 'start'), point(step.id, 'end')];
    if (!start || !end) continue;
    const startMs = Math.round((times[start.moment] ?? 0) + start.offset);
    const endMs = Math.round((times[end.moment] ?? 0) + end.offset);
    if (step.kind === 'repeat') return { startMs, endMs, minMs: step.expectedMs, maxMs: Math.max(step.atMostMs, step.expectedMs) };
    if (step.kind === 'decision') {
      const lengths = casesOf(step).map((body) => Math.max(0, Math.round(endOf(body, networks[0]) - startMs)));
      return { startMs, endMs, minMs: Math.min(...lengths), maxMs: Math.max(...lengths) };
    }
    const { minMs, maxMs } = duration(step);
    return { startMs, endMs, minMs: Math.round(minMs), maxMs: Math.round(maxMs) };
  }
  return { startMs: 0, endMs: 0, minMs: 0, maxMs: 0 };
}

/** When the last step of a list is over; -1 where the network does not have its steps, 0 where it has none. */
function endOf(body: readonly PlanStep[], solved: Solved | undefined): number {
  return body.reduce(
    (latest, { id }) => {
      const end = solved?.point(id, 'end');
      return end ? Math.max(latest, (solved?.times[end.moment] ?? 0) + end.offset) : latest;
    },
    body.length === 0 ? 0 : -1,
  );
}

/** Steps without steps in them, one after the other; a step that another pulls later stands after that one. */
function criticalPathOf({ finish, binding, stepAt }: Solved): readonly string[] {
  const way = wayTo(finish, binding);
  const passed = [way[0]?.from, ...way.map(({ to }) => to)].flatMap((moment) => (moment === undefined ? [] : (stepAt(moment) ?? [])));
  return [...new Set(passed.filter(({ kind }) => kind !== 'repeat' && kind !== 'decision').map(({ id }) => id))];
}

/** Stretches in order, those that meet as one. */
function joined(all: readonly PlanStepTimes[]): readonly PlanStretch[] {
  const stretches: { fromMs: number; untilMs: number }[] = [];
  for (const { startMs, endMs } of all.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = stretches.at(-1);
    if (last && startMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, endMs);
    else stretches.push({ fromMs: startMs, untilMs: endMs });
  }
  return stretches;
}

/** What lies before, between and after them. */
function between(attended: readonly PlanStretch[], totalMs: number): readonly PlanStretch[] {
  const starts = [0, ...attended.map(({ untilMs }) => untilMs)];
  const ends = [...attended.map(({ fromMs }) => fromMs), totalMs];
  return starts.map((fromMs, i) => ({ fromMs, untilMs: ends[i] ?? totalMs })).filter(({ fromMs, untilMs }) => untilMs > fromMs);
}
