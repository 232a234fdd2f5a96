import { ModelDecisions, type ModelQuestionRow } from '@labwright/persistence';
import { z } from 'zod';
import { TimeSchema, UuidSchema } from '../http/field.schema';

export const ModelQuestionSchema = z
  .object({
    id: UuidSchema,
    task: UuidSchema,
    stepInstance: UuidSchema,
    kind: z.enum(['consult', 'advice']).describe('advice: it is shown to the person who decides, and settles nothing'),
    about: z.string().nullable().describe('of advice: what holds the run'),
    status: z
      .enum(['waiting', 'settled', 'shown', 'no_answer'])
      .describe('waiting: it is being asked, for two minutes at most; settled: its answer was applied; shown, no_answer: a person decides'),
    decision: z.enum(ModelDecisions).nullable(),
    adjust: z.array(z.object({ param: z.string(), value: z.number(), unit: z.string() })).describe('as the model gave it'),
    reason: z.string(),
    readings: z.array(z.string()).describe('that it relies on, of those that it was shown'),
    model: z.string().nullable(),
    promptVersion: z.int().nullable(),
    call: z.string().nullable().describe('record of the call, see GET /v1/model/calls'),
    outcome: z.string().describe('why a person decides; empty where it is settled'),
    draft: z.string().nullable().describe('what goes beyond the approval, as a draft with an approval of its own'),
    askedAt: TimeSchema,
    endedAt: TimeSchema.nullable(),
  })
  .meta({ id: 'ModelQuestion' });

/** As the API shows it. */
export function modelQuestionView({ adjust, readings, ...question }: ModelQuestionRow): z.input<typeof ModelQuestionSchema> {
  return { ...question, adjust: [...adjust], readings: [...readings] };
}
