import type { Answer } from '@labwright/domain';
import { z } from 'zod';
import { ExpectedTimeSchema, type ExpectedTime } from './expected-time.schema';
import { QuantityOrParamSchema, type QuantityOrParam } from './quantity.schema';
import {
  ConsultStepSchema,
  OperationStepSchema,
  OperatorStepSchema,
  WaitStepSchema,
  type ConsultStep,
  type OperationStep,
  type OperatorStep,
  type WaitStep,
} from './simple-step.schema';
import { AnswerSchema, stepFields, type StepFields } from './step-fields.schema';

/** Deepest nesting of steps in steps; a step of the protocol's own list is at depth 1. */
export const MAX_STEP_DEPTH = 8;

/** The first case whose condition holds is run, and `else` when none does. */
export interface DecisionStep extends StepFields {
  readonly kind: 'decision';
  readonly cases: readonly { readonly when: string; readonly steps: readonly Step[] }[];
  readonly else: { readonly steps: readonly Step[] };
  readonly maxAge?: QuantityOrParam | undefined;
}

/** Runs its body at least once, and again until the condition holds. */
export interface RepeatStep extends StepFields {
  readonly kind: 'repeat';
  readonly body: readonly Step[];
  readonly until: string;
  readonly maxAge: QuantityOrParam;
  readonly every?: QuantityOrParam | undefined;
  readonly atMost: QuantityOrParam;
  readonly maxIterations?: number | undefined;
  readonly otherwise: Answer;
  readonly expected?: ExpectedTime | undefined;
}

export type Step = OperationStep | OperatorStep | WaitStep | ConsultStep | DecisionStep | RepeatStep;

/** Declared by hand: a schema that contains itself cannot have its type inferred. */
const NestedStepSchema: z.ZodType<Step> = z.lazy(() => StepSchema);
const ConditionSchema = z.string().min(1).max(1_000);

/** `else` is mandatory and may be empty. `maxAge` is mandatory where a condition names a reading. */
export const DecisionStepSchema = z.strictObject({
  kind: z.literal('decision'),
  ...stepFields,
  cases: z
    .array(z.strictObject({ when: ConditionSchema, steps: z.array(NestedStepSchema).max(1_000) }))
    .min(1)
    .max(50),
  else: z.strictObject({ steps: z.array(NestedStepSchema).max(1_000) }),
  maxAge: QuantityOrParamSchema.optional(),
});

/**
 * `maxAge` is the age up to which a reading counts in the condition; `every` is from start to start; `atMost` bounds the whole, and
 * `otherwise` is the answer when that, or `maxIterations`, is reached before the condition holds. `expected` is when its author expects that
 * the condition could hold.
 */
export const RepeatStepSchema = z.strictObject({
  kind: z.literal('repeat'),
  ...stepFields,
  body: z.array(NestedStepSchema).min(1).max(1_000),
  until: ConditionSchema,
  maxAge: QuantityOrParamSchema,
  every: QuantityOrParamSchema.optional(),
  atMost: QuantityOrParamSchema,
  maxIterations: z.int().min(1).max(100_000).optional(),
  otherwise: AnswerSchema,
  expected: ExpectedTimeSchema.optional(),
});

export const StepSchema = z.discriminatedUnion('kind', [
  OperationStepSchema,
  OperatorStepSchema,
  WaitStepSchema,
  DecisionStepSchema,
  RepeatStepSchema,
  ConsultStepSchema,
]);
