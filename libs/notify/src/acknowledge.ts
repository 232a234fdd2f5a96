import { LabError } from '@labwright/domain';
import type { Tx } from '@labwright/persistence';

/**
 * Says that a person takes care of it: nobody else is told. The first one stands; said again it changes nothing.
 * @throws LabError NOT_FOUND
 */
export async function acknowledgeNotification(tx: Tx, id: string, principalId: string, note: string): Promise<void> {
  const [row] = await tx.query<{ id: string }>(
    `update lab.notifications set escalate_at = null, acknowledged_by = coalesce(acknowledged_by, $2), acknowledged_at = coalesce(acknowledged_at, clock_timestamp()),
       acknowledged_note = case when acknowledged_at is null then $3 else acknowledged_note end
     where id = $1 returning id`,
    [id, principalId, note],
  );
  if (!row)
    throw new LabError('NOT_FOUND', `there is no notification ${id}; GET /v1/notifications lists them`, { kind: 'notification', id });
}
