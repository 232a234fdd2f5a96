import { z } from 'zod';
import { HashSchema, JsonObjectSchema, PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const OutcomeSchema = z
  .enum(['said', 'read_back', 'done', 'refused', 'not_understood', 'unavailable'])
  .describe(
    'said: answered in words; read_back: waits for a yes with the token; done; refused: the lab says why not; not_understood: no command, nothing was done; ' +
      'unavailable: nobody could hear it',
  );

export const VoiceSessionSchema = z
  .object({
    id: UuidSchema,
    run: UuidSchema,
    task: UuidSchema.nullable().describe('in hand: what commands are about'),
    say: z.string().describe('to be spoken'),
    begunAt: TimeSchema,
  })
  .meta({ id: 'VoiceSession' });

export const VoiceTurnSchema = z
  .object({
    id: UuidSchema,
    session: UuidSchema,
    run: UuidSchema,
    task: UuidSchema.nullable(),
    transcript: z.string().describe('what was heard; empty where nobody could hear it'),
    command: JsonObjectSchema.nullable().describe('what it was taken for: kind, and what belongs to it'),
    outcome: OutcomeSchema,
    say: z.string().describe('to be spoken: GET /v1/voice-turns/{id}/say'),
    confirm: z
      .object({ token: z.string(), until: TimeSchema })
      .nullable()
      .describe('to be sent as `confirms` with a yes or no; given here once'),
    question: z.string().nullable().describe('what was no command, to be asked of the assistant instead'),
    call: UuidSchema.nullable().describe('the call of the model that heard it'),
  })
  .meta({ id: 'VoiceTurn' });

export const VoiceTurnRecordSchema = z
  .object({
    id: UuidSchema,
    session: UuidSchema,
    run: UuidSchema,
    task: UuidSchema.nullable(),
    by: PrincipalRefSchema,
    audioSha256: HashSchema.nullable().describe('of the recording, which is not kept; null for words that came as text'),
    transcript: z.string(),
    command: JsonObjectSchema.nullable(),
    outcome: OutcomeSchema,
    say: z.string(),
    call: UuidSchema.nullable(),
    confirmBy: TimeSchema.nullable(),
    atWall: TimeSchema,
    atLab: TimeSchema,
  })
  .meta({ id: 'VoiceTurnRecord' });
export const VoiceTurnPageSchema = pageSchema(VoiceTurnRecordSchema, 'VoiceTurnPage');
export const VoiceTurnQuerySchema = closedObject(pageFields(UuidSchema));
export type VoiceTurnQuery = z.output<typeof VoiceTurnQuerySchema>;

const TokenSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'the token is that of the turn that was read back');
export const ConfirmsSchema = closedObject({
  confirms: TokenSchema.optional().describe('with a yes or no: the token of what was read back'),
});
export type Confirms = z.output<typeof ConfirmsSchema>;

export const WordsSchema = closedObject({
  words: z.string().trim().min(1).max(2_000).describe('what was said, written down by the device that heard it'),
  confirms: TokenSchema.optional(),
}).meta({ id: 'VoiceWords', examples: [{ words: 'What is next?' }] });
export type Words = z.output<typeof WordsSchema>;

export const SpokenSchema = z
  .object({ text: z.string(), problem: z.string().nullable().describe('why there is no sound') })
  .meta({ id: 'Spoken' });
