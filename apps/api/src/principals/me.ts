import { ScopeNames } from '@labwright/domain';
import type { Principal } from '@labwright/execution';
import type { z } from 'zod';
import type { MeSchema } from './principal.schema';

/** Who is calling, as callers are told. */
export function meOf({ id, name, kind, roles, keyId, sessionId, scopes }: Principal, csrfToken: string | null): z.input<typeof MeSchema> {
  return { id, name, kind, roles: [...roles], scopes: ScopeNames.filter((scope) => scopes.has(scope)), keyId, sessionId, csrfToken };
}
