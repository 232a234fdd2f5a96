import type { Analysis } from '../analysis.schema';
import type { AnalysedReading } from '../analysed-reading';
import type { Compilation } from '../compilation';
import type { DocumentPath } from '../pointer';

/** A blank that is a reading of its own is of the vessel that the culture grows in, and of no plate, whose wells have blanks beside them. */
export function checkBlank(
  { report }: Compilation,
  readings: ReadonlyMap<string, AnalysedReading>,
  analysis: Analysis,
  at: DocumentPath,
): void {
  if (analysis.kind !== 'growth_rate' || analysis.blank === undefined) return;
  const [reading, blank] = [readings.get(analysis.reading), readings.get(analysis.blank)];
  if (!reading || !blank) return;
  const where = [...at, 'blank'];
  if (analysis.blank === analysis.reading)
    report('E_CHECK', where, `"${analysis.reading}" cannot be its own blank`, {
      suggestion: 'read the medium alone, under a name of its own',
    });
  else if (reading.wells.size > 0 || blank.wells.size > 0)
    report('E_CHECK', where, 'wells of a plate are blanked when they are saved, by the wells with the role blank', {
      suggestion: `leave "blank" out, and add process: [blank] where "${analysis.reading}" is saved`,
    });
  else if (reading.labware[0] !== blank.labware[0])
    report(
      'E_CHECK',
      where,
      `"${analysis.blank}" is read of "${blank.labware[0]?.id}", and "${analysis.reading}" of "${reading.labware[0]?.id}"; each vessel has a blank of its own`,
      { suggestion: `read the medium in "${reading.labware[0]?.id}"` },
    );
}
