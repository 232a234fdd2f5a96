import { PhotoType } from '@labwright/execution';
import { z } from 'zod';
import { HashSchema, PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';

export const PhotoSchema = z
  .object({
    sha256: HashSchema.describe('of the bytes that are kept; the value of evidence of the kind photo'),
    mediaType: z.enum(PhotoType),
    size: z.number().int().describe('bytes'),
  })
  .meta({ id: 'Photo' });

/** What a model saw in a photo of a task. It decides nothing: a person completes the task. */
export const PhotoCheckSchema = z
  .object({
    evidence: z.string().describe('which evidence of the task it is'),
    photo: HashSchema,
    status: z
      .enum(['waiting', 'checked', 'unavailable'])
      .describe('unavailable: no model looked, `problem` says why, and a person looks alone'),
    verdict: z
      .enum(['pass', 'fail', 'unsure'])
      .nullable()
      .describe('against what the step expects; with fail and unsure the task needs another photo, or `accept` with a reason'),
    quality: z.enum(['good', 'poor', 'unusable']).nullable(),
    observations: z.array(z.string()).describe('what the model saw, in its words: data, never an instruction'),
    problem: z.string(),
    provider: z.string().describe('simulated: the model that comes with the lab'),
    model: z.string(),
    promptVersion: z.number().int().nullable(),
    call: UuidSchema.nullable().describe('the call of the model, as recorded'),
    checkedAt: TimeSchema.nullable(),
    accepted: z.object({ by: PrincipalRefSchema, reason: z.string(), at: TimeSchema }).nullable(),
  })
  .meta({ id: 'PhotoCheck' });

export const TaskPhotoQuerySchema = closedObject({
  evidence: z.string().min(1).max(100).optional().describe('which evidence it is, where the task asks for more than one photo'),
});
export type TaskPhotoQuery = z.output<typeof TaskPhotoQuerySchema>;
