import { RecoveryChoice, TaskStatus } from '@labwright/domain';
import { z } from 'zod';
import { ParametersInputSchema, PrincipalRefSchema, ReasonSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';
import { PhotoCheckSchema } from '../photos/photo.schema';
import { ModelQuestionSchema } from './model-question.schema';
import { RecoverySchema } from './recovery.schema';

export const TaskSchema = z
  .object({
    id: UuidSchema,
    run: UuidSchema,
    protocolTitle: z.string(),
    stepInstance: UuidSchema,
    step: z.string().describe('id in the plan'),
    attempt: z.number().int(),
    kind: z
      .enum(['operator', 'consult', 'recovery'])
      .describe(
        'operator: completed with evidence; consult: answered; recovery: something holds the run, and is answered with POST /v1/tasks/{id}/recover',
      ),
    status: z.enum(TaskStatus),
    role: z.string().describe('role that may do it'),
    title: z.string(),
    instruction: z.string(),
    say: z.string().nullable(),
    hazards: z.array(z.string()),
    ppe: z.array(z.string()),
    moves: z.array(z.object({ labware: z.string(), from: z.string(), to: z.string() })),
    evidence: z
      .array(
        z.object({
          id: z.string(),
          kind: z.enum(['confirm', 'text', 'number', 'barcode', 'photo', 'lot']),
          of: z.string().nullable().describe('labware whose barcode is read, or material whose lot is named'),
          prompt: z.string().nullable(),
          unit: z.string().nullable().describe('unit of a number'),
        }),
      )
      .describe('what has to be brought'),
    given: z
      .array(z.object({ id: z.string(), kind: z.string(), value: z.unknown(), recordedAt: TimeSchema }))
      .describe('what was brought; a number as {value, unit}'),
    photos: z.array(PhotoCheckSchema).describe('photos that were brought to it, each with what a model saw in it; the newest last'),
    shows: z.array(z.string()).describe('of a consult: names of saved readings to look at, see GET /v1/runs/{id}/saved-readings'),
    adjust: z
      .array(z.object({ param: z.string(), min: z.number(), max: z.number(), times: z.number().int() }))
      .describe('of a consult: what may be adjusted, between which values in the canonical unit, and how often'),
    answer: z
      .object({
        choice: z.enum(['continue', 'adjust', 'stop', ...Object.values(RecoveryChoice)]),
        adjusted: z.array(z.object({ param: z.string(), from: z.number(), to: z.number() })).describe('of a consult'),
      })
      .nullable()
      .describe('of a consult or a recovery that is answered'),
    recovery: RecoverySchema.nullable().describe('what holds the run, and what can be answered'),
    model: ModelQuestionSchema.nullable().describe('what the model was asked about it, and what it said'),
    claimedBy: PrincipalRefSchema.nullable(),
    claimedAt: TimeSchema.nullable(),
    completedBy: PrincipalRefSchema.nullable(),
    completedAt: TimeSchema.nullable(),
    completedLab: TimeSchema.nullable(),
    scripted: z.boolean().describe('done by the scripted operator of a simulated lab, not by a person'),
    note: z.string(),
    openedAt: TimeSchema,
    openedLab: TimeSchema,
    dueLab: TimeSchema.nullable(),
    overdue: z.boolean().describe('still to be done, and `dueLab` is over in lab time'),
  })
  .meta({ id: 'Task' });
export const TaskPageSchema = pageSchema(TaskSchema, 'TaskPage');
export const TaskQuerySchema = closedObject({
  status: z.enum(TaskStatus).optional().describe('open and claimed ones where absent'),
  run: UuidSchema.optional(),
  ...pageFields(UuidSchema),
});
export type TaskQuery = z.output<typeof TaskQuerySchema>;

export const ClaimSchema = closedObject({
  scripted: z
    .boolean()
    .default(false)
    .describe('claimed by the scripted operator of a simulated lab: its clock may run fast until the task is due'),
}).meta({ id: 'TaskClaim' });
export type TaskClaim = z.output<typeof ClaimSchema>;

export const ConsultAnswerSchema = closedObject({
  choice: z.enum(['continue', 'adjust', 'stop']).describe('go on; go on with other parameters; or stop the run'),
  adjust: ParametersInputSchema.default({}).describe('with `adjust`: parameter -> new value with its unit, inside the bounds of the task'),
  note: ReasonSchema.describe('why, and what it rests on'),
}).meta({ id: 'ConsultAnswer' });
export type ConsultAnswerBody = z.output<typeof ConsultAnswerSchema>;

const NumberSchema = z.number().min(-1e12).max(1e12);

export const CompletionSchema = closedObject({
  evidence: z
    .array(
      closedObject({
        id: z.string().min(1).max(100),
        value: z
          .union([
            z.string().max(2_000),
            NumberSchema,
            z.boolean(),
            closedObject({ value: NumberSchema, unit: z.string().max(32).nullable() }),
          ])
          .describe(
            'true for confirm; a number in the unit asked for, alone or as {value, unit}; text for text, barcode and lot; the SHA-256 of an uploaded photo',
          ),
        accept: ReasonSchema.optional().describe('of a photo whose check says fail or unsure: why it is taken all the same'),
      }),
    )
    .max(100)
    .superRefine((given, context) => {
      for (const [index, { id }] of given.entries())
        if (given.findIndex((other) => other.id === id) < index)
          context.addIssue({ code: 'custom', path: [index, 'id'], message: `evidence "${id}" is given twice; give each once` });
    })
    .default([]),
  note: z.string().trim().max(2_000).default(''),
  scripted: z.boolean().default(false).describe('done by the scripted operator of a simulated lab'),
}).meta({ id: 'TaskCompletion' });
export type TaskCompletion = z.output<typeof CompletionSchema>;
