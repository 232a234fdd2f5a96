import { DraftStatus, ReviewStatus } from '@labwright/domain';
import { z } from 'zod';
import { HashSchema, PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

export const FindingSchema = z
  .object({
    rule: z.string().describe('such as listed-name.bacterium, dual-use.virulence, hazard.bleach-acid, allow-list.organism'),
    list: z.string().describe('the list that it cites'),
    version: z.string().describe('edition of that list'),
    category: z.string(),
    path: z.string().describe('JSON pointer into the document; empty for a single text'),
    excerpt: z.string().describe('the place as a reader sees it, in Latin letters'),
    severity: z.enum(['hold', 'error', 'warning']),
    message: z.string(),
  })
  .meta({ id: 'ScreeningFinding' });

const DecisionSchema = z.object({
  decision: z.enum(['released', 'rejected']),
  reason: z.string(),
  signedHash: HashSchema,
  by: PrincipalRefSchema,
  at: TimeSchema,
});

export const HoldSchema = z
  .object({
    screening: UuidSchema,
    hash: HashSchema,
    name: z.string(),
    version: z.string(),
    title: z.string(),
    status: z.enum(ReviewStatus),
    author: PrincipalRefSchema,
    heldAt: TimeSchema,
    policyVersion: z.string().describe('of the site policy under which it was screened'),
    lists: z.array(z.string()).describe('what it was screened against, id@edition'),
    findings: z.array(FindingSchema),
    decision: DecisionSchema.nullable(),
  })
  .meta({ id: 'ScreeningHold' });
export const HoldPageSchema = pageSchema(HoldSchema, 'ScreeningHoldPage');

export const HoldQuerySchema = closedObject({
  all: z.enum(['true', 'false']).default('false').describe('true: also what is decided'),
  ...pageFields(UuidSchema),
});
export type HoldQuery = z.output<typeof HoldQuerySchema>;

export const ScreenedTextSchema = z
  .object({
    id: UuidSchema,
    subject: z.enum(['protocol', 'note', 'answer', 'device', 'file_name', 'request', 'transcript', 'draft']),
    run: UuidSchema.nullable(),
    instrument: z.string().nullable(),
    draft: UuidSchema.nullable().describe('the draft that it holds'),
    actor: z.string(),
    at: TimeSchema,
    findings: z.array(FindingSchema),
  })
  .meta({ id: 'ScreenedText' });
export const ScreenedTextPageSchema = pageSchema(ScreenedTextSchema, 'ScreenedTextPage');
export const ScreenedTextQuerySchema = closedObject(pageFields(UuidSchema));
export type ScreenedTextQuery = z.output<typeof ScreenedTextQuerySchema>;

export const HeldDraftSchema = z
  .object({
    screening: UuidSchema,
    draft: UuidSchema,
    title: z.string(),
    asker: PrincipalRefSchema,
    subject: z.string().describe('request: what was given to be drafted from; draft: what was written'),
    heldAt: TimeSchema,
    status: z.enum(DraftStatus),
    protocol: HashSchema.nullable().describe('where it was submitted, before it was held or after it was released'),
    policyVersion: z.string(),
    lists: z.array(z.string()),
    findings: z.array(FindingSchema),
    decision: DecisionSchema.nullable(),
  })
  .meta({ id: 'HeldDraft' });
export const HeldDraftPageSchema = pageSchema(HeldDraftSchema, 'HeldDraftPage');
