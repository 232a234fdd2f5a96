import { Answer } from '@labwright/domain';
import { z } from 'zod';
import { IdSchema, LineSchema, QuantityOrParamSchema, QuantitySchema, TextSchema } from './quantity.schema';

const answers = Object.values(Answer) as [Answer, ...Answer[]];
export const AnswerSchema = z.enum(answers);

/** A window after another step, which surely came before: this step starts at least and at most so long after that one's start or end. */
export const TimingSchema = z.strictObject({
  after: z
    .string()
    .max(70)
    .regex(/^[a-z][a-z0-9_-]*\.(start|end)$/),
  atLeast: QuantityOrParamSchema.optional(),
  atMost: QuantityOrParamSchema.optional(),
  onMissed: AnswerSchema,
});

/** What a saved reading should be once the step is over, and the answer outside of it. The unit is one of the reading's kind. */
export const ExpectSchema = z.strictObject({
  reading: z.string().max(64),
  min: QuantitySchema.optional(),
  max: QuantitySchema.optional(),
  otherwise: AnswerSchema,
});

/**
 * What every step may carry. `after` lists the steps of the same list that must be over first. Where `after` is absent the step follows the
 * step before it in its list; `after: []` means from the start of the list.
 */
export const stepFields = {
  id: IdSchema,
  after: z.array(IdSchema).max(64).optional(),
  timing: z.array(TimingSchema).max(20).optional(),
  expect: ExpectSchema.optional(),
  /** A step of an operator whose confirmed end is the start of this one, also an operator's: one confirmation for both. */
  startsOnEndOf: IdSchema.optional(),
  onError: AnswerSchema.optional(),
  hazards: z.array(LineSchema).max(20).optional(),
  ppe: z.array(LineSchema).max(20).optional(),
  /** The reason for the step, with its citation. */
  why: TextSchema.optional(),
  /** A short sentence for speech. */
  say: LineSchema.optional(),
  /** A line for people in place of the one that the compiler writes. */
  title: LineSchema.optional(),
};
const StepFieldsSchema = z.strictObject(stepFields);
export type StepFields = z.infer<typeof StepFieldsSchema>;
