import type { Database } from '@labwright/persistence';
import { addMessages } from './notification-store';
import type { NotifyRules } from './notify-rules.schema';

/** Ends notifications whose reason is over: nobody need be woken for a run that goes on, or an instrument that is back. */
export async function resolveNotifications(database: Database): Promise<void> {
  await database.query(
    `update lab.notifications n set resolved_at = clock_timestamp(), escalate_at = null
     where acknowledged_at is null and resolved_at is null and case kind
       when 'run_held' then not exists (select 1 from lab.runs r where r.id = n.run_id and r.status = 'held')
       when 'step_in_doubt' then not exists (select 1 from lab.step_instances s where s.id = n.step_instance_id and s.status = 'in_doubt')
       when 'instrument_lost' then exists (select 1 from lab.instruments i join lab.leases l on l.instrument_id = i.id
         where i.id = n.instrument_id and ((i.link = 'online' and l.expires_at > clock_timestamp()) or i.service in ('retired', 'manual')))
       when 'biosafety_hold' then exists (select 1 from lab.screening_decisions d where n.key in ('hold:' || d.protocol_hash, 'hold:' || d.screening_id))
       when 'photo_doubtful' then false
       when 'audit_unanchored' then not exists (select 1 from lab.audit_anchors a where a.failing_since is not null)
       else not exists (select 1 from lab.operator_tasks t where t.id = n.task_id and t.status in ('open', 'claimed')) end`,
  );
}

/** Tells the next contact of what nobody has acknowledged in time. After the last one it ends: the notification stays open in the list. */
export async function escalateNotifications(database: Database, { contacts }: NotifyRules): Promise<void> {
  await database.transaction(async (tx) => {
    const rows = await tx.query<{ id: string; level: number; contacts: string[] }>(
      `update lab.notifications n set level = n.level + 1,
         escalate_at = case when n.level + 2 < cardinality(n.contacts) then clock_timestamp() + n.escalate_ms * interval '1 millisecond' end
       from (select id from lab.notifications where escalate_at <= clock_timestamp() and acknowledged_at is null and resolved_at is null
         order by escalate_at limit 50 for update skip locked) due
       where n.id = due.id returning n.id, n.level, n.contacts`,
    );
    for (const { id, level, contacts: names } of rows) {
      const name = names[level];
      if (name !== undefined) await addMessages(tx, id, level, name, contacts);
    }
  });
}
