import { Roles } from '@labwright/domain';
import { z } from 'zod';
import { TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const RoleSchema = z.enum(Roles);

export const MeSchema = z.object({ id: UuidSchema, name: z.string(), roles: z.array(RoleSchema), keyId: UuidSchema }).meta({ id: 'Me' });

export const PrincipalSchema = z
  .object({
    id: UuidSchema,
    name: z.string(),
    kind: z.enum(['user', 'service']),
    roles: z.array(RoleSchema),
    createdAt: TimeSchema,
    disabledAt: TimeSchema.nullable(),
    keys: z.array(
      z.object({
        id: UuidSchema,
        label: z.string(),
        prefix: z.string().describe('first characters, by which people tell keys apart'),
        createdAt: TimeSchema,
        expiresAt: TimeSchema.nullable(),
        revokedAt: TimeSchema.nullable(),
        lastUsedAt: TimeSchema.nullable().describe('exact to a minute'),
      }),
    ),
  })
  .meta({ id: 'Principal' });
export const PrincipalPageSchema = pageSchema(PrincipalSchema, 'PrincipalPage');
export const PrincipalQuerySchema = closedObject(pageFields(UuidSchema));
export type PrincipalQuery = z.output<typeof PrincipalQuerySchema>;

export const NewPrincipalSchema = closedObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,99}$/,
      'letters, digits, space and . _ @ -, beginning with a letter or digit, at most 100 characters',
    ),
  kind: z.enum(['user', 'service']).default('user'),
  roles: z
    .array(RoleSchema)
    .min(1)
    .max(Roles.length)
    .refine((roles) => new Set(roles).size === roles.length, 'each role once'),
}).meta({ id: 'NewPrincipal' });
export type NewPrincipal = z.output<typeof NewPrincipalSchema>;

export const NewKeyRequestSchema = closedObject({
  label: z.string().trim().max(100).default('').describe('for people, such as the machine that uses it'),
  days: z.number().int().min(1).max(3_650).optional().describe('days until it expires; without it, it does not'),
}).meta({ id: 'NewKeyRequest' });
export type NewKeyRequest = z.output<typeof NewKeyRequestSchema>;

export const NewKeySchema = z
  .object({
    id: UuidSchema,
    key: z.string().describe('shown once; kept only as a hash'),
    prefix: z.string(),
    expiresAt: TimeSchema.nullable(),
  })
  .meta({ id: 'NewKey' });
