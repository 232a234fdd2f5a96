import { z } from 'zod';
import { HashSchema, JsonObjectSchema, TimeSchema } from '../http/field.schema';

export const PolicySchema = z
  .object({
    version: HashSchema.describe('SHA-256 of the canonical JSON of the policy with its defaults; what approvals sign as policyVersion'),
    builtin: z.boolean().describe('true when no policy was ever given'),
    acceptedAt: TimeSchema.nullable(),
    policy: JsonObjectSchema.describe('as GET /v1/schemas/policy describes it, with its defaults'),
  })
  .meta({ id: 'Policy' });
