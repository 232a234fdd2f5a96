import { z } from 'zod';

/** An object that takes these fields only; an unknown one is named together with those that are allowed. */
export function closedObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const allowed = Object.keys(shape).join(', ') || 'none';
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        return `unknown field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}; allowed: ${allowed}`;
      return issue.input === undefined ? `a JSON object is needed, with the fields: ${allowed}` : undefined;
    },
  });
}

/** A moment as ISO 8601 with milliseconds, UTC. Takes what the database gives: a Date, or text with an offset. */
export const TimeSchema = z.preprocess((value) => {
  const date = value instanceof Date ? value : typeof value === 'string' ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : value;
}, z.iso.datetime());

export const UuidSchema = z.uuid();
/** SHA-256, 64 lower-case hexadecimal digits. */
export const HashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'the hash is 64 lower-case hexadecimal digits');
/** Short name that people give: a lower-case letter, then letters, digits and dashes; at most 63 characters. */
export const SlugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'a lower-case letter, then lower-case letters, digits and dashes, at most 63 characters');
/** A sentence or more for people. */
export const ReasonSchema = z.string().trim().min(1).max(1_000);

/** A number with its UCUM unit, such as `{"value": 45, "unit": "Cel"}`. */
export const QuantitySchema = z.object({ value: z.number(), unit: z.string(), tolerance: z.number().optional() });
/** A quantity as it is sent in. */
export const QuantityInputSchema = closedObject({
  value: z.number().min(-1e12).max(1e12),
  unit: z.string().min(1).max(32),
  tolerance: z.number().min(0).max(1e12).exactOptional(),
});
export const ParametersInputSchema = z
  .record(z.string().min(1).max(64), QuantityInputSchema)
  .refine((given) => Object.keys(given).length <= 200, 'at most 200 parameters');

/** What a person found in the nests of an instrument. */
export const PlacesSchema = z
  .array(
    closedObject({
      nest: z.string().min(1).max(130).describe('such as incubator-1.clamp-2'),
      labware: z
        .string()
        .min(1)
        .max(200)
        .nullable()
        .describe('its id, its barcode, or its name where only one can be meant; null for nothing'),
    }),
  )
  .max(200)
  .describe('what is in each nest of the instrument, all of them; what was there and is not named lies on the bench from now on');

/** Any JSON object. */
export const JsonObjectSchema = z.record(z.string(), z.unknown());

export const PrincipalRefSchema = z.object({ id: UuidSchema, name: z.string() });
