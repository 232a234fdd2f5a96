import { DeviationKind, RunStatus, StepStatus } from '@labwright/domain';
import { z } from 'zod';
import { TimeSchema, UuidSchema } from '../http/field.schema';
import { ModelQuestionSchema } from '../tasks/model-question.schema';

export const StepKindSchema = z.enum(['operation', 'operator', 'wait', 'repeat', 'decision', 'consult']);

const SpanSchema = z.object({
  from: TimeSchema,
  to: TimeSchema.nullable().describe('null while it lasts'),
  reason: z.string(),
});

export const DeviationSchema = z
  .object({
    atLab: TimeSchema,
    step: z.string().nullable(),
    iterationPath: z.string().nullable(),
    kind: z.enum(DeviationKind),
    reason: z.string(),
    size: z.number().nullable().describe('how far, in `unit`'),
    unit: z.string().nullable().describe('UCUM'),
    lateMs: z.number().nullable().describe('how late a step began, lab milliseconds'),
    actor: z.string(),
  })
  .meta({ id: 'Deviation' });

export const TimelineItemSchema = z
  .object({
    id: UuidSchema.describe('step instance'),
    step: z.string(),
    iterationPath: z.string(),
    authored: z.string(),
    inserted: z.boolean(),
    kind: StepKindSchema,
    title: z.string(),
    parent: UuidSchema.nullable(),
    status: z.enum(StepStatus),
    attempt: z.number().int(),
    lane: z.object({
      kind: z.enum(['instrument', 'person', 'run']),
      id: z.string().describe('instrument, role, or run'),
      person: z.string().nullable().describe('who did it, or has it now'),
      scripted: z.boolean().describe('by the scripted operator of a simulated lab'),
    }),
    start: TimeSchema.nullable(),
    end: TimeSchema.nullable(),
    durationMs: z.number().nullable().describe('lab milliseconds; null while it is not over'),
    expectedMs: z.number().describe('lab milliseconds'),
    hold: z
      .object({
        from: TimeSchema,
        due: TimeSchema.nullable(),
        to: TimeSchema.nullable(),
        overMs: z.number().nullable().describe('how much longer than it should, lab milliseconds'),
      })
      .nullable(),
    waits: z.array(SpanSchema).describe('before it could start: for what'),
    interruptions: z.array(SpanSchema).describe('of its hold, while somebody reached into the instrument'),
    deviations: z.array(DeviationSchema),
    troubles: z.array(
      z.object({
        atLab: TimeSchema,
        what: z.enum(['failed', 'in_doubt', 'retried', 'handed_over', 'answered']),
        message: z.string().nullable(),
        actor: z.string(),
      }),
    ),
    model: z.array(ModelQuestionSchema).describe('what the model was asked at this step, and what it said'),
  })
  .meta({ id: 'TimelineItem' });

export const TimelineSchema = z
  .object({
    run: UuidSchema,
    status: z.enum(RunStatus),
    startedLab: TimeSchema.nullable(),
    endedLab: TimeSchema.nullable(),
    items: z.array(TimelineItemSchema).describe('in the order in which they began; those that have not yet, in the order of the plan'),
    holds: z.array(SpanSchema).describe('the whole run stood still for an answer'),
    pauses: z.array(SpanSchema),
    deviations: z.array(DeviationSchema).describe('those of no step'),
  })
  .meta({ id: 'Timeline' });
