import { z } from 'zod';
import { ReasonSchema, UuidSchema, closedObject } from '../http/field.schema';

export const LabwareSchema = z
  .object({
    id: UuidSchema,
    run: UuidSchema,
    name: z.string(),
    type: z.string(),
    barcode: z.string().nullable(),
    place: z.string(),
    identityKnown: z.boolean().describe('false after a wrong barcode, until the right one is read'),
    masked: z.array(z.object({ well: z.string(), reason: z.string() })),
  })
  .meta({ id: 'Labware' });

export const MovedSchema = closedObject({
  to: z
    .string()
    .max(130)
    .regex(/^[a-z][a-z0-9._-]*$/, 'bench, waste or <instrument>.<nest>')
    .describe('bench, waste or <instrument>.<nest>'),
}).meta({ id: 'LabwareMoved' });
export type Moved = z.output<typeof MovedSchema>;

export const MaskSchema = closedObject({
  wells: z
    .array(z.string().regex(/^[A-Z][1-9][0-9]?$/, 'such as A1 or H12'))
    .min(1)
    .max(1_536),
  reason: ReasonSchema.describe('what is wrong with them, or right again'),
}).meta({ id: 'WellMask' });
export type Mask = z.output<typeof MaskSchema>;
