import { LabwareFormat } from '@labwright/labware';
import { z } from 'zod';
import { closedObject } from '../http/field.schema';

export const LabwareTypeSchema = z
  .object({
    id: z.string().describe('as protocols name it'),
    title: z.string(),
    format: z.enum(LabwareFormat).describe('outer shape; the nests of an instrument say which formats fit'),
    rows: z.number().int().describe('lettered from A'),
    columns: z.number().int().describe('numbered from 1'),
    wells: z.string().describe('such as A1 to H12'),
    wellVolume: z
      .object({ dead: z.number(), working: z.number(), max: z.number() })
      .describe('microlitres: what cannot be drawn off, what shakes without splashing, up to the brim'),
    wellShape: z
      .object({ section: z.enum(['round', 'square']), bottomMm: z.number(), topMm: z.number(), depthMm: z.number() })
      .nullable()
      .describe('null where no path length can be worked out'),
    heightMm: z.number().describe('without a cover'),
    opticalBottom: z.boolean().describe('a reader can look through it'),
    covers: z.array(z.object({ id: z.string(), addsMm: z.number(), clear: z.boolean().describe('a reader can look through it') })),
    maxTemperature: z.number().describe('Cel'),
    maxSpeed: z.number().describe('{rpm}, at the working volume'),
    source: z.string().describe('where the dimensions come from'),
  })
  .meta({ id: 'LabwareType' });

export const LabwareTypeListSchema = z.object({ items: z.array(LabwareTypeSchema) }).meta({ id: 'LabwareTypeList' });
export const LabwareTypeQuerySchema = closedObject({ format: z.enum(LabwareFormat).optional().describe('types of this format only') });
export type LabwareTypeQuery = z.output<typeof LabwareTypeQuerySchema>;
