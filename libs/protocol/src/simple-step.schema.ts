import { Capabilities, TaskRoles, type Capability } from '@labwright/domain';
import { z } from 'zod';
import { IdSchema, LineSchema, ParamRefSchema, QuantityOrParamSchema, QuantitySchema, TextSchema } from './quantity.schema';
import { stepFields } from './step-fields.schema';

const capabilities = Object.keys(Capabilities) as [Capability, ...Capability[]];
const prompt = LineSchema.optional();

/** What an operator brings before a task counts as done. */
export const EvidenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('confirm'), prompt }),
  z.strictObject({ kind: z.literal('text'), prompt }),
  /** A number that a person reads, counts or weighs, of some labware where `of` says so. Analyses name it `<step>.<id>`; its id is `number` where none is given. */
  z.strictObject({
    kind: z.literal('number'),
    id: IdSchema.optional(),
    unit: z.string().min(1).max(32),
    of: IdSchema.optional(),
    prompt,
  }),
  z.strictObject({ kind: z.literal('barcode'), of: IdSchema, prompt }),
  z.strictObject({ kind: z.literal('photo'), expect: LineSchema }),
  /** The lot of a material, as it stands on the bottle. */
  z.strictObject({ kind: z.literal('lot'), of: IdSchema, prompt }),
]);

/** Labware goes to `bench`, `waste` or a role, which the compiler binds to one instrument. */
export const MoveSchema = z.strictObject({ labware: IdSchema, to: IdSchema });

const wellNames = z.array(z.string().max(4)).min(1).max(1_536);

/** A list of wells, or all that have this role in the layout. */
export const WellsSchema = z.union([wellNames, z.strictObject({ role: IdSchema })]);

/**
 * `volume` into each of `wells`, of a material or out of one well of labware: exactly one of the two. A flask is a labware of one well, A1.
 * Two optional fields and not a union, so that a finding can say which of them is missing or too many. `to: waste` takes `volume` out of each
 * of `wells` of the labware that it comes from, whose `well` is left out then. `keeps: pellet` says that the labware was spun before: what has
 * settled stays.
 */
export const TransferSchema = z.strictObject({
  material: IdSchema.optional(),
  from: z.strictObject({ labware: IdSchema, well: z.string().max(4).optional() }).optional(),
  to: IdSchema,
  wells: wellNames,
  volume: QuantitySchema,
  keeps: z.literal('pellet').optional(),
});

/**
 * A reading that conditions can name. `reading` is one of the capability's. A reading of a plate says which wells: a list, or all that have
 * this role in the layout. `process` corrects it: `blank` by the wells with the role blank, `pathlength` to 1 cm.
 */
export const SaveSchema = z.strictObject({
  reading: z.string().max(64),
  wavelength: QuantityOrParamSchema.optional(),
  wells: WellsSchema.optional(),
  process: z
    .array(z.enum(['blank', 'pathlength']))
    .max(2)
    .optional(),
});

/** One capability, held for `duration` where there is one. */
export const OperationStepSchema = z.strictObject({
  kind: z.literal('operation'),
  ...stepFields,
  capability: z.enum(capabilities),
  /** The labware that it acts on; where it is says which instrument is meant. */
  labware: IdSchema.optional(),
  with: z.record(z.string().max(64), z.union([QuantitySchema, ParamRefSchema, z.array(QuantityOrParamSchema).min(1).max(20)])).optional(),
  /** Words that choose among ways of the same verb, such as the pump of a dose; the instrument says which it knows. */
  options: z.record(z.string().max(64), z.string().min(1).max(64)).optional(),
  duration: QuantityOrParamSchema.optional(),
  /** After a hold: keep the state until the labware is removed (default), or stop at once. */
  then: z.enum(['keep', 'stop']).optional(),
  /** Name of a reading for conditions -> what it is. */
  saves: z.record(z.string().max(64), SaveSchema).optional(),
});

/** Something that a person does. It has an instruction, or moves that explain themselves. */
export const OperatorStepSchema = z.strictObject({
  kind: z.literal('operator'),
  ...stepFields,
  instruction: TextSchema.optional(),
  moves: z.array(MoveSchema).max(50).optional(),
  transfers: z.array(TransferSchema).max(200).optional(),
  /** What lies on the labware from the end of this step on: a cover of its type, or `none`. */
  covers: z
    .array(z.strictObject({ labware: IdSchema, cover: z.string().max(64) }))
    .max(50)
    .optional(),
  evidence: z.array(EvidenceSchema).max(20).optional(),
  /** Default: technician. */
  role: z.enum(TaskRoles).optional(),
  /** Expected duration; 2 min where absent. */
  duration: QuantityOrParamSchema.optional(),
});

/** Lab time that passes. */
export const WaitStepSchema = z.strictObject({ kind: z.literal('wait'), ...stepFields, duration: QuantityOrParamSchema });

/**
 * Shows saved readings to a person of this role and asks: continue, adjust, or stop. With `ask: model` the model is asked first, and the person
 * where it does not know, is away, or wants more than was approved. Each parameter may be adjusted up to `times` times, between `min` and `max`
 * in the unit of its default.
 */
export const ConsultStepSchema = z.strictObject({
  kind: z.literal('consult'),
  ...stepFields,
  question: TextSchema,
  shows: z.array(z.string().max(64)).max(50),
  adjust: z
    .array(z.strictObject({ param: IdSchema, min: z.number(), max: z.number(), times: z.int().min(1).max(100) }))
    .max(20)
    .optional(),
  ask: z.enum(['person', 'model']).optional(),
  role: z.enum(TaskRoles),
});

export type OperationStep = z.infer<typeof OperationStepSchema>;
export type OperatorStep = z.infer<typeof OperatorStepSchema>;
export type ConsultStep = z.infer<typeof ConsultStepSchema>;
export type WaitStep = z.infer<typeof WaitStepSchema>;
export type EvidenceInput = z.infer<typeof EvidenceSchema>;
export type TransferInput = z.infer<typeof TransferSchema>;
export type SaveInput = z.infer<typeof SaveSchema>;
