import { PrincipalKind, Roles, ScopeNames, type Role } from '@labwright/domain';
import { z } from 'zod';
import { TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const RoleSchema = z.enum(Roles);

const KindSchema = z.enum(PrincipalKind);
const ScopeSchema = z.enum(ScopeNames);

export const MeSchema = z
  .object({
    id: UuidSchema,
    name: z.string(),
    kind: KindSchema,
    roles: z.array(RoleSchema),
    scopes: z.array(ScopeSchema).describe('what this key or session is good for'),
    keyId: UuidSchema.nullable().describe('null for a session'),
    sessionId: UuidSchema.nullable().describe('null for a key'),
    csrfToken: z.string().nullable().describe('of a session: to be sent as X-CSRF-Token with every change'),
  })
  .meta({ id: 'Me' });

export const PrincipalSchema = z
  .object({
    id: UuidSchema,
    name: z.string(),
    kind: KindSchema,
    roles: z.array(RoleSchema),
    createdAt: TimeSchema,
    disabledAt: TimeSchema.nullable(),
    passwordSetAt: TimeSchema.nullable().describe('null for whoever has no password'),
    keys: z.array(
      z.object({
        id: UuidSchema,
        label: z.string(),
        prefix: z.string().describe('first characters, by which people tell keys apart'),
        scopes: z.array(ScopeSchema).nullable().describe('what it is limited to; null for whatever its principal may'),
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

/** Each role once. */
const RolesSchema = z
  .array(RoleSchema)
  .max(Roles.length)
  .refine((roles: readonly Role[]) => new Set(roles).size === roles.length, 'each role once');

export const PrincipalChangeSchema = closedObject({
  roles: RolesSchema.optional(),
  disabled: z.boolean().optional().describe('no key and no session of it is let in'),
}).meta({ id: 'PrincipalChange' });
export type PrincipalChangeRequest = z.output<typeof PrincipalChangeSchema>;

export const NewPrincipalSchema = closedObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,99}$/,
      'letters, digits, space and . _ @ -, beginning with a letter or digit, at most 100 characters',
    ),
  kind: KindSchema.default('user'),
  roles: RolesSchema.describe('none for a model or a device: what these may follows from what they are'),
}).meta({ id: 'NewPrincipal' });
export type NewPrincipal = z.output<typeof NewPrincipalSchema>;

export const NewKeyRequestSchema = closedObject({
  label: z.string().trim().max(100).default('').describe('for people, such as the machine that uses it'),
  days: z.number().int().min(1).max(3_650).optional().describe('days until it expires; without it, it does not'),
  scopes: z.array(ScopeSchema).max(ScopeNames.length).optional().describe('what it is limited to; without it, whatever its principal may'),
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
