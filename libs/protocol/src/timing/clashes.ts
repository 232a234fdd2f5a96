import type { PlanStep } from '../plan';
import { networkOf, rulesFor, type CaseOf, type Cause, type StepNetwork } from './step-network';
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
export function feasibility(steps: readonly PlanStep[], duration: (step: PlanStep) => number, atMaximum: boolean): Feasibility {
  const clashes = new Map<string, Clash>();
  const networks: Feasibility['networks'][number][] = [];
  const untried = new Set<string>();
  const open: ReadonlyMap<string, number>[] = [new Map()];
  for (let tried = 0; open.length > 0; tried += 1) {
    const only = open.pop() ?? new Map<string, number>();
    const network = networkOf(steps, rulesFor(duration, atMaximum, only));
    const decision = settle(network, clashes);
    if (decision === null) {
      const solution = solve(network, clashes);
      if (solution.consistent) networks.push({ ...network, times: solution.times, binding: solution.binding });
    } else if (tried >= MAX_COMBINATIONS) untried.add(decision.id);
    else for (let index = decision.cases.length; index >= 0; index -= 1) open.push(new Map([...only, [decision.id, index]]));
  }
  return { clashes: [...clashes.values()], networks, untried: [...untried] };
}

function solve({ network }: StepNetwork, clashes: ReadonlyMap<string, Clash>, since?: number): Solution<Cause> {
  return network.earliest((cause) => clashes.has(keyOf(cause)), since);
}

/** Collects the clashes of a network; ends early with a decision whose cases have to be told apart. */
function settle(network: StepNetwork, clashes: Map<string, Clash>): CaseOf['decision'] | null {
  const found = new Map<string, Omit<Clash, 'least'>>();
  const known = new Map(clashes);
  let mixed: CaseOf['decision'] | null = null;
  for (let round = 0; round < MAX_ROUNDS && mixed === null; round += 1) {
    const solution = solve(network, known);
    if (solution.consistent) break;
    for (const circle of solution.circles) {
      mixed ??= mixedDecision(circle, network.cases);
      if (mixed) break;
      const cause = blamed(circle);
      if (!cause) continue;
      const clash = { cause, steps: stepsOf(circle, network) };
      found.set(keyOf(cause), clash);
      known.set(keyOf(cause), { ...clash, least: null });
    }
  }
  for (const [key, clash] of found) clashes.set(key, { ...clash, least: leastOf(network, clash.cause, known) });
  return mixed;
}

/** A decision of which the circle runs through two cases. */
function mixedDecision(circle: readonly Bound<Cause>[], cases: StepNetwork['cases']): CaseOf['decision'] | null {
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
function leastOf({ network, point }: StepNetwork, cause: UpperCause, without: ReadonlyMap<string, Clash>): Clash['least'] {
  const { step } = cause;
  const window = cause.is === 'at most' ? step.timing?.[cause.window] : undefined;
  const from =
    cause.is === 'bounded'
      ? point(step.id, 'start')
      : window
        ? point(window.after.step, window.after.point)
        : point(step.startsOnEndOf ?? '', 'end');
  const to = point(step.id, cause.is === 'bounded' ? 'end' : 'start');
  if (!from || !to) return null;
  const solution = network.earliest((each) => without.has(keyOf(each)), from.moment);
  const at = solution.consistent ? (solution.times[to.moment] ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  if (!solution.consistent || !Number.isFinite(at)) return null;
  return { ms: at + to.offset - from.offset, by: wayTo(to.moment, solution.binding) };
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
