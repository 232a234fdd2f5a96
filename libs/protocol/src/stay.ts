import type { RunningOrder } from './running-order';

/** One move of a step: the step's number and the move's in it. */
export interface MoveRef {
  readonly step: number;
  readonly move: number;
}

/**
 * A moment in a list of steps: at a move of an operator step, when a step with steps in it is entered or left, or somewhere inside of that.
 * A smaller `at` of the same step comes first.
 */
export interface Moment {
  readonly step: number;
  readonly at: number;
}

export const ENTERED = -1;
const INSIDE = 0;
export const LEFT = 1;

/** A stretch of one list of steps; null is the beginning or the end of the list. */
export interface Span {
  readonly list: number;
  readonly from: Moment | null;
  readonly until: Moment | null;
}

/**
 * The time that one piece of labware spends in one nest on the instrument of one role. It may begin and end at several moves, of which each
 * run passes some: before a repeat and in its body, or in the branches of a decision.
 */
export interface Stay {
  readonly labware: string;
  readonly role: string;
  /** In running order; never empty. */
  readonly from: readonly MoveRef[];
  /** Empty when it is still there at the end. */
  readonly until: readonly MoveRef[];
  readonly spans: readonly Span[];
  /** Operations on it while it is there, in running order. */
  readonly operations: readonly number[];
  /** What lies on it at some time of the stay, `none` for nothing. */
  readonly covers: readonly string[];
}

function over(order: RunningOrder, first: Moment | null, second: Moment | null): boolean {
  if (first === null || second === null) return false;
  return order.precedes(first.step, second.step) || (first.step === second.step && first.at < second.at);
}

/** The span as the list sees it, which contains its own list or is it. */
function seenFrom(order: RunningOrder, span: Span, list: number): Span {
  if (span.list === list) return span;
  const { tree } = order;
  let { list: own, from, until } = span;
  while (own !== list) {
    const { owner } = tree.body(own);
    if (owner === null) return span;
    from = { step: owner, at: INSIDE };
    until = from;
    own = tree.node(owner).body;
  }
  return { list, from, until };
}

/** The innermost list around both, or null when they are in different lists of one decision. */
function commonList({ tree }: RunningOrder, a: number, b: number): number | null {
  if (a === b) return a;
  const up = (list: number): readonly number[] => {
    const { owner } = tree.body(list);
    return owner === null ? [list] : [list, ...up(tree.node(owner).body)];
  };
  const around = up(a);
  let before: number | undefined;
  for (const list of up(b)) {
    const place = around.indexOf(list);
    if (place >= 0) {
      const inner = place > 0 ? around[place - 1] : undefined;
      const exclusive = inner !== undefined && before !== undefined && tree.body(inner).owner === tree.body(before).owner;
      return exclusive ? null : list;
    }
    before = list;
  }
  return null;
}

function spansApart(order: RunningOrder, a: Span, b: Span): boolean {
  const list = commonList(order, a.list, b.list);
  if (list === null) return true;
  const one = seenFrom(order, a, list);
  const other = seenFrom(order, b, list);
  return over(order, one.until, other.from) || over(order, other.until, one.from);
}

/** The spans of a stay as the protocol's own list sees them, which is all that most comparisons of two stays need. */
const OUTERMOST = new WeakMap<readonly Span[], readonly Span[]>();

function outermost(order: RunningOrder, spans: readonly Span[]): readonly Span[] {
  const known = OUTERMOST.get(spans);
  if (known) return known;
  const seen = new Map(spans.map((span) => seenFrom(order, span, 0)).map((span) => [JSON.stringify(span), span]));
  const made = [...seen.values()];
  OUTERMOST.set(spans, made);
  return made;
}

/** Whether one stay is over before the other begins, in every order in which the steps may run. Stays of one piece of labware always are. */
export function apart(order: RunningOrder, a: Stay, b: Stay): boolean {
  if (a.labware === b.labware) return true;
  const outer = outermost(order, b.spans);
  const clear = outermost(order, a.spans).every((one) =>
    outer.every((other) => over(order, one.until, other.from) || over(order, other.until, one.from)),
  );
  return clear || a.spans.every((one) => b.spans.every((other) => spansApart(order, one, other)));
}

/** Whether the labware may be there when the step starts. */
export function mayBeThere(order: RunningOrder, stay: Stay, step: number): boolean {
  const moment = { step, at: ENTERED };
  return stay.spans.some((span) => !spansApart(order, span, { list: order.tree.node(step).body, from: moment, until: moment }));
}

/**
 * Whether labware that leaves with this step comes back to the same stay later in the same round of a repeat, as a plate does that is only
 * read. Its nest stays reserved and as it is meanwhile: another run there would wait for this one's next instrument, and this one for its nest.
 */
export function comesBack(order: RunningOrder, stay: Stay, step: number): boolean {
  const repeats = order.tree.around(step).filter((node) => node.index !== step && node.step.kind === 'repeat');
  return stay.from.some((back) => order.precedes(step, back.step) && repeats.some((repeat) => order.isInside(back.step, repeat.index)));
}
