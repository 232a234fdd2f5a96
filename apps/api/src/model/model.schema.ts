import { FailureKinds, PromptNames, Purposes } from '@labwright/drafting';
import { z } from 'zod';
import { HashSchema, PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

export const ModelSchema = z
  .object({
    provider: z.enum(['openai', 'compatible', 'simulated', 'none']).describe('simulated: the model that comes with the lab'),
    model: z.string().describe('that is asked for'),
    api: z.enum(['responses', 'chat_completions', 'none']),
    reachable: z.boolean(),
    can: z
      .object({ strictSchema: z.boolean(), images: z.boolean(), tools: z.boolean(), audio: z.boolean() })
      .nullable()
      .describe('found by asking it; null before it could be asked'),
    problem: z.string().nullable().describe('what is wrong and what to do'),
  })
  .meta({ id: 'Model' });

export const ModelCallSchema = z
  .object({
    id: UuidSchema,
    purpose: z.enum(Purposes),
    provider: z.string(),
    api: z.string(),
    modelAsked: z.string(),
    modelReturned: z.string().nullable(),
    promptName: z.enum(PromptNames).nullable(),
    promptVersion: z.int().nullable(),
    promptSha256: HashSchema.nullable(),
    inputSha256: HashSchema.describe('of everything that was sent'),
    round: z.int().describe('from 1; an answer that calls tools takes several calls'),
    actor: PrincipalRefSchema.nullable().describe('who asked; null for the lab itself'),
    run: UuidSchema.nullable(),
    step: UuidSchema.nullable().describe('step instance'),
    draft: UuidSchema.nullable(),
    at: TimeSchema,
    status: z.enum(['under_way', 'answered', 'failed']).describe('under_way after a crash: it was asked, and nobody knows what came of it'),
    responseId: z.string().nullable(),
    inputTokens: z.int().nullable().describe('as the endpoint counted; null where it did not say'),
    outputTokens: z.int().nullable(),
    countedTokens: z.number().describe('what budgets count; while it is under way, what it may take at most'),
    cost: z
      .number()
      .nullable()
      .describe('US dollars; null where no price is set for the model; while it is under way, what it may cost at most'),
    latencyMs: z.int().nullable(),
    failure: z.enum(FailureKinds).nullable(),
    message: z.string().nullable().describe('null also where its words are not for you'),
    refusal: z.string().nullable().describe('in the words of the model; null also where they are not for you'),
    errorCode: z.string().nullable().describe('of the endpoint'),
  })
  .meta({ id: 'ModelCall' });
export const ModelCallPageSchema = pageSchema(ModelCallSchema, 'ModelCallPage');

export const ModelCallQuerySchema = closedObject({
  run: UuidSchema.optional(),
  draft: UuidSchema.optional(),
  ...pageFields(UuidSchema),
});
export type ModelCallQuery = z.output<typeof ModelCallQuerySchema>;
