import type { Database } from '@labwright/persistence';
import { addMessages } from './notification-store';
import type { NotifyRules } from './notify-rules.schema';

/** Tells what is listed already, and was told to nobody because it came without rules: the first contact of the rule of its kind, once. */
export async function collectListed(database: Database, { rules, contacts }: NotifyRules): Promise<void> {
  for (const [kind, { to, escalateMs }] of Object.entries(rules)) {
    await database.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(
        `update lab.notifications n set contacts = $2, escalate_ms = $3::bigint,
           escalate_at = case when $4 then clock_timestamp() + $3 * interval '1 millisecond' end
         from (select id from lab.notifications where kind = $1 and contacts = '{}' and acknowledged_at is null and resolved_at is null
           order by seq limit 50 for update skip locked) listed
         where n.id = listed.id returning n.id`,
        [kind, to, Math.round(escalateMs), to.length > 1],
      );
      for (const { id } of rows) for (const name of to.slice(0, 1)) await addMessages(tx, id, 0, name, contacts);
    });
  }
}
