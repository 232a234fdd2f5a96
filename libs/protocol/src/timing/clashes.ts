import type { PlanDecision, PlanStep } from '../plan';
import { longestWay } from './longest-way';
import { networkOf, rulesFor, type Cause, type RepeatLength, type StepNetwork } from './step-network';
import type { Bound, Solution } from './temporal-network';

/** An upper bound that cannot be kept. */
export type UpperCause = Extract<Cause, { is: 'at most' | 'together' | 'bounded' }>;

export interface Clash {
  readonly cause: UpperCause;
  /** The author's steps whose bounds cannot be kept together, in running order. */
  readonly steps: readonly string[];
  /** The shortest time that the upper bound would have to allow, lab milliseconds, and what it is made of; null where nothing fixes it. */
  readonly least: { readonly ms: number; readonly by: readonly Bound<Cause>[] } | null;
}

export interface Feasibility {
  readonly clashes: readonly Clash[];
  /** Networks that together have every case of every decision in them, and their earliest times where there is no clash. */
  readonly networks: readonly (StepNetwork & { readonly times: Float64Array; readonly binding: readonly (Bound<Cause> | null)[] })[];
  /** Decisions that would have to be tried in more combinations of their cases than are tried. */
  readonly untried: readonly string[];
}

/** How often the cases of decisions are told apart, and a network is solved again without a bound that cannot be kept. */
const MAX_COMBINATIONS = 256;
const MAX_ROUNDS = 200;

/**
 * Whether the steps can keep all bounds, whichever cases are run, and otherwise what clashes. All cases stand side by side in one network.
 * Only where a circle runs through two cases of one decision, of which a run has only one, each of them is looked at alone.
 */
export function feasibility(
  steps: readonly PlanStep[],
  duration: (step: PlanStep) => number,
  repeats: RepeatLength,
  atLeast: (step: PlanStep) => boolean = () => false,
): Feasibility {
  const clashes = new Map<string, Clash>();
  const networks: Feasibility['networks'][number][] = [];
  const untried = new Set<string>();
  const open: ReadonlyMap<string, number>[] = [new Map()];
  for (let tried = 0; open.length > 0; tried += 1) {
    const only = open.pop() ?? new Map<string, number>();
    const network = networkOf(steps, { ...rulesFor(duration, repeats, only), atLeast });
    if (clashes.size > 0) network.network.leaveOut((cause) => clashes.has(keyOf(cause)));
    const settled = settle(network, clashes);
    if (settled === null) continue;
    if ('times' in settled) networks.push({ ...network, times: settled.times, binding: settled.binding });
    else if (tried >= MAX_COMBINATIONS) untried.add(settled.id);
    else for (let index = settled.cases.length; index >= 0; index -= 1) open.push(new Map([...only, [settled.id, index]]));
  }
  return { clashes: [...clashes.values()], networks, untried: [...untried] };
}

/**
 * Collects the clashes of a network, and leaves their bounds out of it. Answers with the times that keep the others, or with a decision whose
 * cases have to be told apart first; null where there are too many clashes to go on.
 */
function settle(network: StepNetwork, clashes: Map<string, Clash>): Extract<Solution<Cause>, { consistent: true }> | PlanDecision | null {
  const found = new Map<string, Omit<Clash, 'least'>>();
  let settled: ReturnType<typeof settle> = null;
  for (let round = 0; round < MAX_ROUNDS && settled === null; round += 1) {
    const solution = network.network.earliest();
    if (solution.consistent) settled = solution;
    else {
      const apart = new Set<Cause>();
      for (const circle of solution.circles) {
        settled = mixedDecision(circle, network.cases);
        if (settled) break;
        const cause = blamed(circle);
        if (!cause) continue;
        found.set(keyOf(cause), { cause, steps: stepsOf(circle, network) });
        apart.add(cause);
      }
      network.network.leaveOut((cause) => apart.has(cause));
    }
  }
  const times = settled && 'times' in settled ? settled.times : null;
  const outgoing = times && found.size > 0 ? network.network.outgoing() : new Map<number, readonly Bound<Cause>[]>();
  for (const [key, clash] of found) clashes.set(key, { ...clash, least: times && leastOf(network, clash.cause, times, outgoing) });
  return settled;
}

/** A decision of which the circle runs through two cases. */
function mixedDecision(circle: readonly Bound<Cause>[], cases: StepNetwork['cases']): PlanDecision | null {
  const chosen = new Map<string, number>();
  for (const { to } of circle) {
    for (let at = cases[to] ?? null; at; at = at.around) {
      const { decision, index } = at;
      if ((chosen.get(decision.id) ?? index) !== index) return decision;
      chosen.set(decision.id, index);
    }
  }
  return null;
}

function stepsOf(circle: readonly Bound<Cause>[], { stepAt }: StepNetwork): readonly string[] {
  const moments = circle.map(({ to }) => to).toSorted((a, b) => a - b);
  return [...new Set(moments.flatMap((moment) => stepAt(moment)?.authored ?? []))];
}

/** Of the upper bounds in a circle the one to report: a window rather than a shared confirmation, that rather than a repeat; the last. */
function blamed(circle: readonly Bound<Cause>[]): UpperCause | null {
  const upper = circle.map(({ cause, from }) => ({ cause, from }));
  for (const is of ['at most', 'together', 'bounded'] as const) {
    const last = upper.filter(({ cause }) => cause.is === is).toSorted((a, b) => b.from - a.from)[0];
    if (last && isUpper(last.cause)) return last.cause;
  }
  return null;
}

function isUpper(cause: Cause): cause is UpperCause {
  return cause.is === 'at most' || cause.is === 'together' || cause.is === 'bounded';
}

/** The time from the point that the bound counts from to the moment that it bounds. */
function leastOf(
  { point }: StepNetwork,
  cause: UpperCause,
  times: Float64Array,
  outgoing: Parameters<typeof longestWay<Cause>>[0],
): Clash['least'] {
  const { step } = cause;
  const window = cause.is === 'at most' ? step.timing?.[cause.window] : undefined;
  const from =
    cause.is === 'bounded'
      ? point(step.id, 'start')
      : window
        ? point(window.after.step, window.after.point)
        : point(step.startsOnEndOf ?? '', 'end');
  const to = point(step.id, cause.is === 'bounded' ? 'end' : 'start');
  const way = from && to && longestWay(outgoing, times, from.moment, to.moment);
  return way ? { ms: way.least + to.offset - from.offset, by: way.by } : null;
}

/** The bounds that fix a moment, from the first on. */
export function wayTo(moment: number, binding: readonly (Bound<Cause> | null)[]): readonly Bound<Cause>[] {
  const way: Bound<Cause>[] = [];
  for (let bound = binding[moment] ?? null; bound; bound = binding[bound.from] ?? null) way.push(bound);
  return way.reverse();
}

function keyOf(cause: Cause): string {
  return cause.is === 'at most' ? `${cause.is} ${cause.step.id} ${cause.window}` : `${cause.is} ${cause.step.id}`;
}
