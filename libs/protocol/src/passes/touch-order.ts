import type { Compilation } from '../compilation';
import type { RunningOrder } from '../running-order';
import type { StepTree } from '../step-tree';
import type { Step } from '../step.schema';
import { WASTE } from '../transfer-target';

/** The labware that a step itself moves, covers, fills, samples or works on, each once. */
function touchedBy(step: Step): readonly string[] {
  if (step.kind === 'operation') return step.labware === undefined ? [] : [step.labware];
  if (step.kind !== 'operator') return [];
  const handled = (step.evidence ?? []).flatMap((item) =>
    (item.kind === 'barcode' || item.kind === 'number') && item.of ? [item.of] : [],
  );
  return [
    ...new Set([
      ...(step.moves ?? []).map((move) => move.labware),
      ...(step.covers ?? []).map((cover) => cover.labware),
      ...(step.transfers ?? []).flatMap(({ from, to }) => [...(from ? [from.labware] : []), ...(to === WASTE ? [] : [to])]),
      ...handled,
    ]),
  ];
}

/** The labware that a step and the steps in it touch, each once. */
export function labwareTouched(tree: StepTree, node: number): readonly string[] {
  return [...new Set([tree.node(node), ...tree.inside(node)].flatMap(({ step }) => touchedBy(step)))];
}

/**
 * Two steps that touch the same labware are ordered by `after`; otherwise nobody could say where it is. Answers with the labware for which
 * that does not hold.
 */
export function checkTouchOrder({ tree, report }: Compilation, order: RunningOrder): ReadonlySet<string> {
  const lost = new Set<string>();
  for (const body of tree.bodies) {
    const last = new Map<string, number>();
    for (const next of order.topological(body.index)) {
      for (const labware of labwareTouched(tree, next)) {
        const before = last.get(labware);
        last.set(labware, next);
        if (before === undefined || order.precedes(before, next)) continue;
        const [first, second] = before < next ? [tree.node(before), tree.node(next)] : [tree.node(next), tree.node(before)];
        const names = `"${first.step.id}" and "${second.step.id}"`;
        report('E_ORDER', second.path, `the steps ${names} both touch "${labware}", but neither waits for the other`, {
          suggestion: `add ${first.step.id} to the "after" of ${second.step.id}`,
        });
        lost.add(labware);
      }
    }
  }
  return lost;
}
