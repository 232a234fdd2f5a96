import type { Compilation } from '../compilation';
import type { RunningOrder } from '../running-order';
import type { StepNode } from '../step-tree';
import { durationTitle } from '../step-title';
import type { Quantities } from './quantities';

/** The step and the point that a window follows, from `heat_shock.end`. */
export function windowAfter(after: string): { readonly step: string; readonly point: 'start' | 'end' } {
  const dot = after.lastIndexOf('.');
  return { step: after.slice(0, dot), point: after.slice(dot + 1) === 'start' ? 'start' : 'end' };
}

/** Every window follows a step that surely came before, and says something that can be kept. */
export function checkWindows({ tree, report }: Compilation, order: RunningOrder, quantities: Quantities): void {
  const byId = new Map(tree.nodes.map((node) => [node.step.id, node]));
  for (const node of tree.nodes) {
    for (const [i, { after, atLeast, atMost }] of (node.step.timing ?? []).entries()) {
      const path = [...node.path, 'timing', i];
      const { step, point } = windowAfter(after);
      const other = byId.get(step);
      const begun = other && point === 'start' && order.isInside(node.index, other.index);
      if (other && !begun && !order.surelyPrecedes(other.index, node.index))
        report(
          'E_ORDER',
          [...path, 'after'],
          `"${step}" does not surely come before "${node.step.id}", so there may be nothing to count from`,
          {
            suggestion: `let "${node.step.id}" come after "${step}"`,
          },
        );
      if (!atLeast && !atMost) report('E_SCHEMA', path, 'a window has "atLeast", "atMost" or both', { allowed: ['atLeast', 'atMost'] });
      const least = quantities.at([...path, 'atLeast'])?.value;
      const most = quantities.at([...path, 'atMost'])?.value;
      if (least !== undefined && most !== undefined && least > most)
        report(
          'E_TIMING',
          path,
          `no moment is at least ${durationTitle(least * 1000)} and at most ${durationTitle(most * 1000)} after ${after}`,
        );
    }
    checkSharedConfirmation({ tree, report }, order, node);
  }
}

/** `startsOnEndOf` joins two operator steps of one list, of which one follows the other at once. */
function checkSharedConfirmation({ tree, report }: Pick<Compilation, 'tree' | 'report'>, order: RunningOrder, node: StepNode): void {
  const { startsOnEndOf, id, kind } = node.step;
  if (startsOnEndOf === undefined) return;
  const path = [...node.path, 'startsOnEndOf'];
  const other = tree
    .body(node.body)
    .nodes.map((index) => tree.node(index))
    .find(({ step }) => step.id === startsOnEndOf);
  if (!other) return;
  if (kind !== 'operator' || other.step.kind !== 'operator')
    report('E_SCHEMA', path, `one confirmation serves two operator steps; "${kind === 'operator' ? startsOnEndOf : id}" is none`);
  else if (!order.predecessors(node.index).includes(other.index))
    report('E_ORDER', path, `"${id}" does not wait for "${startsOnEndOf}", so it cannot start when that ends`, {
      suggestion: `add ${startsOnEndOf} to the "after" of ${id}`,
    });
}
