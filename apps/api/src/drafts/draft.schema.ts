import { DraftStatus } from '@labwright/domain';
import { JsonPatchSchema, StepAuthor } from '@labwright/drafting';
import { z } from 'zod';
import { HashSchema, JsonObjectSchema, PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';
import { DiagnosticSchema, ProtocolDiffSchema } from '../protocols/protocol.schema';

/** Characters of all files together. */
const MOST_FILE_TEXT = 300_000;
const FileSchema = closedObject({
  name: z
    .string()
    .min(1)
    .max(120)
    .regex(/\.(?:txt|md|csv)$/i, 'the name of a text: .txt, .md or .csv'),
  text: z.string().min(1).max(100_000),
});

export const NewDraftSchema = closedObject({
  request: z.string().trim().min(1).max(20_000).describe('what the protocol is for, in the words of whoever needs it'),
  constraints: z
    .record(z.string().min(1).max(64), z.union([z.string().max(500), z.number(), z.boolean()]))
    .refine((given) => Object.keys(given).length <= 50, 'at most 50 constraints')
    .default({})
    .describe('what is fixed, by name'),
  files: z
    .array(FileSchema)
    .max(10)
    .refine(
      (files) => files.reduce((sum, { text }) => sum + text.length, 0) <= MOST_FILE_TEXT,
      `at most ${MOST_FILE_TEXT} characters of files together`,
    )
    .default([])
    .describe('texts to draft from'),
  written: z
    .string()
    .min(1)
    .max(100_000)
    .optional()
    .describe('a written protocol, plain text or Markdown: each of its sentences is accounted for'),
}).meta({ id: 'NewDraft' });
export type NewDraftRequest = z.output<typeof NewDraftSchema>;

export const InstructionSchema = closedObject({
  instruction: z.string().trim().min(1).max(5_000).describe('what to change, or the answers to the questions'),
}).meta({ id: 'DraftInstruction' });
export type Instruction = z.output<typeof InstructionSchema>;

export const PatchSchema = JsonPatchSchema.meta({ id: 'JsonPatch' });

/** A model is at work on it; where to see that. */
export const DraftStartedSchema = z
  .object({
    id: UuidSchema,
    status: z.enum(DraftStatus),
    after: z.string().describe('pass it to the stream of events to see what happens from here on'),
  })
  .meta({ id: 'DraftStarted' });

const summary = {
  id: UuidSchema,
  title: z.string().describe('beginning of the request'),
  status: z.enum(DraftStatus),
  asker: PrincipalRefSchema,
  revision: z.number().int().describe('number of the newest revision; 0 before the first'),
  protocol: HashSchema.nullable().describe('hash of the protocol that it was submitted as'),
  createdAt: TimeSchema,
  updatedAt: TimeSchema,
};
export const DraftPageSchema = pageSchema(z.object(summary).meta({ id: 'DraftSummary' }), 'DraftPage');
export const DraftQuerySchema = closedObject({ status: z.enum(DraftStatus).optional(), ...pageFields(UuidSchema) });
export type DraftQuery = z.output<typeof DraftQuerySchema>;

const StepProvenanceSchema = z.object({
  step: z.string(),
  by: z.enum(StepAuthor),
  sentences: z.array(z.number().int()).describe('of the written protocol, from 1'),
  callId: UuidSchema.nullable().describe('the call in whose answer a model wrote it'),
});
const revision = {
  number: z.number().int(),
  by: z.enum(['person', 'model']),
  actor: z.string(),
  round: z.number().int().nullable().describe('of a model: 0 for a draft, then the number of the repair'),
  instruction: z.string().nullable(),
  callId: UuidSchema.nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  createdAt: TimeSchema,
};
const RevisionSchema = z
  .object({
    ...revision,
    document: JsonObjectSchema.nullable().describe('the protocol; null when what the model wrote says none'),
    diagnostics: z.array(DiagnosticSchema),
    assumptions: z.array(z.object({ step: z.string().nullable(), assumption: z.string() })),
    sentences: z
      .array(z.object({ number: z.number().int(), text: z.string(), steps: z.array(z.string()), why: z.string().nullable() }))
      .describe('of a written protocol: each sentence, the steps that came of it, and why there are none'),
    steps: z.array(StepProvenanceSchema).describe('who wrote each step'),
  })
  .meta({ id: 'DraftRevision' });

export const DraftSchema = z
  .object({
    ...summary,
    request: z.string(),
    constraints: JsonObjectSchema,
    files: z.array(z.object({ name: z.string(), characters: z.number().int() })),
    model: z
      .object({ provider: z.string(), model: z.string(), simulated: z.boolean() })
      .nullable()
      .describe('the model that was put to work last'),
    instruction: z.string().nullable(),
    questions: z
      .array(z.object({ about: z.string(), question: z.string() }))
      .describe('what the model wants to know; answer with an instruction'),
    problem: z.string().nullable().describe('why it went no further'),
    failure: z.string().nullable(),
    run: UuidSchema.nullable().describe('the run whose readings or people it was proposed from; null for a request'),
    revisions: z.array(z.object(revision).meta({ id: 'DraftRevisionSummary' })),
    current: RevisionSchema.nullable().describe('the revision that was asked for, or the newest'),
  })
  .meta({ id: 'Draft' });
export const RevisionQuerySchema = closedObject({ revision: z.coerce.number().int().min(1).max(100_000).optional() });
export type RevisionQuery = z.output<typeof RevisionQuerySchema>;

const NumberSchema = z.coerce.number().int().min(1).max(100_000);
export const DraftDiffQuerySchema = closedObject({
  from: NumberSchema.describe('the older revision'),
  to: NumberSchema.describe('the newer one'),
});
export type DraftDiffQuery = z.output<typeof DraftDiffQuerySchema>;
export const DraftDiffSchema = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    same: z.boolean(),
    changes: ProtocolDiffSchema.shape.changes,
    authors: z
      .array(
        z.object({
          step: z.string(),
          before: z.enum(StepAuthor).nullable().describe('null where it was not there'),
          after: z.enum(StepAuthor).nullable().describe('null where it is gone'),
          callId: UuidSchema.nullable().describe('the call in whose answer it was written as it is now'),
        }),
      )
      .describe('who wrote each step that is different'),
  })
  .meta({ id: 'DraftDiff' });

export const DraftStreamQuerySchema = closedObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'the id of an event of this draft')
    .optional()
    .describe('id of an event; from the first one where absent. The header Last-Event-ID goes first'),
});
export type DraftStreamQuery = z.output<typeof DraftStreamQuerySchema>;

export const SubmittedDraftSchema = z
  .object({ draft: UuidSchema, revision: z.number().int(), hash: HashSchema, status: z.string().describe('of the protocol') })
  .meta({ id: 'SubmittedDraft' });
