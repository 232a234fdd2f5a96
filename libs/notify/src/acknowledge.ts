import { LabError } from '@labwright/domain';
import { recordAct, type Tx } from '@labwright/persistence';

/**
 * Says that a person takes care of it: nobody else is told. The first one stands; said again it changes nothing.
 * @throws LabError NOT_FOUND
 */
export async function acknowledgeNotification(tx: Tx, id: string, by: { principalId: string; actor: string }, note: string): Promise<void> {
  const [row] = await tx.query<{ first: boolean }>(
    `update lab.notifications n set escalate_at = null, acknowledged_by = coalesce(n.acknowledged_by, $2), acknowledged_at = coalesce(n.acknowledged_at, clock_timestamp()),
       acknowledged_note = case when n.acknowledged_at is null then $3 else n.acknowledged_note end
     from (select acknowledged_at from lab.notifications where id = $1 for update) old
     where n.id = $1 returning old.acknowledged_at is null as first`,
    [id, by.principalId, note],
  );
  if (!row)
    throw new LabError('NOT_FOUND', `there is no notification ${id}; GET /v1/notifications lists them`, { kind: 'notification', id });
  if (row.first)
    recordAct(tx, {
      act: 'notification.acknowledged',
      actor: by.actor,
      subjectKind: 'notification',
      subjectId: id,
      changed: {},
      reason: note,
    });
}
