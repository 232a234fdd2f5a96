import { z } from 'zod';
import { PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const MaterialSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe('what is written on the bottle: the name of the material in protocols, or its id');
/** The range keeps a mistyped year from looking like a date that is far away. */
const DateSchema = z.iso.date('a date is needed, such as 2027-01-31').refine((date) => date >= '1990-01-01' && date < '2200-01-01', {
  error: 'a date from 1990 to 2199 is needed',
});

export const LotSchema = z
  .object({
    id: UuidSchema,
    material: z.string(),
    lot: z.string(),
    expiresOn: z.iso.date().nullable().describe('last day on which it may be used'),
    expired: z.boolean().describe('that day is over'),
    note: z.string(),
    registeredBy: PrincipalRefSchema,
    registeredAt: TimeSchema,
  })
  .meta({ id: 'Lot' });
export const LotPageSchema = pageSchema(LotSchema, 'LotPage');
export const LotQuerySchema = closedObject({
  material: MaterialSchema.optional().describe('exactly as registered'),
  ...pageFields(UuidSchema),
});
export type LotQuery = z.output<typeof LotQuerySchema>;

export const NewLotSchema = closedObject({
  material: MaterialSchema,
  lot: z.string().trim().min(1).max(200),
  expiresOn: DateSchema.nullable().default(null).describe('last day on which it may be used; null where the bottle names none'),
  note: z.string().trim().max(2_000).default(''),
}).meta({ id: 'LotRegistration' });
export type NewLot = z.output<typeof NewLotSchema>;
