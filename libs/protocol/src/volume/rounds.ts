import type { Quantities } from '../passes/quantities';
import type { RunningOrder } from '../running-order';
import { durationTitle } from '../step-title';
import type { StepNode } from '../step-tree';

/** Stands for rounds that nothing bounds: more than any well bears, and a number to reckon with. */
export const UNBOUNDED = 1_000_000;

/** How often a repeat may run its body: at most so often, and what says so. Null where nothing does. */
export interface Rounds {
  readonly most: number | null;
  readonly because: string;
}

/**
 * The most rounds that a repeat can begin. Its `maxIterations` counts, and its `atMost` over the least time from one round to the next, which is
 * `every` or what its holds and waits take; people and instruments are counted as quick as nothing. A bound from time alone is therefore often
 * generous: whoever knows better writes `maxIterations`.
 */
export function roundsOf({ step, path, bodies }: StepNode, order: RunningOrder, quantities: Quantities): Rounds {
  if (step.kind !== 'repeat') return { most: 1, because: 'once' };
  const seconds = (name: string) => quantities.at([...path, name])?.value ?? 0;
  const leastS = leastSeconds(bodies[0] ?? 0, order, quantities);
  const everyS = seconds('every');
  const periodS = Math.max(everyS, leastS);
  // A round begins only where it is not yet `atMost` after the first one did.
  const byTime = periodS > 0 ? Math.max(1, Math.ceil(seconds('atMost') / periodS - 1e-9)) : null;
  const { maxIterations } = step;
  if (maxIterations !== undefined && (byTime === null || maxIterations <= byTime))
    return { most: maxIterations, because: `maxIterations ${maxIterations}` };
  if (byTime === null) return { most: null, because: 'no maxIterations, and a round that may take no time' };
  const span = durationTitle(seconds('atMost') * 1000);
  const pace = everyS >= leastS ? `one every ${durationTitle(everyS * 1000)}` : `rounds of ${durationTitle(leastS * 1000)} or more`;
  return { most: byTime, because: `${pace} in ${span}` };
}

/** The least time that one passage through a list of steps takes, seconds: its holds and waits along the longest path. */
function leastSeconds(list: number, order: RunningOrder, quantities: Quantities): number {
  const ends = new Map<number, number>();
  for (const index of order.topological(list)) {
    const begin = order.predecessors(index).reduce((latest, before) => Math.max(latest, ends.get(before) ?? 0), 0);
    ends.set(index, begin + leastOf(order.tree.node(index), order, quantities));
  }
  return [...ends.values()].reduce((latest, end) => Math.max(latest, end), 0);
}

function leastOf({ step, path, bodies }: StepNode, order: RunningOrder, quantities: Quantities): number {
  switch (step.kind) {
    case 'operation':
    case 'wait': {
      const duration = quantities.at([...path, 'duration']);
      return duration ? Math.max(0, duration.value - (duration.tolerance ?? 0)) : 0;
    }
    case 'repeat':
    case 'decision':
      return Math.min(...bodies.map((list) => leastSeconds(list, order, quantities)));
    case 'operator':
    case 'consult':
      return 0;
  }
}
