import type { Tx } from '@labwright/persistence';
import type { Notice } from './notice';
import { NoticeKind, type NotifyRules } from './notify-rules.schema';

/**
 * Stores a notice for whom the rules name, with the messages to the first contact; nothing when there is no rule for it, or when it is
 * there already. The end of a run is news for everybody at once, and there is nothing to acknowledge about it.
 */
export async function addNotice(tx: Tx, notice: Notice, { rules, contacts }: NotifyRules): Promise<void> {
  const rule = rules[notice.kind];
  if (!rule) return;
  const news = notice.kind === NoticeKind.run_ended;
  const [added] = await tx.query<{ id: string }>(
    `insert into lab.notifications (key, kind, run_id, step_instance_id, task_id, instrument_id, title, happened, place, to_do, contacts, escalate_ms, escalate_at, resolved_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::bigint, case when $13 then clock_timestamp() + $12 * interval '1 millisecond' end,
       case when $14 then clock_timestamp() end)
     on conflict (key) do nothing returning id`,
    [
      notice.key,
      notice.kind,
      notice.runId,
      notice.stepInstanceId,
      notice.taskId,
      notice.instrumentId,
      notice.title,
      notice.happened,
      notice.place,
      notice.toDo,
      rule.to,
      Math.round(rule.escalateMs),
      !news && rule.to.length > 1,
      news,
    ],
  );
  if (!added) return;
  for (const name of news ? rule.to : rule.to.slice(0, 1)) await addMessages(tx, added.id, 0, name, contacts);
}

/** Messages of one notification to one contact, one a channel; told again by the same level, they stay as they are. */
export async function addMessages(
  tx: Tx,
  notificationId: string,
  level: number,
  contact: string,
  contacts: NotifyRules['contacts'],
): Promise<void> {
  const { mail, webhook } = contacts[contact] ?? {};
  for (const channel of [...(mail ? ['mail'] : []), ...(webhook === undefined ? [] : ['webhook'])]) {
    await tx.query(
      `insert into lab.notification_messages (notification_id, level, contact, channel) values ($1, $2, $3, $4) on conflict do nothing`,
      [notificationId, level, contact, channel],
    );
  }
}
