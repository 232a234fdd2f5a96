import { Answer, Capabilities, Roles, type Capability } from '@labwright/domain';
import { z } from 'zod';
import { IdSchema, LineSchema, QuantityOrParamSchema, QuantitySchema, TextSchema } from './quantity.schema';

const capabilities = Object.keys(Capabilities) as [Capability, ...Capability[]];
const answers = Object.values(Answer) as [Answer, ...Answer[]];

/**
 * What every step may carry. `after` lists the steps that must be over first. Where `after` is absent the step follows the step before it in
 * the document; `after: []` means from the start of the run.
 */
const common = {
  id: IdSchema,
  after: z.array(IdSchema).max(64).optional(),
  onError: z.enum(answers).optional(),
  hazards: z.array(LineSchema).max(20).optional(),
  ppe: z.array(LineSchema).max(20).optional(),
  /** The reason for the step, with its citation. */
  why: TextSchema.optional(),
  /** A short sentence for speech. */
  say: LineSchema.optional(),
  /** A line for people in place of the one that the compiler writes. */
  title: LineSchema.optional(),
};

const prompt = LineSchema.optional();

/** What an operator brings before a task counts as done. */
export const EvidenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('confirm'), prompt }),
  z.strictObject({ kind: z.literal('text'), prompt }),
  z.strictObject({ kind: z.literal('number'), unit: z.string().min(1).max(32), prompt }),
  z.strictObject({ kind: z.literal('barcode'), of: IdSchema, prompt }),
  z.strictObject({ kind: z.literal('photo'), expect: LineSchema }),
]);

/** Labware goes to `bench`, `waste` or a role, which the compiler binds to one instrument. */
export const MoveSchema = z.strictObject({ labware: IdSchema, to: IdSchema });

/** `volume` of a material into each of `wells`. */
export const TransferSchema = z.strictObject({
  material: IdSchema,
  to: IdSchema,
  wells: z.array(z.string().max(4)).min(1).max(1_536),
  volume: QuantitySchema,
});

/** One capability, held for `duration` where there is one. */
export const OperationStepSchema = z.strictObject({
  kind: z.literal('operation'),
  ...common,
  capability: z.enum(capabilities),
  /** The labware that it acts on; where it is says which instrument is meant. */
  labware: IdSchema.optional(),
  with: z.record(z.string().max(64), QuantityOrParamSchema).optional(),
  duration: QuantityOrParamSchema.optional(),
  /** After a hold: keep the state until the labware is removed (default), or stop at once. */
  then: z.enum(['keep', 'stop']).optional(),
});

/** Something that a person does. It has an instruction, or moves that explain themselves. */
export const OperatorStepSchema = z.strictObject({
  kind: z.literal('operator'),
  ...common,
  instruction: TextSchema.optional(),
  moves: z.array(MoveSchema).max(50).optional(),
  transfers: z.array(TransferSchema).max(200).optional(),
  evidence: z.array(EvidenceSchema).max(20).optional(),
  /** Default: technician. */
  role: z.enum(Roles).optional(),
  /** Expected duration; 2 min where absent. */
  duration: QuantityOrParamSchema.optional(),
});

/** Lab time that passes. */
export const WaitStepSchema = z.strictObject({ kind: z.literal('wait'), ...common, duration: QuantityOrParamSchema });

export const StepSchema = z.discriminatedUnion('kind', [OperationStepSchema, OperatorStepSchema, WaitStepSchema]);

export type Step = z.infer<typeof StepSchema>;
export type OperationStep = z.infer<typeof OperationStepSchema>;
export type OperatorStep = z.infer<typeof OperatorStepSchema>;
export type EvidenceInput = z.infer<typeof EvidenceSchema>;
