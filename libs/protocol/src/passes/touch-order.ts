import type { Compilation } from '../compilation';
import type { StepOrder } from '../step-order';
import type { Step } from '../step.schema';

/** The labware that a step moves, fills or works on, each once. */
export function labwareTouched(step: Step): readonly string[] {
  if (step.kind === 'operation') return step.labware === undefined ? [] : [step.labware];
  if (step.kind !== 'operator') return [];
  const scanned = (step.evidence ?? []).flatMap((item) => (item.kind === 'barcode' ? [item.of] : []));
  return [
    ...new Set([...(step.moves ?? []).map((move) => move.labware), ...(step.transfers ?? []).map((transfer) => transfer.to), ...scanned]),
  ];
}

/**
 * Two steps that touch the same labware are ordered by `after`; otherwise nobody could say where it is. Answers with the labware whose
 * steps are in order, and these steps, first to last.
 */
export function checkTouchOrder(compilation: Compilation, order: StepOrder): ReadonlyMap<string, readonly number[]> {
  const { steps } = compilation.protocol;
  const touching = new Map<string, number[]>();
  for (const i of order.topological) {
    const step = steps[i];
    for (const labware of step ? labwareTouched(step) : []) {
      const chain = touching.get(labware);
      if (chain) chain.push(i);
      else touching.set(labware, [i]);
    }
  }
  for (const [labware, chain] of touching) {
    const slips = chain.slice(1).flatMap((next, k) => (order.precedes(chain[k] ?? 0, next) ? [] : [[chain[k] ?? 0, next] as const]));
    for (const [a, b] of slips) {
      const [first, second] = a < b ? [a, b] : [b, a];
      const names = `"${steps[first]?.id}" and "${steps[second]?.id}"`;
      const suggestion = `add ${steps[first]?.id} to the "after" of ${steps[second]?.id}`;
      compilation.report('E_ORDER', ['steps', second], `the steps ${names} both touch "${labware}", but neither waits for the other`, {
        suggestion,
      });
    }
    if (slips.length > 0) touching.delete(labware);
  }
  return touching;
}
