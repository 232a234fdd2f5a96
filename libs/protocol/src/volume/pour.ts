import { hasWell } from '@labwright/labware';
import { typeOfLabware, type Compilation } from '../compilation';
import type { Quantities } from '../passes/quantities';
import type { DocumentPath } from '../pointer';
import type { StepNode } from '../step-tree';
import { labwareOfWells, WASTE } from '../transfer-target';

/** Liquid that a step moves at once, of a well, of a material, or of a bottle on a pump that the document does not name. */
export interface Pour {
  /** Of the quantity that says how much. */
  readonly path: DocumentPath;
  readonly from: WellPlace | null;
  readonly material: string | null;
  /** Where it goes; null for what is taken away. */
  readonly to: string | null;
  /** Empty for what is taken away. */
  readonly wells: readonly string[];
  /** Into each of the wells, or out of `from` where there are none; null where the document does not say. */
  readonly microlitres: number | null;
}

export interface WellPlace {
  readonly labware: string;
  readonly well: string;
}

/** The pump that takes liquid out of its vessel, among the words of the option `pump` of dosing. */
const OUTGOING = 'waste';

/** What leaves the source of a pour, microlitres. */
export function drawnBy({ wells, microlitres }: Pour): number {
  return (microlitres ?? 0) * Math.max(1, wells.length);
}

/** The pours of a step itself, in their order: transfers by a person, doses by a pump into labware of one well. */
export function poursOf(compilation: Compilation, quantities: Quantities, { step, path }: StepNode): readonly Pour[] {
  if (step.kind === 'operator')
    return (step.transfers ?? []).flatMap(({ material, from, to, wells }, j): readonly Pour[] => {
      const at = [...path, 'transfers', j, 'volume'];
      const [source, target] = [from && typeOfLabware(compilation, from.labware), typeOfLabware(compilation, labwareOfWells({ from, to }))];
      // A source that is not one, and a well that is not there or named twice, have their finding; how much goes where is open then.
      const named = target !== undefined && new Set(wells).size === wells.length && wells.every((well) => hasWell(target, well));
      const clear = named && (from === undefined) !== (material === undefined);
      const microlitres = (clear ? quantities.at(at)?.value : undefined) ?? null;
      if (to === WASTE) {
        const emptied = from && source ? wells.filter((well) => hasWell(source, well)) : [];
        return emptied.map((well) => ({
          path: at,
          from: { labware: from?.labware ?? '', well },
          material: null,
          to: null,
          wells: [],
          microlitres,
        }));
      }
      const well = from?.well;
      const place = from && source && well !== undefined && hasWell(source, well) ? { labware: from.labware, well } : null;
      return [{ path: at, from: place, material: material ?? null, to, wells, microlitres }];
    });
  if (step.kind !== 'operation' || step.capability !== 'dosing' || step.labware === undefined) return [];
  const type = typeOfLabware(compilation, step.labware);
  if (!type || type.rows * type.columns !== 1) return [];
  const at = [...path, 'with', 'volume'];
  const microlitres = quantities.at(at)?.value ?? null;
  const well = { labware: step.labware, well: 'A1' };
  return step.options?.['pump'] === OUTGOING
    ? [{ path: at, from: well, material: null, to: null, wells: [], microlitres }]
    : [{ path: at, from: null, material: null, to: well.labware, wells: [well.well], microlitres }];
}
