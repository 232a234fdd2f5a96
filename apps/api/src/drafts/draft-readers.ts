import { Role } from '@labwright/domain';
import type { Principal } from '@labwright/execution';

/** Whether somebody sees drafts of others, and what came of the calls for them. */
export function seesAllDrafts({ roles }: Pick<Principal, 'roles'>): boolean {
  return roles.includes(Role.reviewer) || roles.includes(Role.biosafety_officer);
}
