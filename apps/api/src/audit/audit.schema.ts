import { AuditAct } from '@labwright/domain';
import { z } from 'zod';
import { HashSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const MicrosecondsSchema = z.string().describe('ISO 8601, UTC, with microseconds, as it is hashed');
const SequenceSchema = z.number().int().min(0);

/** Texts go out as they are in the database, also where somebody has changed them there: whoever verifies has to see them. */
export const AuditEntrySchema = z
  .object({
    sequence: SequenceSchema.describe('1, 2, 3 ... without gaps'),
    atWall: MicrosecondsSchema,
    atLab: MicrosecondsSchema,
    actorId: z.string().nullable().describe('principal; null for agents and the lab itself'),
    actor: z.string().describe('such as user:ada, agent:bench-1, system'),
    actorKind: z.string(),
    credential: z.string().describe('such as key:<id>; empty for what happens inside the lab'),
    act: z.string().describe('past tense, such as protocol.approved'),
    subjectKind: z.string(),
    subjectId: z.string(),
    changed: z.string().describe('canonical JSON (RFC 8785) of what changed, without secrets, at most 8 KiB'),
    reason: z.string(),
    requestId: z.string().describe('X-Request-Id of the request; empty where there was none'),
    previous: z.string().describe('hash of the entry before; 64 zeros before the first'),
    hash: z.string().describe('SHA-256 of the canonical JSON of all other fields'),
  })
  .meta({ id: 'AuditEntry' });
export const AuditPageSchema = pageSchema(AuditEntrySchema, 'AuditPage');

export const AuditHeadSchema = z
  .object({
    sequence: SequenceSchema.describe('of the newest entry; 0 before the first'),
    hash: HashSchema,
    protected: z.boolean().describe('whether the role of this API can neither change nor remove entries'),
  })
  .meta({ id: 'AuditHead' });

export const AuditQuerySchema = closedObject({
  actor: z.string().min(1).max(200).optional().describe('such as user:ada'),
  act: z.enum(AuditAct as [AuditAct, ...AuditAct[]]).optional(),
  subjectKind: z
    .string()
    .regex(/^[a-z]{1,50}$/, 'lower-case letters, such as run')
    .optional(),
  subjectId: z.union([UuidSchema, z.string().min(1).max(200)]).optional(),
  ...pageFields(z.string().regex(/^(?:0|[1-9]\d{0,14})$/, 'the number of an entry'), 100, 2_000),
});
export type AuditQuery = z.output<typeof AuditQuerySchema>;
