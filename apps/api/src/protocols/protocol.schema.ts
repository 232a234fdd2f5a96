import { ReviewStatus, Roles } from '@labwright/domain';
import { DiagnosticCodes } from '@labwright/protocol';
import { z } from 'zod';
import {
  HashSchema,
  JsonObjectSchema,
  ParametersInputSchema,
  PrincipalRefSchema,
  QuantitySchema,
  ReasonSchema,
  TimeSchema,
  UuidSchema,
  closedObject,
} from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

export const DiagnosticSchema = z
  .object({
    code: z.enum(DiagnosticCodes),
    severity: z.enum(['error', 'warning', 'info']),
    path: z.string().describe('JSON pointer into the document'),
    message: z.string(),
    allowed: z.array(z.string()).optional(),
    suggestion: z.string().optional(),
    fixableByModel: z.boolean(),
    position: z.object({ line: z.number().int(), column: z.number().int() }).optional().describe('in the text as it came, from 1'),
  })
  .meta({ id: 'Diagnostic' });

export const ValidationSchema = z
  .object({
    valid: z.boolean(),
    hash: HashSchema.nullable(),
    diagnostics: z.array(DiagnosticSchema),
    plan: JsonObjectSchema.nullable().describe('what the compiler makes of it on the fleet as it is now; times in lab milliseconds'),
    takes: z
      .object({
        expectedMs: z
          .number()
          .describe('lab milliseconds, the expected rounds of each repeat (or one) and the longest case of each decision counted'),
        handsOnMs: z.number().describe("lab milliseconds of the operator's steps"),
        longestUnattendedMs: z.number().describe('lab milliseconds of the longest stretch in which nobody is needed'),
        criticalPath: z.array(z.string()).describe('steps of the plan of which each fixes when the next one starts'),
      })
      .nullable()
      .describe('null where there is no plan'),
  })
  .meta({ id: 'Validation' });

const summary = {
  hash: HashSchema,
  name: z.string(),
  version: z.string(),
  title: z.string(),
  status: z.enum(ReviewStatus),
  author: PrincipalRefSchema,
  createdAt: TimeSchema,
};
export const ReviewSchema = z
  .object({
    id: UuidSchema,
    decision: z.enum(['approved', 'rejected']),
    parameters: z.record(z.string(), QuantitySchema),
    envelope: z.object({ simulatedOnly: z.boolean(), limits: z.record(z.string(), z.object({ min: z.number(), max: z.number() })) }),
    policyVersion: z.string(),
    signedHash: HashSchema,
    reviewer: PrincipalRefSchema,
    meaning: z.string(),
    selfApproved: z.boolean(),
    reviewerRoles: z.array(z.enum(Roles)).describe('at the signing'),
    signedWith: z.enum(['password', 'key', 'none']).describe('what was given once more for the signature'),
    createdAt: TimeSchema,
    expiresAt: TimeSchema,
    revokedAt: TimeSchema.nullable(),
    revocationReason: z.string().nullable(),
  })
  .meta({ id: 'Review' });
/** Where a step came from; a protocol that people wrote themselves has none of these. */
export const StepProvenanceSchema = z
  .object({
    step: z.string(),
    by: z.enum(['person', 'model', 'model_then_person']),
    sentences: z.array(z.number().int()).describe('numbers of the sentences of a written protocol that it was made of'),
    source: z
      .string()
      .nullable()
      .describe('those sentences, one after the other; null where there are none, or the draft is of another author'),
    callId: UuidSchema.nullable().describe('the call of a model'),
    model: z
      .object({ provider: z.string(), model: z.string(), simulated: z.boolean() })
      .nullable()
      .describe('what answered that call; simulated: the model that comes with the lab'),
    draft: UuidSchema,
  })
  .meta({ id: 'StepProvenance' });
export const ProtocolViewSchema = z
  .object({
    ...summary,
    document: JsonObjectSchema,
    diagnostics: z.array(DiagnosticSchema),
    reviews: z.array(ReviewSchema),
    provenance: z.array(StepProvenanceSchema).describe('of each step, where it came out of a draft; empty where people wrote it'),
  })
  .meta({ id: 'Protocol' });
export const ProtocolPageSchema = pageSchema(z.object(summary).meta({ id: 'ProtocolSummary' }), 'ProtocolPage');
export const ProtocolQuerySchema = closedObject({ status: z.enum(ReviewStatus).optional(), ...pageFields(HashSchema) });
export type ProtocolQuery = z.output<typeof ProtocolQuerySchema>;

/** A name as protocols have it. */
export const ProtocolNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'a lower-case letter, then lower-case letters, digits, _ and -, at most 64 characters');
export const VersionQuerySchema = closedObject(pageFields(HashSchema));
export type VersionQuery = z.output<typeof VersionQuerySchema>;

export const DiffQuerySchema = closedObject({ with: HashSchema.describe('the protocol to compare with: the newer of the two') });
export type DiffQuery = z.output<typeof DiffQuerySchema>;

const ChangeSchema = z.enum(['added', 'removed', 'changed']);
export const ProtocolDiffSchema = z
  .object({
    before: z.object({ hash: HashSchema, name: z.string(), version: z.string() }),
    after: z.object({ hash: HashSchema, name: z.string(), version: z.string() }),
    same: z.boolean().describe('true when the content is the same'),
    changes: z
      .array(
        z.object({
          of: z.enum(['protocol', 'parameter', 'material', 'labware', 'step']),
          id: z.string().describe('empty for the protocol itself'),
          change: ChangeSchema,
          moved: z.boolean().describe('stands elsewhere among those that both have'),
          path: z.string().describe('JSON pointer into the newer document; into the older one for what was removed'),
          values: z.array(
            z.object({
              field: z.string().describe('such as with.temperature'),
              change: ChangeSchema,
              before: z.string().nullable().describe('in words, such as 37 °C ± 0.5'),
              after: z.string().nullable(),
              sameAmount: z.boolean().describe('only the unit is another'),
            }),
          ),
          words: z.string().describe('all of it as one line'),
        }),
      )
      .describe('in the order of the newer document, what was removed last'),
  })
  .meta({ id: 'ProtocolDiff' });

/** Given once more for each signature. */
const CredentialSchema = z
  .string()
  .min(1)
  .max(1_000)
  .describe('the password, or the key that the request comes with, once more: a signature is linked to whoever gives it');

export const ApproveSchema = closedObject({
  credential: CredentialSchema,
  parameters: ParametersInputSchema.default({}).describe('values to approve; those not named keep their default'),
  meaning: ReasonSchema.describe('what the signature means, in the words of the signer'),
  days: z.number().int().min(1).max(365).optional().describe('days until the approval ends; 30 where absent'),
  selfApprove: z.boolean().default(false).describe("the author's own yes; only where the lab allows it, and stamped on the record"),
}).meta({ id: 'ApproveRequest' });
export type Approve = z.output<typeof ApproveSchema>;

export const RejectSchema = closedObject({ reason: ReasonSchema, credential: CredentialSchema }).meta({ id: 'RejectRequest' });
export type Reject = z.output<typeof RejectSchema>;

export const ReleaseSchema = closedObject({
  reason: ReasonSchema.describe('why it may go on, in the words of the officer'),
  credential: CredentialSchema,
}).meta({ id: 'ReleaseRequest' });
export type Release = z.output<typeof ReleaseSchema>;
