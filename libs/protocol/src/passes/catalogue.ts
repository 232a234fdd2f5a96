import { hasWell, wellRange, type LabwareType } from '@labwright/labware';
import type { Compilation } from '../compilation';
import type { DocumentPath } from '../pointer';
import { didYouMean, wellMeant } from '../suggestion';
import { labwareOfWells, WASTE } from '../transfer-target';

/** What stands for an open plate where a cover is named. */
export const NO_COVER = 'none';

/** Labware types, covers and wells are ones of the catalogue. Answers whether every type is known. */
export function checkCatalogue(compilation: Compilation): boolean {
  const { protocol, report, types, tree } = compilation;
  let whole = true;
  const typeOf = new Map<string, LabwareType>();
  const wells = (type: LabwareType, names: readonly string[], path: (index: number) => DocumentPath) => {
    for (const [i, well] of names.entries()) {
      if (!hasWell(type, well))
        report('E_LABWARE', path(i), `a ${type.id} has no well "${well}"`, { allowed: [wellRange(type)], ...wellMeant(type, well) });
    }
  };
  const cover = (type: LabwareType, name: string, path: DocumentPath) => {
    const allowed = [...type.covers.map(({ id }) => id), NO_COVER];
    if (!allowed.includes(name))
      report('E_LABWARE', path, `a ${type.id} takes no cover "${name}"`, { allowed, ...didYouMean(name, allowed) });
  };
  for (const [i, labware] of (protocol.labware ?? []).entries()) {
    const type = types.get(labware.type);
    if (!type) {
      const allowed = [...types.keys()];
      report('E_LABWARE', ['labware', i, 'type'], `the catalogue has no labware type "${labware.type}"`, {
        allowed,
        ...didYouMean(labware.type, allowed),
      });
      whole = false;
      continue;
    }
    typeOf.set(labware.id, type);
    if (labware.cover !== undefined) cover(type, labware.cover, ['labware', i, 'cover']);
    const laid = Object.keys(labware.layout ?? {});
    wells(type, laid, (index) => ['labware', i, 'layout', laid[index] ?? '']);
  }
  for (const { step, path } of tree.nodes) {
    if (step.kind !== 'operator') continue;
    for (const [j, transfer] of (step.transfers ?? []).entries()) {
      const { from } = transfer;
      const type = typeOf.get(labwareOfWells(transfer));
      if (type) wells(type, transfer.wells, (index) => [...path, 'transfers', j, 'wells', index]);
      const source = from && typeOf.get(from.labware);
      if (source && from.well !== undefined && transfer.to !== WASTE)
        wells(source, [from.well], () => [...path, 'transfers', j, 'from', 'well']);
    }
    for (const [j, each] of (step.covers ?? []).entries()) {
      const type = typeOf.get(each.labware);
      if (type) cover(type, each.cover, [...path, 'covers', j, 'cover']);
    }
  }
  return whole;
}
