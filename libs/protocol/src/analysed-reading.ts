import type { QuantityKind } from '@labwright/domain';
import type { AnalysisWell } from './plan-analysis';
import type { Protocol } from './protocol.schema';
import { byRow, wellsOfSave, wellsWithRole, type SavedReading } from './saved-readings';
import type { SaveInput } from './simple-step.schema';
import type { StepTree } from './step-tree';

type Labware = NonNullable<Protocol['labware']>[number];

/** A saved reading as an analysis sees it: all that steps save under its name. */
export interface AnalysedReading {
  readonly kind: QuantityKind;
  /** The labware that it is of, in the order of the document; empty for a reading of no labware. */
  readonly labware: readonly Labware[];
  /** All wells that some step saves; empty for a reading of no plate. */
  readonly wells: ReadonlySet<string>;
  /** Saved by a step in a repeat, or by more than one step. */
  readonly series: boolean;
}

export function analysedReadings(
  protocol: Protocol,
  tree: StepTree,
  readings: ReadonlyMap<string, SavedReading>,
): ReadonlyMap<string, AnalysedReading> {
  return new Map(
    [...readings].map(([name, { kind, by }]) => {
      const labware = new Set<Labware>();
      const wells = new Set<string>();
      let repeated = by.length > 1;
      for (const index of by) {
        const { step } = tree.node(index);
        repeated ||= tree.around(index).some((around) => around.step.kind === 'repeat');
        // What is watched is given again and again while it is held.
        repeated ||= step.kind === 'operation' && step.capability === 'optical_density_monitoring';
        const own = step.kind === 'operation' ? protocol.labware?.find(({ id }) => id === step.labware) : undefined;
        const save = step.kind === 'operation' ? step.saves?.[name] : undefined;
        if (own) labware.add(own);
        if (own && save) for (const well of wellsOfSave(save, own)) wells.add(well);
      }
      return [name, { kind, labware: [...labware], wells, series: repeated }] as const;
    }),
  );
}

/** The wells of a selection by name, row by row. */
export function selectedWells(selection: NonNullable<SaveInput['wells']>, labware: Labware): readonly string[] {
  return 'role' in selection ? wellsWithRole(labware, selection.role) : [...new Set(selection)].toSorted(byRow);
}

/** What the layout says of wells; `nominalOf` gives the known value in the unit of the analysis. */
export function analysisWells(
  labware: Labware,
  names: readonly string[],
  nominalOf: (well: string) => number | null,
): readonly AnalysisWell[] {
  return names.map((well) => {
    const laid = labware.layout?.[well];
    return {
      well,
      role: laid?.role ?? '',
      sample: laid?.sample ?? null,
      nominal: nominalOf(well),
      dilution: laid?.dilution ?? 1,
    };
  });
}
