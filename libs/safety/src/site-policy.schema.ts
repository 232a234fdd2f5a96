import { toCanonical, unitsOf, type Quantity, type QuantityKind } from '@labwright/domain';
import type { CompilePolicy } from '@labwright/protocol';
import { z } from 'zod';
import type { SafetyPolicy } from './safety-policy';

/** The schema that a site policy names in its first field. */
export const SITE_POLICY_SCHEMA = 'labwright.dev/policy/v1';
/** Characters of a policy file. */
export const MAX_POLICY_TEXT = 262_144;

const LineSchema = z.string().trim().min(1).max(200);
const namesSchema = z.array(LineSchema).max(1_000).default([]);

/** A quantity of one kind, above 0. */
const quantity = (kind: QuantityKind) =>
  z.strictObject({ value: z.number().positive().max(1e9), unit: z.enum(unitsOf(kind) as [string, ...string[]]) });

const OrganismSchema = z.strictObject({
  name: LineSchema,
  also: z.array(LineSchema).max(50).optional(),
  /** Strain designations, or `any`; without one of them the species alone is not allowed. */
  strains: z.union([z.literal('any'), z.array(LineSchema).min(1).max(500)]),
});

/**
 * What a lab may do, and who says so. Every field has a default, so that a file may say only what differs; unknown fields are errors. Its
 * hash, which approvals sign as `policyVersion`, is of the policy with its defaults.
 */
export const SitePolicySchema = z.strictObject({
  schema: z.literal(SITE_POLICY_SCHEMA),
  /** The lab, for people. */
  site: LineSchema.optional(),
  /** The highest biosafety level that rooms and people are approved for. */
  biosafetyLevel: z.literal([1, 2]).default(1),
  /** Organisms, vectors and classes of inserts beside the built-in list. */
  allow: z
    .strictObject({ organisms: z.array(OrganismSchema).max(1_000).default([]), vectors: namesSchema, inserts: namesSchema })
    .prefault({}),
  /** The most that an instrument may be asked for, of one dose, and that a run may be expected to take. */
  limits: z
    .strictObject({
      temperature: quantity('temperature').optional(),
      speed: quantity('rotational_speed').optional(),
      dose: quantity('volume').optional(),
      run: quantity('duration').optional(),
    })
    .prefault({}),
  /** Different people who have to sign, by biosafety level; a screening hit that was released needs as many as level 2. */
  approvals: z
    .strictObject({
      level1: z.int().min(1).max(5).default(1),
      level2: z.int().min(2).max(5).default(2),
      /** Days until an approval ends. */
      days: z.int().min(1).max(365).default(30),
    })
    .prefault({}),
  /** Of a model: rounds of one draft, tokens of one draft and of one person in a day, cost of one person in a day (in the currency of the endpoint's prices). */
  budgets: z
    .strictObject({
      rounds: z.int().min(1).max(50).default(6),
      tokensPerDraft: z.int().min(1_000).max(10_000_000).default(200_000),
      tokensPerDay: z.int().min(1_000).max(100_000_000).default(2_000_000),
      costPerDay: z.number().min(0).max(100_000).default(20),
    })
    .prefault({}),
  /** Days for which records are kept; the audit and what was run are never removed. */
  retention: z
    .strictObject({
      transcripts: z.int().min(1).max(36_500).default(365),
      telemetry: z.int().min(1).max(36_500).default(3_650),
      notifications: z.int().min(1).max(36_500).default(365),
    })
    .prefault({}),
  /** What becomes of an instrument whose calibration is overdue. */
  calibration: z.enum(['warn', 'block']).default('warn'),
});
export type SitePolicy = z.output<typeof SitePolicySchema>;

/** The policy of a lab that has given none: its defaults. */
export const BUILTIN_SITE_POLICY: SitePolicy = SitePolicySchema.parse({ schema: SITE_POLICY_SCHEMA });

/** The schema as JSON Schema (draft 2020-12), for the API and for editors. */
export function sitePolicyJsonSchema(): Readonly<Record<string, unknown>> {
  return { $id: `https://${SITE_POLICY_SCHEMA}`, title: 'Labwright site policy', ...z.toJSONSchema(SitePolicySchema, { io: 'input' }) };
}

/** What the safety rules want of a policy; limits in canonical units, the length of a run in lab milliseconds. */
export function safetyPolicyOf({ biosafetyLevel, allow, limits: { temperature, speed, dose, run } }: SitePolicy): SafetyPolicy {
  const most = (kind: QuantityKind, given: Quantity | undefined) => (given ? toCanonical(kind, given) : undefined);
  const runSeconds = most('duration', run);
  return {
    biosafetyLevel,
    allow,
    limits: {
      temperature: most('temperature', temperature),
      speed: most('rotational_speed', speed),
      dose: most('volume', dose),
      runMs: runSeconds === undefined ? undefined : runSeconds * 1_000,
    },
  };
}

/** What the compiler wants of it. */
export function compilePolicyOf({ calibration }: SitePolicy): CompilePolicy {
  return { overdueCalibration: calibration };
}
