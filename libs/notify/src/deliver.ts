import type { Database } from '@labwright/persistence';
import { oneLine } from './notice';
import type { NoticeKind } from './notify-rules.schema';

/** Tries of one message: the last one about half an hour after the first. */
export const MOST_TRIES = 8;
const BATCH = 10;
/** For so long a message belongs to the dispatcher that took it; when that one dies, another one sends it. */
const TAKEN_MS = 60_000;
const BACKOFF_MS = { first: 5_000, most: 600_000 } as const;

/** One message to one contact by one channel. */
export interface Message {
  /** The same at each try, so that whoever receives it twice can tell. */
  readonly id: string;
  readonly notification: string;
  readonly level: number;
  readonly contact: string;
  readonly channel: string;
  readonly tries: number;
  readonly kind: NoticeKind;
  readonly run: string | null;
  readonly task: string | null;
  readonly instrument: string | null;
  readonly title: string;
  readonly happened: string;
  readonly place: string;
  readonly toDo: string;
  readonly at: Date;
  /** When this try was taken, by the database's clock: that of this machine may be off by more than a receiver bears. */
  readonly takenAt: Date;
}

/** Sends a message, or throws. */
export type Send = (message: Message) => Promise<void>;

/** Wall milliseconds until the next try. */
export function backoffMs(tries: number): number {
  return Math.min(BACKOFF_MS.first * 2 ** (tries - 1), BACKOFF_MS.most);
}

/**
 * Sends what is waiting. A row is taken in a statement of its own, skipping what others have taken, and not in a transaction that stays
 * open while somebody's server is slow: that would hold back the events of the whole lab. A crash after a message has left and before that is
 * stored sends it again: at least once. Gives the number of messages tried.
 */
export async function deliverMessages(
  database: Database,
  send: Send,
  onFailure: (message: Message, error: Error) => void,
): Promise<number> {
  const messages = await database.query<Message>(
    `with taken as (
       update lab.notification_messages m set tries = m.tries + 1, next_try_at = clock_timestamp() + $2 * interval '1 millisecond'
       from (select id from lab.notification_messages where status = 'pending' and next_try_at <= clock_timestamp()
         order by next_try_at limit $1 for update skip locked) due
       where m.id = due.id returning m.*)
     select t.id, t.notification_id as notification, t.level, t.contact, t.channel, t.tries, n.kind, n.run_id as run, n.task_id as task, n.instrument_id as instrument,
       n.title, n.happened, n.place, n.to_do as "toDo", n.created_at as at, clock_timestamp() as "takenAt"
     from taken t join lab.notifications n on n.id = t.notification_id`,
    [BATCH, TAKEN_MS],
  );
  await Promise.all(
    messages.map(async (message) => {
      try {
        await send(message);
      } catch (error) {
        onFailure(message, error as Error);
        return failed(database, message, error as Error);
      }
      await database.query(
        `update lab.notification_messages set status = 'sent', sent_at = clock_timestamp(), last_error = null where id = $1`,
        [message.id],
      );
    }),
  );
  return messages.length;
}

/** Tried again later, or given up; then the next contact is told at once, because this one will not hear of it. */
async function failed(database: Database, { id, tries, notification }: Message, error: Error): Promise<void> {
  const over = tries >= MOST_TRIES;
  await database.query(
    `update lab.notification_messages set status = $2, last_error = $3, next_try_at = clock_timestamp() + $4 * interval '1 millisecond' where id = $1`,
    [id, over ? 'failed' : 'pending', oneLine(error.message, 500), backoffMs(tries)],
  );
  if (over)
    await database.query(`update lab.notifications set escalate_at = clock_timestamp() where id = $1 and escalate_at is not null`, [
      notification,
    ]);
}
