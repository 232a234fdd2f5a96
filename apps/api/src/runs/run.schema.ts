import { RunStatus, StepStatus, StopReason } from '@labwright/domain';
import { HoldAnswer } from '@labwright/execution';
import { z } from 'zod';
import {
  HashSchema,
  JsonObjectSchema,
  PlacesSchema,
  ParametersInputSchema,
  QuantitySchema,
  ReasonSchema,
  SlugSchema,
  TimeSchema,
  UuidSchema,
  closedObject,
} from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';
import { DeviationSchema } from './run-timeline.schema';

const summary = {
  id: UuidSchema,
  protocol: z.object({ hash: HashSchema, name: z.string(), version: z.string(), title: z.string() }),
  status: z.enum(RunStatus),
  holdReasons: z.array(z.string()).describe('while it is held: why, one sentence a trouble'),
  stopReason: z.enum(StopReason).nullable(),
  deviations: z.number().int().describe('departures from the protocol so far'),
  priority: z.number().int(),
  simulated: z.boolean(),
  selfApproved: z.boolean(),
  createdBy: z.string(),
  createdAt: TimeSchema,
  startedAt: TimeSchema.nullable(),
  endedAt: TimeSchema.nullable(),
  startedLab: TimeSchema.nullable().describe('lab time'),
  endedLab: TimeSchema.nullable().describe('lab time'),
};

export const StepSchema = z
  .object({
    id: UuidSchema.describe('step instance'),
    step: z.string().describe('id in the plan'),
    iterationPath: z.string().describe('rounds of the repeats around it, such as until_induction/3; empty outside of repeats'),
    authored: z.string().describe("the author's step that it belongs to"),
    inserted: z.boolean().describe('true for access operations that the compiler put around a move, and for stops'),
    kind: z.enum(['operation', 'operator', 'wait', 'repeat', 'decision', 'consult']),
    parent: UuidSchema.nullable().describe('the repeat or decision that it is in'),
    round: z.number().int().describe('of a repeat: rounds begun; of a decision: the case chosen, from 1, the last is else'),
    settling: z.boolean().describe('its instrument nears a state that takes minutes'),
    title: z.string(),
    after: z.array(z.string()),
    instrument: z.string().nullable(),
    status: z.enum(StepStatus),
    attempt: z.number().int().describe('from 1; 0 before the first dispatch'),
    waitingFor: z.string().nullable(),
    error: JsonObjectSchema.nullable(),
    task: UuidSchema.nullable().describe('operator task'),
    expectedMs: z.number().describe('lab milliseconds'),
    dispatchedAt: TimeSchema.nullable(),
    startedLab: TimeSchema.nullable(),
    endedAt: TimeSchema.nullable(),
    endedLab: TimeSchema.nullable(),
    hold: z
      .object({
        durationMs: z.number().describe('lab milliseconds asked for'),
        startedLab: TimeSchema.nullable(),
        dueLab: TimeSchema.nullable(),
        startedWall: TimeSchema.nullable(),
        dueWall: TimeSchema.nullable().describe('while it holds: when it ends if the rate of lab time stays'),
      })
      .nullable(),
  })
  .meta({ id: 'Step' });

export const RunLabwareSchema = z
  .object({
    id: UuidSchema,
    name: z.string(),
    type: z.string(),
    barcode: z.string().nullable(),
    place: z.string(),
    layout: z
      .record(
        z.string(),
        z.object({
          role: z.string(),
          sample: z.string().optional(),
          nominal: QuantitySchema.optional().describe('known concentration, dose, volume or mass'),
          dilution: z.number().optional().describe('by which the sample was diluted before'),
        }),
      )
      .describe('what is in each well, as the protocol has it'),
  })
  .meta({ id: 'RunLabware' });

export const RunMaterialSchema = z
  .object({
    material: z.string().describe('id in the protocol'),
    name: z.string().nullable(),
    lot: z.string(),
    lotId: UuidSchema,
    expiresOn: z.string().nullable().describe('its last day, such as 2027-01-31'),
    task: UuidSchema,
    recordedAt: TimeSchema,
    recordedLab: TimeSchema,
  })
  .meta({ id: 'RunMaterial' });

export const RunSchema = z
  .object({
    ...summary,
    parameters: z.record(z.string(), QuantitySchema),
    bindings: z.record(z.string(), z.string()).describe('role of the protocol -> instrument'),
    planHash: HashSchema,
    expectedMs: z.number().describe('lab milliseconds, along the longest path'),
    approval: z.object({
      id: UuidSchema,
      reviewer: z.string(),
      meaning: z.string(),
      selfApproved: z.boolean(),
      signedHash: HashSchema,
      createdAt: TimeSchema,
      expiresAt: TimeSchema,
    }),
    steps: z.array(StepSchema),
    labware: z.array(RunLabwareSchema),
    materials: z.array(RunMaterialSchema).describe('lots that tasks have named, in that order'),
    deviated: z.array(DeviationSchema).describe('its departures from the protocol, in that order'),
    adjusted: z.record(z.string(), z.number()).describe('parameters that a consult has adjusted, in canonical units'),
  })
  .meta({ id: 'Run' });
export const RunPageSchema = pageSchema(z.object(summary).meta({ id: 'RunSummary' }), 'RunPage');
const MomentSchema = z.iso.datetime({ offset: true, error: 'a moment as ISO 8601 is needed, such as 2026-11-02T09:12:00Z' });
const TextSchema = z.string().trim().min(1).max(100);

export const RunQuerySchema = closedObject({
  status: z.enum(RunStatus).optional(),
  protocol: z.string().min(1).max(64).optional().describe('name of the protocol'),
  createdBy: TextSchema.optional().describe('name of the principal that made it'),
  from: MomentSchema.optional().describe('made at this moment or later, wall time'),
  to: MomentSchema.optional().describe('made before this moment, wall time'),
  q: TextSchema.optional().describe(
    'text in name, title or version of the protocol, in the name of its maker, or at the beginning of its id',
  ),
  ...pageFields(UuidSchema),
}).refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
  path: ['to'],
  error: '"to" has to be later than "from"',
});
export type RunQuery = z.output<typeof RunQuerySchema>;

export const NewRunSchema = closedObject({
  protocol: HashSchema,
  parameters: ParametersInputSchema.default({}).describe('values that were approved; those not named keep their default'),
  bindings: z
    .record(z.string().min(1).max(64), SlugSchema)
    .refine((given) => Object.keys(given).length <= 100, 'at most 100 bindings')
    .default({})
    .describe('role of the protocol -> instrument; the compiler binds the others'),
  priority: z.number().int().min(-100).max(100).default(0).describe('higher goes first'),
}).meta({ id: 'NewRun' });
export type NewRun = z.output<typeof NewRunSchema>;

export const CancelSchema = closedObject({ reason: ReasonSchema }).meta({ id: 'CancelRequest' });
export type Cancel = z.output<typeof CancelSchema>;

export const AnswerSchema = closedObject({
  choice: z
    .enum(HoldAnswer)
    .describe('for the steps in doubt: do again, leave out, take as done, do again because they did not happen; or end the run'),
  note: ReasonSchema.describe('what was seen at the instrument'),
  places: PlacesSchema.optional(),
}).meta({ id: 'HoldAnswer' });
export type AnswerRequest = z.output<typeof AnswerSchema>;
