import { QuantityKinds, type QuantityKind } from '@labwright/domain';
import { z } from 'zod';
import { AnalysisSchema, DilutionSchema } from './analysis.schema';
import { IdSchema, LineSchema, QuantitySchema, TextSchema } from './quantity.schema';
import { StepSchema } from './step.schema';

const kinds = Object.keys(QuantityKinds) as [QuantityKind, ...QuantityKind[]];

/** The schema that a protocol names in its first field. */
export const PROTOCOL_SCHEMA = 'labwright.dev/protocol/v1';

/** A source of the protocol. */
export const SourceSchema = z.strictObject({ title: LineSchema, doi: LineSchema.optional(), url: LineSchema.optional() });

/** Biosafety level 1 or 2 with every organism used; level 3 and 4 are outside what Labwright runs. */
export const BiosafetySchema = z.strictObject({
  level: z.literal([1, 2]),
  organisms: z.array(z.strictObject({ name: LineSchema, riskGroup: z.literal([1, 2]) })).max(100),
  recombinant: z.boolean().optional(),
  registration: z.strictObject({ basis: LineSchema, reference: LineSchema }).optional(),
});

/** A value that may be set for each run. `min` and `max` are in the unit of `default`. */
export const ParameterSchema = z.strictObject({
  id: IdSchema,
  quantity: z.enum(kinds),
  default: QuantitySchema,
  min: z.number().optional(),
  max: z.number().optional(),
  title: LineSchema.optional(),
});

/**
 * A material. Lots and their expiry are recorded at run time; `lot: required` says that no step may use it before its lot is named.
 * `volume` is what there is of it, `expires` the last day (YYYY-MM-DD) on which this protocol may begin with it.
 */
export const MaterialSchema = z.strictObject({
  id: IdSchema,
  name: LineSchema,
  concentration: QuantitySchema.optional(),
  hazards: z.array(LineSchema).max(20).optional(),
  storage: z.strictObject({ temperature: QuantitySchema.optional(), note: LineSchema.optional() }).optional(),
  volume: QuantitySchema.optional(),
  lot: z.literal('required').optional(),
  expires: z.iso.date().optional(),
});

/**
 * What a well is for. Wells of one `sample` are replicates. `nominal` is what is known of it: the concentration of a standard, a dose, a volume
 * to be dispensed, a mass. `dilution` is by how much the sample was diluted before it came into the well.
 */
export const WellSchema = z.strictObject({
  role: IdSchema,
  sample: LineSchema.optional(),
  volume: QuantitySchema.optional(),
  nominal: QuantitySchema.optional(),
  dilution: DilutionSchema.optional(),
});

/** One piece of labware. It starts on the bench. `layout` says what is in a well, and how much of it before the first step. */
export const LabwareSchema = z.strictObject({
  id: IdSchema,
  type: z.string().max(64),
  cover: z.string().max(64).optional(),
  layout: z.record(z.string().max(4), WellSchema).optional(),
});

/**
 * A protocol, `labwright.dev/protocol/v1`: unknown fields are errors, quantities carry their unit, nothing has a silent default.
 * A step without `after` follows the step before it in the document; `after: []` means from the start.
 */
export const ProtocolSchema = z.strictObject({
  schema: z.literal(PROTOCOL_SCHEMA),
  name: IdSchema,
  /** Semantic version 2.0.0. */
  version: z
    .string()
    .max(64)
    .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/),
  title: LineSchema,
  purpose: TextSchema.optional(),
  sources: z.array(SourceSchema).max(100).optional(),
  biosafety: BiosafetySchema,
  parameters: z.array(ParameterSchema).max(200).optional(),
  materials: z.array(MaterialSchema).max(1_000).optional(),
  labware: z.array(LabwareSchema).max(1_000).optional(),
  steps: z.array(StepSchema).min(1).max(10_000),
  analyses: z.array(AnalysisSchema).max(50).optional(),
});

export type Protocol = z.infer<typeof ProtocolSchema>;
export type ProtocolParameter = z.infer<typeof ParameterSchema>;

/** The schema as JSON Schema (draft 2020-12), for the API and for editors. */
export function protocolJsonSchema(): Readonly<Record<string, unknown>> {
  return { $id: `https://${PROTOCOL_SCHEMA}`, title: 'Labwright protocol', ...z.toJSONSchema(ProtocolSchema, { io: 'input' }) };
}
