import { ReadingQuality } from '@labwright/domain';
import type { ExportedReading } from '@labwright/persistence';
import { z } from 'zod';
import { TimeSchema, UuidSchema } from '../http/field.schema';

/** One row of an export: one value of one well at one time, with all that says what it is of. The order is that of the columns. */
export const TidyReadingSchema = z
  .object({
    run: UuidSchema,
    protocol: z.string().describe('name and version'),
    step: z.string().nullable(),
    iteration_path: z.string().nullable().describe('rounds of the repeats around the step, such as until_induction/3'),
    instrument: z.string().nullable(),
    labware: z.string().nullable(),
    well: z.string().nullable(),
    sample: z.string().nullable(),
    name: z.string(),
    wavelength_nm: z.number().nullable(),
    value: z.number().nullable(),
    unit: z.string().describe('UCUM'),
    quality: z.enum(ReadingQuality),
    reason: z.string().nullable().describe('why it is not ok'),
    raw_value: z.number().nullable().describe('what the instrument gave'),
    blank: z.number().nullable().describe('what was subtracted'),
    path_cm: z.number().nullable().describe('path of light that it was divided by'),
    simulated: z.boolean(),
    lab_time: TimeSchema,
    wall_time: TimeSchema,
  })
  .meta({ id: 'TidyReading' });

export type TidyReading = z.output<typeof TidyReadingSchema>;
export const TIDY_COLUMNS = Object.keys(TidyReadingSchema.shape) as readonly (keyof TidyReading)[];

/** What all rows of an export have in common. */
export interface ExportSubject {
  readonly run: string;
  readonly protocol: string;
  /** Sample of a well of a piece of labware. */
  sampleOf(labware: string, well: string): string | null;
}

export function tidyReading({ run, protocol, sampleOf }: ExportSubject, row: ExportedReading): TidyReading {
  return {
    run,
    protocol,
    step: row.step,
    iteration_path: row.iterationPath || null,
    instrument: row.instrument,
    labware: row.labware,
    well: row.well || null,
    sample: row.sample ?? (row.labware !== null && row.well !== '' ? sampleOf(row.labware, row.well) : null),
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
    lab_time: row.atLab.toISOString(),
    wall_time: row.atWall.toISOString(),
  };
}
