import { LabError, type Role } from '@labwright/domain';
import { PrincipalEntity, recordEvents, type Tx } from '@labwright/persistence';

export interface PrincipalChange {
  readonly roles?: readonly Role[] | undefined;
  /** A disabled principal is let in by no key and no session. */
  readonly disabled?: boolean | undefined;
}

/**
 * Changes what a principal may. Its sessions end when it is disabled. @throws LabError NOT_FOUND, CONFLICT for the last administrator, or for
 * roles of what has none
 */
export async function changePrincipal(tx: Tx, id: string, { roles, disabled }: PrincipalChange, actor: string): Promise<void> {
  // Two who take the role from each other at the same time would leave nobody.
  await tx.query('lock table lab.principals in share row exclusive mode');
  const principal = await tx.repository(PrincipalEntity).findOneBy({ id });
  if (!principal) throw new LabError('NOT_FOUND', `there is no principal ${id}; GET /v1/principals lists them`, { kind: 'principal', id });
  const refuse = (reason: string): never => {
    throw new LabError('CONFLICT', `"${principal.name}": ${reason}`, { kind: 'principal', id: principal.name, reason });
  };
  if (roles !== undefined) needRolesFor(principal.kind, roles, refuse);
  const disabledAt = disabled === undefined ? principal.disabledAt : disabled ? (principal.disabledAt ?? (await tx.wallNow())) : null;
  const staysAdmin = (roles ?? principal.roles).includes('admin') && disabledAt === null;
  if (principal.roles.includes('admin') && principal.disabledAt === null && !staysAdmin) {
    const [{ others } = { others: 0 }] = await tx.query<{ others: number }>(
      `select count(*)::int as others from lab.principals where 'admin' = any(roles) and disabled_at is null and id <> $1`,
      [id],
    );
    if (others === 0) refuse('the last administrator stays one; make another first');
  }
  await tx.repository(PrincipalEntity).update({ id }, { disabledAt, ...(roles === undefined ? {} : { roles: [...roles] }) });
  if (disabledAt !== null) await tx.query('update lab.sessions set ended_at = now() where principal_id = $1 and ended_at is null', [id]);
  await recordEvents(tx, [
    { type: 'principal.changed', actor, data: { name: principal.name, roles: roles ?? principal.roles, disabled: disabledAt !== null } },
  ]);
}

/** People and services have roles; what a model or a device may follows from what it is. */
export function needRolesFor(kind: PrincipalEntity['kind'], roles: readonly Role[], refuse: (reason: string) => never): void {
  const none = kind === 'model' || kind === 'device';
  if (none && roles.length > 0) refuse(`a ${kind} has no roles: what it may follows from what it is`);
  if (!none && roles.length === 0) refuse(`a ${kind} without a role could do nothing; give it one`);
}
