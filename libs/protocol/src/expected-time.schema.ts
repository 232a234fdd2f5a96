import { z } from 'zod';
import { IdSchema } from './quantity.schema';

/** Values of one parameter for which times are known, rising, in the unit of the parameter. */
const ExpectedOverSchema = z.strictObject({ param: IdSchema, at: z.array(z.number()).min(2).max(50) });

/**
 * When an author expects that what a repeat waits for is there, from the start of the repeat: one time, or one for each value of up to two
 * parameters, row by row (the last parameter changes fastest). Between the values it is interpolated, beyond them the nearest counts.
 * `tolerance` is how well the author knows it, a difference. All in `unit`, a unit of duration.
 */
export const ExpectedTimeSchema = z.strictObject({
  over: z.array(ExpectedOverSchema).max(2).optional(),
  times: z.array(z.number().min(0)).min(1).max(2_500),
  tolerance: z.number().min(0).optional(),
  unit: z.string().min(1).max(32),
});

export type ExpectedTime = z.infer<typeof ExpectedTimeSchema>;
