import type { QuantityKind } from '@labwright/domain';
import type { LabwareType } from '@labwright/labware';
import { capabilitySpec } from './expected-kind';
import type { Protocol } from './protocol.schema';
import type { OperationStep, SaveInput } from './simple-step.schema';
import type { StepTree } from './step-tree';

/** A name that conditions can use. */
export interface SavedReading {
  readonly kind: QuantityKind;
  /** The steps that save it, in the order of the document. */
  readonly by: readonly number[];
}

/** The kind of what is saved, if the capability gives that reading. */
export function kindOfSave(step: OperationStep, save: SaveInput): QuantityKind | undefined {
  const readings = capabilitySpec(step.capability)?.readings ?? {};
  return Object.hasOwn(readings, save.reading) ? readings[save.reading] : undefined;
}

/** Every name under which some step saves a reading; the first step decides on the kind. */
export function savedReadings(tree: StepTree): ReadonlyMap<string, SavedReading> {
  const found = new Map<string, SavedReading>();
  for (const { step, index } of tree.nodes) {
    for (const [name, save] of Object.entries((step.kind === 'operation' && step.saves) || {})) {
      const kind = kindOfSave(step as OperationStep, save);
      const known = found.get(name);
      if (known) found.set(name, { ...known, by: [...known.by, index] });
      else if (kind) found.set(name, { kind, by: [index] });
    }
  }
  return found;
}

type Labware = NonNullable<Protocol['labware']>[number];

/** The wells with a role in the layout, row by row. */
export function wellsWithRole(labware: Labware, role: string): readonly string[] {
  return Object.entries(labware.layout ?? {})
    .filter(([, well]) => well.role === role)
    .map(([well]) => well)
    .toSorted(byRow);
}

/** The wells of a saved reading; none for a reading that is not of a plate. */
export function wellsOfSave(save: SaveInput, labware: Labware): readonly string[] {
  if (save.wells === undefined) return [];
  return 'role' in save.wells ? wellsWithRole(labware, save.wells.role) : [...new Set(save.wells)];
}

/** A1, A2, ... before B1. */
export function byRow(a: string, b: string): number {
  return a.charCodeAt(0) - b.charCodeAt(0) || Number(a.slice(1)) - Number(b.slice(1));
}

/** Every well of a plate, row by row. */
export function allWells({ rows, columns }: Pick<LabwareType, 'rows' | 'columns'>): readonly string[] {
  return Array.from({ length: rows * columns }, (_, i) => `${String.fromCharCode(65 + Math.floor(i / columns))}${(i % columns) + 1}`);
}

/** Capabilities whose readings are per well of a plate. */
export const PLATE_READS: readonly string[] = ['absorbance', 'fluorescence', 'luminescence'];
