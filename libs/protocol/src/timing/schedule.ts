import type { Plan, PlanStep } from '../plan';
import type { PlanSchedule, PlanStepTimes, PlanStretch } from '../plan-schedule';
import { wayTo, type Feasibility } from './clashes';
import type { Duration } from './durations';
import { casesOf, longestRoundMs, rulesFor, type NetworkRules } from './step-network';
import { between, joined } from './stretches';

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
  const roundRules = rulesFor(({ expectedMs }) => expectedMs, 'a round');
  let handsOnMs = 0;
  /** `often`: how often it is expected to run; 0 for cases that do not count. Gives when people are needed for the list. */
  const place = (list: readonly PlanStep[], often: number): readonly PlanStretch[] => {
    const people: PlanStretch[] = [];
    for (const step of list) {
      const found = timesOf(step, longest ? [longest, ...others] : [], duration, roundRules);
      times[step.id] = found;
      if (step.kind === 'operator') handsOnMs += often * step.expectedMs;
      if (step.kind === 'operator' || step.kind === 'consult') people.push({ fromMs: found.startMs, untilMs: found.endMs });
      if (step.kind === 'repeat') {
        const needed = place(step.body, often * (step.expectedRounds ?? 1));
        people.push(...needed);
        // Nobody knows when exactly the hands of later rounds are needed.
        const roundEndMs = found.startMs + found.minMs;
        if (needed.length > 0 && found.endMs > roundEndMs) people.push({ fromMs: roundEndMs, untilMs: found.endMs });
      }
      if (step.kind !== 'decision') continue;
      const cases = casesOf(step);
      const ends = cases.map((body) => endOf(body, longest));
      const most = ends.indexOf(Math.max(...ends));
      for (const [index, body] of cases.entries()) {
        const needed = place(body, index === most ? often : 0);
        if (index === most) people.push(...needed);
      }
    }
    return joined(people);
  };
  const attended = place(steps, 1);
  const totalMs = longest ? Math.round(lengthOf(longest)) : 0;
  return {
    expectedMs: totalMs,
    steps: times,
    handsOnMs: Math.round(handsOnMs),
    criticalPath: longest ? criticalPathOf(longest) : [],
    attended,
    unattended: between(attended, totalMs),
  };
}

function timesOf(step: PlanStep, networks: readonly Solved[], duration: (step: PlanStep) => Duration, rounds: NetworkRules): PlanStepTimes {
  for (const { point, times } of networks) {
    const [start, end] = [point(step.id, 'start'), point(step.id, 'end')];
    if (!start || !end) continue;
    const startMs = Math.round((times[start.moment] ?? 0) + start.offset);
    const endMs = Math.round((times[end.moment] ?? 0) + end.offset);
    if (step.kind === 'repeat') {
      const minMs = Math.round(longestRoundMs(step, rounds));
      return { startMs, endMs, minMs, maxMs: Math.max(step.atMostMs, minMs) };
    }
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
