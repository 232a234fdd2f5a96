import { z } from 'zod';

/** Ids of steps, labware, materials, parameters and roles: a lower-case letter, then letters, digits, `_` and `-`; at most 64 characters. */
export const IdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_-]*$/);

/** A line of text for people, 1 to 300 characters. */
export const LineSchema = z.string().min(1).max(300);

/** A paragraph, 1 to 4,000 characters. */
export const TextSchema = z.string().min(1).max(4_000);

/** `{value, unit, tolerance?}` with a UCUM unit of the place's quantity kind; the tolerance is a difference in the same unit, 0 or more. */
export const QuantitySchema = z.strictObject({
  value: z.number(),
  unit: z.string().min(1).max(32),
  tolerance: z.number().min(0).exactOptional(),
});

/** A reference to a parameter of the protocol. */
export const ParamRefSchema = z.strictObject({ param: IdSchema });

/** A quantity in place, or the parameter that gives it. */
export const QuantityOrParamSchema = z.union([QuantitySchema, ParamRefSchema]);

export type QuantityOrParam = z.infer<typeof QuantityOrParamSchema>;
