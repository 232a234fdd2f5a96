import { z } from 'zod';
import { JsonObjectSchema, TimeSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

export const DriverSchema = z
  .object({
    id: z.string(),
    version: z.string(),
    manifest: JsonObjectSchema.describe(
      'capabilities with their ranges in canonical units, verbs, nests, safe state; times in lab milliseconds',
    ),
    settingsSchema: JsonObjectSchema.describe('JSON Schema of the settings of an instrument'),
    updatedAt: TimeSchema,
  })
  .meta({ id: 'Driver' });
export const DriverPageSchema = pageSchema(DriverSchema, 'DriverPage');
export const DriverQuerySchema = closedObject(pageFields());
export type DriverQuery = z.output<typeof DriverQuerySchema>;
