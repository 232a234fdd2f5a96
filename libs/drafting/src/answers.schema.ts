import { DraftSchema } from '@labwright/protocol';
import { z } from 'zod';

/**
 * What a model answers when it drafts or repairs: a protocol, or questions instead of one where the request does not say enough. Within the
 * strict subset of model endpoints; `sentences` accounts for each numbered sentence of a written protocol and is empty where there was none.
 */
export const DraftAnswerSchema = z.strictObject({
  protocol: DraftSchema.nullable(),
  questions: z.array(z.strictObject({ about: z.string(), question: z.string() })),
  assumptions: z.array(z.strictObject({ step: z.string().nullable(), assumption: z.string() })),
  sentences: z.array(z.strictObject({ number: z.number(), steps: z.array(z.string()), why: z.string().nullable() })),
});
export type DraftAnswer = z.infer<typeof DraftAnswerSchema>;

/** What a model sees in a photo, against what the step expects. */
export const PhotoAnswerSchema = z.strictObject({
  verdict: z.enum(['pass', 'fail', 'unsure']),
  observations: z.array(z.string()),
  quality: z.enum(['good', 'poor', 'unusable']),
});
export type PhotoAnswer = z.infer<typeof PhotoAnswerSchema>;

/** What a model answers to readings: `ask` leaves it to a person. `readings` are the names that it relies on. */
export const ConsultAnswerSchema = z.strictObject({
  decision: z.enum(['continue', 'adjust', 'stop', 'ask']),
  adjust: z.array(z.strictObject({ param: z.string(), value: z.number(), unit: z.string() })),
  reason: z.string(),
  readings: z.array(z.string()),
});
export type ConsultAnswer = z.infer<typeof ConsultAnswerSchema>;

/** What a model answers to a question at the bench, and what that rests on: a step's id, a reading's name, a protocol of the library. */
export const AskAnswerSchema = z.strictObject({
  answer: z.string(),
  cites: z.array(z.strictObject({ kind: z.enum(['step', 'reading', 'library']), id: z.string() })),
});
export type AskAnswer = z.infer<typeof AskAnswerSchema>;

/** The name that each answer's format has on the wire. */
export const AnswerNames = { draft: 'protocol', photo_check: 'photo_check', consult: 'consult', ask: 'answer' } as const;
