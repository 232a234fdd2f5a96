import { z } from 'zod';
import { UuidSchema, closedObject } from '../http/field.schema';

export const LabwareSchema = z
  .object({ id: UuidSchema, run: UuidSchema, name: z.string(), type: z.string(), barcode: z.string().nullable(), place: z.string() })
  .meta({ id: 'Labware' });

export const MovedSchema = closedObject({
  to: z
    .string()
    .max(130)
    .regex(/^[a-z][a-z0-9._-]*$/, 'bench, waste or <instrument>.<nest>')
    .describe('bench, waste or <instrument>.<nest>'),
}).meta({ id: 'LabwareMoved' });
export type Moved = z.output<typeof MovedSchema>;
