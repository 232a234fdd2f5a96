import { AudioTypes, FailureKinds, type AudioType } from '@labwright/drafting';
import { z } from 'zod';
import { HashSchema, PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

/** Base64; with the rest of the request it stays below the limit of a body. */
const MOST_AUDIO = 1_900_000;

export const QuestionSchema = closedObject({
  text: z.string().trim().min(1).max(4_000).exactOptional().describe('the question, in any language'),
  audio: closedObject({
    mediaType: z.enum(Object.keys(AudioTypes) as [AudioType, ...AudioType[]]),
    data: z
      .string()
      .min(4)
      .max(MOST_AUDIO)
      .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'the bytes of the recording in base64')
      .describe('base64, at most 1.4 MB of sound'),
  })
    .exactOptional()
    .describe('the question as a recording, instead of text'),
  photo: HashSchema.exactOptional().describe('SHA-256 of a photo that was uploaded with POST /v1/photos'),
  step: z.string().trim().min(1).max(100).exactOptional().describe('id of the step at which it is asked'),
})
  .superRefine(({ text, audio, photo }, context) => {
    if (text !== undefined && audio !== undefined)
      context.addIssue({ code: 'custom', path: ['audio'], message: 'ask with text or with a recording, not with both' });
    if (text === undefined && audio === undefined && photo === undefined)
      context.addIssue({ code: 'custom', path: ['text'], message: 'nothing is asked; give text, audio or photo' });
  })
  .meta({ id: 'Question', examples: [{ text: 'Is the culture dense enough to induce?', step: 'read_od' }] });
export type Question = z.output<typeof QuestionSchema>;

export const ExchangeSchema = z
  .object({
    id: UuidSchema,
    run: UuidSchema.nullable(),
    step: z.string().nullable(),
    askedBy: PrincipalRefSchema,
    question: z.string().describe('of a recording, what was heard'),
    attached: z.array(z.object({ kind: z.enum(['audio', 'photo']), mediaType: z.string(), sha256: HashSchema })),
    status: z
      .enum(['answered', 'unsupported', 'held', 'failed'])
      .describe(
        'unsupported: nothing in the record supports the answer; held: it was not sent, and the biosafety officer is told; failed: no answer',
      ),
    answer: z.string().nullable(),
    citations: z
      .array(z.object({ kind: z.enum(['step', 'reading', 'library']), id: z.string(), title: z.string() }))
      .describe('what the answer rests on; each was given by a tool in this exchange'),
    toolCalls: z.array(z.object({ tool: z.string(), arguments: z.unknown(), resultSha256: HashSchema, failed: z.boolean() })),
    calls: z.array(z.string()).describe('records of calls of the model'),
    failure: z.object({ kind: z.enum(FailureKinds), message: z.string() }).nullable(),
    draft: z.string().nullable().describe('draft of a revision that was proposed'),
    model: z.string().nullable(),
    promptVersion: z.int().nullable(),
    askedAt: TimeSchema,
    answeredAt: TimeSchema,
  })
  .meta({ id: 'Exchange' });
export const ExchangePageSchema = pageSchema(ExchangeSchema, 'ExchangePage');
export const ExchangeQuerySchema = closedObject(pageFields(UuidSchema));
export type ExchangeQuery = z.output<typeof ExchangeQuerySchema>;
