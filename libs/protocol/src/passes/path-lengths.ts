import { hasWell } from '@labwright/labware';
import { typeOfLabware, type Compilation } from '../compilation';
import type { RunningOrder } from '../running-order';
import { wellsOfSave } from '../saved-readings';
import { WASTE } from '../transfer-target';

/** Most wells that a finding names. */
const NAMED = 8;

/**
 * A reading is brought to 1 cm by the volume in its well, which a run knows from the transfers that it recorded. A well that no step surely
 * fills before the reading has no path, and every condition on the reading would hold the run.
 */
export function checkPathLengths(compilation: Compilation, order: RunningOrder): void {
  const { protocol, tree, report } = compilation;
  const fills = fillsOf(compilation);
  for (const { step, path, index } of tree.nodes) {
    if (step.kind !== 'operation') continue;
    const labware = protocol.labware?.find(({ id }) => id === step.labware);
    for (const [name, save] of labware ? Object.entries(step.saves ?? {}) : []) {
      const j = (save.process ?? []).indexOf('pathlength');
      // Where no path can be worked out at all, that is the finding.
      const type = labware && typeOfLabware(compilation, labware.id);
      if (!labware || j < 0 || !type?.wellShape) continue;
      const unfilled = wellsOfSave(save, labware).filter(
        (well) => hasWell(type, well) && !fills.get(`${labware.id}/${well}`)?.some((fill) => order.surelyPrecedes(fill, index)),
      );
      if (unfilled.length === 0) continue;
      const more = unfilled.length > NAMED ? ` and ${unfilled.length - NAMED} more` : '';
      report(
        'E_CHECK',
        [...path, 'saves', name, 'process', j],
        `no step that surely comes before "${step.id}" transfers a volume into ${unfilled.slice(0, NAMED).join(', ')}${more} of "${labware.id}", so the path of light there is not known`,
        { suggestion: `add "transfers" to the step that fills "${labware.id}"` },
      );
    }
  }
}

/** `<labware>/<well>` -> the steps that transfer something into it, in the order of the document. */
function fillsOf({ tree }: Compilation): ReadonlyMap<string, readonly number[]> {
  const fills = new Map<string, number[]>();
  for (const { step, index } of tree.nodes)
    for (const { to, wells } of (step.kind === 'operator' && step.transfers) || [])
      for (const well of to === WASTE ? [] : wells) {
        const known = fills.get(`${to}/${well}`);
        if (known) known.push(index);
        else fills.set(`${to}/${well}`, [index]);
      }
  return fills;
}
