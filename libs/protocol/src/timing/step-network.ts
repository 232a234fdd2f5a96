import type { PlanDecision, PlanRepeat, PlanStep, PlanTiming } from '../plan';
import { TemporalNetwork } from './temporal-network';

/** Why two moments are bound. `step` is the later one, except for what lasts and what bounds itself. */
export type Cause =
  | { readonly is: 'after'; readonly step: PlanStep; readonly before: PlanStep }
  | { readonly is: 'within'; readonly step: PlanStep; readonly around: PlanStep }
  | { readonly is: 'lasts'; readonly step: PlanRepeat }
  | { readonly is: 'at least'; readonly step: PlanStep; readonly window: number }
  | { readonly is: 'at most'; readonly step: PlanStep; readonly window: number }
  | { readonly is: 'together'; readonly step: PlanStep }
  | { readonly is: 'bounded'; readonly step: PlanRepeat };

/** A moment of the network, and so long after it. */
interface Point {
  readonly moment: number;
  readonly offset: number;
}

/** The case of a decision that a moment is in, with those around that. */
export interface CaseOf {
  readonly decision: PlanDecision;
  /** `else` comes after the last case. */
  readonly index: number;
  readonly around: CaseOf | null;
}

export interface StepNetwork {
  readonly network: TemporalNetwork<Cause>;
  readonly point: (step: string, which: 'start' | 'end') => Point | undefined;
  /** When everything is over. */
  readonly finish: number;
  /** By moment. */
  readonly cases: readonly (CaseOf | null)[];
  readonly stepAt: (moment: number) => PlanStep | undefined;
}

/** How long a repeat takes: a round or more, up to its bound; as long as is expected of it, or more; or its bound. */
export type RepeatLength = 'a round' | 'expected' | 'bound';

export interface NetworkRules {
  /** Lab milliseconds of a step without steps in it. */
  readonly duration: (step: PlanStep) => number;
  /** Steps without steps in them that take their duration or longer; absent where all take just that. */
  readonly atLeast?: (step: PlanStep) => boolean;
  readonly repeats: RepeatLength;
  /** Id of a decision -> the only case of it that counts; of the others all count. */
  readonly only: ReadonlyMap<string, number>;
  /** Length of a round by the id of its repeat, as far as it is known. */
  readonly rounds: Map<string, number>;
}

/** Rules under which every case counts. */
export function rulesFor(
  duration: (step: PlanStep) => number,
  repeats: RepeatLength,
  only: ReadonlyMap<string, number> = new Map(),
): NetworkRules {
  return { duration, repeats, only, rounds: new Map() };
}

/** The cases of a decision in order, `else` last. */
export function casesOf({ cases, else: otherwise }: PlanDecision): readonly (readonly PlanStep[])[] {
  return [...cases.map(({ body }) => body), otherwise];
}

/**
 * The steps of one list as a network. A step without steps in it has one moment, its start, and its end so long after. A repeat and a
 * decision have two, around those of their steps. Of a decision all cases are in it side by side: consistent so, it is consistent with each
 * alone. Windows that count from a step outside of the list are left out.
 */
