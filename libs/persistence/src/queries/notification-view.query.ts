import type { Database } from '../database';

/** A notification with what became of it. */
export interface NotificationRow {
  readonly id: string;
  readonly kind:
    | 'run_held'
    | 'step_in_doubt'
    | 'task_due'
    | 'task_overdue'
    | 'instrument_lost'
    | 'run_ended'
    | 'biosafety_hold'
    | 'audit_unanchored'
    | 'photo_doubtful';
  readonly run: string | null;
  readonly task: string | null;
  readonly instrument: string | null;
  readonly title: string;
  readonly happened: string;
  readonly place: string;
  readonly toDo: string;
  readonly createdAt: Date;
  /** Contacts told so far, in order, with what became of the messages to them. */
  readonly messages: readonly {
    readonly contact: string;
    readonly channel: string;
    readonly status: 'pending' | 'sent' | 'failed';
    readonly tries: number;
    readonly error: string | null;
    readonly sentAt: string | null;
  }[];
  readonly nextContactAt: Date | null;
  readonly acknowledgedBy: { readonly id: string; readonly name: string } | null;
  readonly acknowledgedAt: Date | null;
  readonly note: string;
  readonly resolvedAt: Date | null;
}

const SELECT = `select n.id, n.kind, n.run_id as run, n.task_id as task, n.instrument_id as instrument, n.title, n.happened, n.place, n.to_do as "toDo",
    n.created_at as "createdAt", n.escalate_at as "nextContactAt", n.acknowledged_at as "acknowledgedAt", n.acknowledged_note as note, n.resolved_at as "resolvedAt",
    case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as "acknowledgedBy",
    coalesce((select jsonb_agg(jsonb_build_object('contact', m.contact, 'channel', m.channel, 'status', m.status, 'tries', m.tries, 'error', m.last_error, 'sentAt', m.sent_at)
      order by m.level, m.contact, m.channel) from lab.notification_messages m where m.notification_id = n.id), '[]') as messages
  from lab.notifications n left join lab.principals p on p.id = n.acknowledged_by`;

/** Notifications, the newest first, after the one of that id; at most `limit`. `open`: neither acknowledged nor over by itself. */
export async function listNotifications(
  database: Database,
  options: { readonly open: boolean; readonly after?: string | undefined; readonly limit: number },
): Promise<NotificationRow[]> {
  return database.query<NotificationRow>(
    `${SELECT} where (not $1 or (n.acknowledged_at is null and n.resolved_at is null))
       and ($2::uuid is null or n.seq < (select seq from lab.notifications where id = $2)) order by n.seq desc limit $3`,
    [options.open, options.after ?? null, options.limit],
  );
}

/** One notification; null when there is none of that id. */
export async function readNotification(database: Database, id: string): Promise<NotificationRow | null> {
  const [row] = await database.query<NotificationRow>(`${SELECT} where n.id = $1`, [id]);
  return row ?? null;
}
