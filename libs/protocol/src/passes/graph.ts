import type { Compilation } from '../compilation';
import { RunningOrder } from '../running-order';
import { StepOrder } from '../step-order';
import type { StepNode } from '../step-tree';

/** Direct predecessors in one list, by place in it. Without `after` a step follows the one before it. */
function predecessorsOf(nodes: readonly StepNode[]): readonly (readonly number[])[] {
  const indexes = new Map(nodes.map(({ step }, i) => [step.id, i]));
  return nodes.map(({ step }, i) => {
    if (!step.after) return i === 0 ? [] : [i - 1];
    return [...new Set(step.after.map((id) => indexes.get(id)).filter((index) => index !== undefined))];
  });
}

/** The order of the steps in all lists, or null when some wait for themselves. */
export function checkGraph(compilation: Compilation): RunningOrder | null {
  const { tree } = compilation;
  const orders = tree.bodies.map((body) =>
    orderOf(
      compilation,
      body.nodes.map((index) => tree.node(index)),
    ),
  );
  const sound = orders.filter((order) => order !== null);
  return sound.length === orders.length ? new RunningOrder(tree, sound) : null;
}

/** The order of one list; each circle in it is reported once, with its steps by name. */
function orderOf(compilation: Compilation, nodes: readonly StepNode[]): StepOrder | null {
  const predecessors = predecessorsOf(nodes);
  const topological = sort(predecessors);
  if (topological.length === predecessors.length) return new StepOrder(predecessors, topological);
  const sorted = new Set(topological);
  for (const cycle of cycles(predecessors, sorted)) {
    const names = [...cycle, cycle[0] ?? 0].map((i) => nodes[i]?.step.id ?? '');
    compilation.report(
      'E_CYCLE',
      [...(nodes[cycle[0] ?? 0]?.path ?? []), 'after'],
      `these steps wait for each other, so none can start: ${names.join(' -> ')}`,
    );
  }
  return null;
}

/** Kahn's order; of the steps that could come next, the one that is first in the document. */
function sort(predecessors: readonly (readonly number[])[]): readonly number[] {
  const successors: number[][] = predecessors.map(() => []);
  const open = predecessors.map((before) => before.length);
  for (const [i, before] of predecessors.entries()) for (const each of before) successors[each]?.push(i);
  const ready = [...open.keys()].filter((i) => open[i] === 0).reverse();
  const order: number[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    for (const after of successors[next] ?? []) {
      open[after] = (open[after] ?? 0) - 1;
      if (open[after] === 0) insert(ready, after);
    }
  }
  return order;
}

/** Keeps the list falling, so that its last is the first in the document. */
function insert(falling: number[], value: number): void {
  let low = 0;
  let high = falling.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((falling[middle] ?? 0) > value) low = middle + 1;
    else high = middle;
  }
  falling.splice(low, 0, value);
}

/**
 * Circles among the steps that could not be sorted, in running order, each from its first step in the document. Every such step has an
 * unsorted predecessor, so walking back always ends in a circle. Circles that share a step are shown one at a time.
 */
function cycles(predecessors: readonly (readonly number[])[], sorted: ReadonlySet<number>): readonly (readonly number[])[] {
  const found: number[][] = [];
  const walked = new Map<number, number>();
  for (const start of predecessors.keys()) {
    if (sorted.has(start) || walked.has(start)) continue;
    const trail: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !walked.has(at)) {
      walked.set(at, start);
      trail.push(at);
      at = predecessors[at]?.find((before) => !sorted.has(before) && !(walked.has(before) && walked.get(before) !== start)) ?? undefined;
    }
    if (at === undefined || walked.get(at) !== start) continue;
    const circle = trail.slice(trail.indexOf(at)).reverse();
    const first = circle.indexOf(Math.min(...circle));
    found.push([...circle.slice(first), ...circle.slice(0, first)]);
  }
  return found;
}
