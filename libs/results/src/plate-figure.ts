import { hasWell, labwareType } from '@labwright/labware';
import type { PlanLabware } from '@labwright/protocol';
import type { PlateFigure, PlateWell } from './figure';

/** Null where no well has a value, or the labware is none of the catalogue. */
export function plateFigure(
  labware: PlanLabware | null,
  figure: Pick<PlateFigure, 'id' | 'title' | 'label' | 'unit'> & {
    readonly values: ReadonlyMap<string, number | null>;
    readonly flagged?: ReadonlySet<string>;
  },
): PlateFigure | null {
  const type = labware ? labwareType(labware.type) : undefined;
  if (!labware || !type) return null;
  const { values, flagged, ...rest } = figure;
  const wells = [...values].flatMap(([well, value]): [string, PlateWell][] => {
    if (!hasWell(type, well)) return [];
    const laid = labware.layout?.[well];
    const good = value !== null && Number.isFinite(value) ? value : null;
    return [
      [well, { value: good, role: laid?.role ?? null, sample: laid?.sample ?? null, ...(flagged?.has(well) ? { flagged: true } : {}) }],
    ];
  });
  if (!wells.some(([, { value }]) => value !== null)) return null;
  return { type: 'plate', ...rest, rows: type.rows, columns: type.columns, wells: Object.fromEntries(wells) };
}