export function networkOf(steps: readonly PlanStep[], rules: NetworkRules): StepNetwork {
  const network = new TemporalNetwork<Cause>();
  const points = new Map<string, { readonly start: Point; readonly end: Point }>();
  const cases: (CaseOf | null)[] = [];
  const owners: (PlanStep | undefined)[] = [];
  const moment = (of: PlanStep | undefined, within: CaseOf | null): number => {
    cases.push(within);
    owners.push(of);
    return network.moment();
  };
  const bind = (from: Point, to: Point, least: number, cause: Cause): void =>
    network.bound(from.moment, to.moment, least + from.offset - to.offset, cause);

  const addList = (list: readonly PlanStep[], around: { readonly step: PlanStep; readonly start: Point } | null, within: CaseOf | null) => {
    for (const step of list) {
      const start = { moment: moment(step, within), offset: 0 };
      if (around) bind(around.start, start, 0, { is: 'within', step, around: around.step });
      const end = addEnd(step, start, within);
      points.set(step.id, { start, end });
      for (const id of step.after) {
        const before = points.get(id);
        const other = before && owners[before.start.moment];
        if (before && other) bind(before.end, start, 0, { is: 'after', step, before: other });
      }
    }
  };
  const addEnd = (step: PlanStep, start: Point, within: CaseOf | null): Point => {
    if (step.kind === 'repeat') return addRepeat(step, start, within);
    if (step.kind !== 'decision') {
      if (!rules.atLeast?.(step)) return { moment: start.moment, offset: rules.duration(step) };
      const end = { moment: moment(step, within), offset: 0 };
      bind(start, end, rules.duration(step), { is: 'within', step, around: step });
      return end;
    }
    const only = rules.only.get(step.id);
    const bodies = casesOf(step).map((body, index) => (only === undefined || only === index ? body : []));
    for (const [index, body] of bodies.entries()) addList(body, { step, start }, { decision: step, index, around: within });
    return endAround(step, start, bodies.flat(), within);
  };
  const addRepeat = (step: PlanRepeat, start: Point, within: CaseOf | null): Point => {
    const roundMs = longestRoundMs(step, rules);
    const atMaximum = rules.repeats === 'bound';
    const lengthAtMaximum = Math.max(step.atMostMs, roundMs);
    // At its longest, it is the last round that counts: what is in it comes no earlier than one round before the end.
    const first = atMaximum ? { moment: moment(step, within), offset: 0 } : start;
    if (atMaximum) bind(start, first, lengthAtMaximum - roundMs, { is: 'lasts', step });
    addList(step.body, { step, start: first }, within);
    const end = endAround(step, start, step.body, within);
    if (atMaximum) {
      bind(start, end, lengthAtMaximum, { is: 'lasts', step });
      bind(end, start, -lengthAtMaximum, { is: 'bounded', step });
      return end;
    }
    const leastMs = rules.repeats === 'expected' ? Math.max(roundMs, step.expectedMs) : roundMs;
    if (leastMs > roundMs) bind(start, end, leastMs, { is: 'lasts', step });
    if (step.atMostMs >= leastMs) bind(end, start, -step.atMostMs, { is: 'bounded', step });
    return end;
  };
  const endAround = (step: PlanStep, start: Point, body: readonly PlanStep[], within: CaseOf | null): Point => {
    const end = { moment: moment(step, within), offset: 0 };
    bind(start, end, 0, { is: 'within', step, around: step });
    for (const inner of body) {
      const point = points.get(inner.id);
      if (point) bind(point.end, end, 0, { is: 'within', step: inner, around: step });
    }
    return end;
  };

  addList(steps, null, null);
  const finish = moment(undefined, null);
  for (const step of steps) {
    const point = points.get(step.id);
    if (point) network.bound(point.end.moment, finish, point.end.offset, { is: 'within', step, around: step });
  }
  for (const [at, owner] of owners.entries()) {
    const own = owner && points.get(owner.id);
    if (owner && own?.start.moment === at) bindWindows(owner, own.start, points, bind);
  }
  const point = (step: string, which: 'start' | 'end') => points.get(step)?.[which];
  return { network, point, finish, cases, stepAt: (at) => owners[at] };
}

type Points = ReadonlyMap<string, { readonly start: Point; readonly end: Point }>;

function bindWindows(
  step: PlanStep,
  start: Point,
  points: Points,
  bind: (from: Point, to: Point, least: number, cause: Cause) => void,
): void {
  for (const [window, { after, atLeastMs, atMostMs }] of (step.timing ?? []).entries()) {
    const from = points.get(after.step)?.[after.point];
    if (!from) continue;
    if (atLeastMs !== null) bind(from, start, atLeastMs, { is: 'at least', step, window });
    if (atMostMs !== null && !isEmpty({ atLeastMs, atMostMs })) bind(start, from, -atMostMs, { is: 'at most', step, window });
  }
  const { startsOnEndOf = '' } = step;
  // What stands between the two is a fault by itself.
  const other = step.after.includes(startsOnEndOf) ? points.get(startsOnEndOf) : undefined;
  if (other) bind(start, other.end, 0, { is: 'together', step });
}

/** A window without a moment in it is a fault by itself. */
function isEmpty({ atLeastMs, atMostMs }: Pick<PlanTiming, 'atLeastMs' | 'atMostMs'>): boolean {
  return atLeastMs !== null && atMostMs !== null && atLeastMs > atMostMs;
}

/** How long the steps of a list take at least, lab milliseconds; what cannot be kept is left out. */
export function lengthMs(steps: readonly PlanStep[], rules: NetworkRules): number {
  const { network, finish } = networkOf(steps, rules);
  const solution = network.earliest();
  if (solution.consistent) return solution.times[finish] ?? 0;
  network.leaveOut(({ is }) => is === 'at most' || is === 'together' || is === 'bounded');
  const without = network.earliest();
  return without.consistent ? (without.times[finish] ?? 0) : 0;
}

/** How long one round takes by the rules with the longest case of each decision in it, lab milliseconds. */
export function longestRoundMs({ id, body }: PlanRepeat, rules: NetworkRules): number {
  const known = rules.rounds.get(id);
  if (known !== undefined) return known;
  const length = lengthMs(body, { ...rules, only: new Map() });
  rules.rounds.set(id, length);
  return length;
}

/** What the steps of a list are expected to take, the longest case of each decision counted. */
export function expectedLengthMs(steps: readonly PlanStep[]): number {
  return lengthMs(
    steps,
    rulesFor(({ expectedMs }) => expectedMs, 'expected'),
  );
}
