import { AUDIT_UNPROTECTED, canRewriteAudit, listAnchorStates, type AnchorStateRow, type Database } from '@labwright/persistence';

/** What is known of the audit log's protection, with sentences about what is wrong with it. */
export interface AuditHealth {
  readonly protected: boolean;
  readonly anchors: readonly AnchorStateRow[];
  readonly warnings: readonly string[];
}

export async function auditHealth(database: Database): Promise<AuditHealth> {
  const isProtected = !(await canRewriteAudit(database));
  const anchors = await listAnchorStates(database);
  const failing = anchors.filter(({ failingSince }) => failingSince !== null);
  return {
    protected: isProtected,
    anchors,
    warnings: [
      ...(isProtected ? [] : [AUDIT_UNPROTECTED]),
      ...failing.map(({ target, problem, anchoredAt }) => {
        const last = anchoredAt === null ? 'never before' : `last at ${new Date(anchoredAt).toISOString()}`;
        return `the audit log could not be anchored at ${target}: ${problem} (${last})`;
      }),
    ],
  };
}
