import type { PlateSelection } from '@labwright/domain';
import { typeOfLabware } from '../compilation';
import type { PlanSave } from '../plan';
import { allWells, byRow, kindOfSave, wellsOfSave, wellsWithRole } from '../saved-readings';
import type { OperationStep } from '../simple-step.schema';
import type { StepNode } from '../step-tree';
import type { Lowering } from './base';

/** What an operation saves, with wells and blanks by name. */
export function savesOf({ compilation, quantities }: Lowering, step: OperationStep, { path }: StepNode): readonly PlanSave[] {
  const labware = compilation.protocol.labware?.find((each) => each.id === step.labware);
  return Object.entries(step.saves ?? {}).flatMap(([name, save]): readonly PlanSave[] => {
    const kind = kindOfSave(step, save);
    if (!kind || !labware) return [];
    const process = [...new Set(save.process)];
    const wavelength = quantities.at([...path, 'saves', name, 'wavelength']) ?? quantities.at([...path, 'with', 'wavelengths', 0]);
    return [
      {
        name,
        reading: save.reading,
        kind,
        wavelength: wavelength?.value ?? null,
        wells: wellsOfSave(save, labware),
        blanks: process.includes('blank') ? wellsWithRole(labware, 'blank') : [],
        process,
      },
    ];
  });
}

/** The wells that a read looks at: those that are saved and their blanks, else those of the layout, else all. */
export function selectionOf({ compilation }: Lowering, step: OperationStep, saves: readonly PlanSave[]): PlateSelection | undefined {
  const labware = compilation.protocol.labware?.find((each) => each.id === step.labware);
  const type = labware && typeOfLabware(compilation, labware.id);
  if (!type) return undefined;
  const saved = saves.flatMap(({ wells, blanks }) => [...wells, ...blanks]);
  const laid = Object.keys(labware.layout ?? {});
  const wells = saved.length > 0 ? saved : laid.length > 0 ? laid : allWells(type);
  return { labware: type.id, rows: type.rows, columns: type.columns, wells: [...new Set(wells)].toSorted(byRow) };
}
