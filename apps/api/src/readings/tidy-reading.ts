import { ReadingQuality } from '@labwright/domain';
import type { ExportedReading } from '@labwright/persistence';
import type { PlanWell } from '@labwright/protocol';
import { z } from 'zod';
import { TimeSchema, UuidSchema } from '../http/field.schema';

/** One row of an export: one value of one well at one time, with all that says what it is of. The order is that of the columns. */
export const TidyReadingSchema = z
  .object({
    run: UuidSchema.describe('id of the run'),
    protocol: z.string().describe('name and version'),
    step: z.string().nullable().describe('id of the step in the plan'),
    iteration_path: z.string().nullable().describe('rounds of the repeats around the step, such as until_induction/3'),
    instrument: z.string().nullable(),
    labware: z.string().nullable().describe('name in the protocol'),
    well: z.string().nullable().describe('such as A1; empty for a reading that is not of a plate'),
    role: z.string().nullable().describe('of the well in the layout, such as blank, standard, sample'),
    sample: z.string().nullable().describe('wells of one sample are its replicates'),
    nominal: z.number().nullable().describe('what is known of the well: a concentration, dose, volume or mass'),
    nominal_unit: z.string().nullable().describe('UCUM'),
    dilution: z.number().nullable().describe('by which the sample was diluted before it came into the well; 1 for not at all'),
    name: z.string().describe('of the reading'),
    wavelength_nm: z.number().nullable(),
    value: z.number().nullable().describe('empty where there is no number; quality and reason say why'),
    unit: z.string().describe('UCUM'),
    quality: z.enum(ReadingQuality).describe('only ok values count in conditions and results'),
    reason: z.string().nullable().describe('why it is not ok'),
    raw_value: z.number().nullable().describe('what the instrument gave'),
    blank: z.number().nullable().describe('what was subtracted'),
    path_cm: z.number().nullable().describe('path of light that it was divided by'),
    simulated: z.boolean().describe('by a simulated instrument'),
    lab_seconds: z.number().nullable().describe('lab time since the start of the run, s'),
    lab_time: TimeSchema.describe('time of the experiment, UTC'),
    wall_time: TimeSchema.describe('time of computers and wires, UTC'),
  })
  .meta({ id: 'TidyReading' });

export type TidyReading = z.output<typeof TidyReadingSchema>;
export const TIDY_COLUMNS = Object.keys(TidyReadingSchema.shape) as readonly (keyof TidyReading)[];

/** What all rows of an export have in common. */
export interface ExportSubject {
  readonly run: string;
  readonly protocol: string;
  /** Lab time; null for a run that has not begun. */
  readonly startedLab: Date | null;
  /** What the layout says of a well of a piece of labware. */
  wellOf(labware: string, well: string): PlanWell | null;
}

export function tidyReading({ run, protocol, startedLab, wellOf }: ExportSubject, row: ExportedReading): TidyReading {
  const well = row.labware !== null && row.well !== '' ? wellOf(row.labware, row.well) : null;
  return {
    run,
    protocol,
    step: row.step,
    iteration_path: row.iterationPath || null,
    instrument: row.instrument,
    labware: row.labware,
    well: row.well || null,
    role: well?.role ?? null,
    sample: row.sample ?? well?.sample ?? null,
    nominal: well?.nominal?.value ?? null,
    nominal_unit: well?.nominal?.unit ?? null,
    dilution: well ? (well.dilution ?? 1) : null,
    name: row.name,
    wavelength_nm: row.wavelength,
    value: row.value,
    unit: row.unit,
    quality: row.quality,
    reason: row.reason,
    raw_value: row.rawValue,
    blank: row.blank,
    path_cm: row.pathCm,
    simulated: row.simulated,
    lab_seconds: startedLab ? (row.atLab.getTime() - startedLab.getTime()) / 1_000 : null,
    lab_time: row.atLab.toISOString(),
    wall_time: row.atWall.toISOString(),
  };
}
