import { latestEventCursor, type Database } from '@labwright/persistence';
import { oneLine, placeOf, toDoAbout, type Notice, type Subject } from './notice';
import { addNotice } from './notification-store';
import { NoticeKind, type NotifyRules } from './notify-rules.schema';

/** Events of one look; the next look goes on where this one ended. */
const BATCH = 200;
/** Wall time after which nobody wants to hear of it any more, such as after a weekend in which no dispatcher ran. */
const TOO_OLD = '1 hour';

interface EventRow extends Subject {
  readonly cursor: string;
  readonly xid: string;
  readonly type: 'run.held' | 'step.in_doubt' | 'run.ended' | 'protocol.held' | 'screening.found' | 'model.blocked' | 'draft.held';
  readonly stepInstanceId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly error: { readonly message?: unknown } | null;
  readonly old: boolean;
}

const KINDS = {
  'run.held': NoticeKind.run_held,
  'step.in_doubt': NoticeKind.step_in_doubt,
  'run.ended': NoticeKind.run_ended,
  'protocol.held': NoticeKind.biosafety_hold,
  'screening.found': NoticeKind.biosafety_hold,
  'model.blocked': NoticeKind.biosafety_hold,
  'draft.held': NoticeKind.biosafety_hold,
} as const;

/**
 * Makes notifications of events in the record, from where the last look ended, whichever dispatcher took it. Where it ended is moved in
 * the same transaction, and only if nobody else has moved it. The first look of a lab begins now.
 */
export async function collectEvents(database: Database, rules: NotifyRules): Promise<void> {
  const newest = (await latestEventCursor(database)) ?? '0-0';
  const [last] = await database.query<{ cursor: string }>(`select cursor from lab.notification_cursor`);
  if (!last) {
    await database.query(`insert into lab.notification_cursor (cursor) values ($1) on conflict do nothing`, [newest]);
    return;
  }
  if (last.cursor === newest) return;
  const rows = await eventsBetween(database, last.cursor, newest);
  const to = rows.length === BATCH ? (rows.at(-1)?.cursor ?? newest) : newest;
  await database.transaction(async (tx) => {
    const [moved] = await tx.query(`update lab.notification_cursor set cursor = $2 where cursor = $1 returning id`, [last.cursor, to]);
    if (!moved) return;
    for (const row of rows) if (!row.old && !isSaidBy(row, rows, rules)) await addNotice(tx, noticeOf(row), rules);
  });
}

async function eventsBetween(database: Database, after: string, to: string): Promise<EventRow[]> {
  const [afterXid, afterId] = after.split('-');
  const [toXid, toId] = to.split('-');
  return database.query<EventRow>(
    `select e.xid::text || '-' || e.id::text as cursor, e.xid::text as xid, e.type, e.run_id as "runId", e.step_instance_id as "stepInstanceId", e.data, s.error,
       p.title as "protocolTitle", s.definition->>'title' as "stepTitle", i.id as "instrumentId", i.location,
       e.at_wall < now() - interval '${TOO_OLD}' as old
     from lab.events e left join lab.runs r on r.id = e.run_id left join lab.protocols p on p.hash = r.protocol_hash
       left join lab.step_instances s on s.id = e.step_instance_id left join lab.instruments i on i.id = coalesce(e.instrument_id, s.instrument_id)
     where (e.xid, e.id) > ($1::text::xid8, $2::bigint) and (e.xid, e.id) <= ($3::text::xid8, $4::bigint)
       and e.type in ('run.held', 'step.in_doubt', 'run.ended', 'protocol.held', 'screening.found', 'model.blocked', 'draft.held') and e.data->>'asks' is distinct from 'instrument'
     order by e.xid, e.id limit ${BATCH}`,
    [afterXid, afterId, toXid, toId],
  );
}

/** A step in doubt holds its run, in the same transaction: people are told of the step, which says more. */
function isSaidBy(row: EventRow, rows: readonly EventRow[], rules: NotifyRules): boolean {
  if (row.type !== 'run.held' || !rules.rules.step_in_doubt) return false;
  return rows.some((other) => other.type === 'step.in_doubt' && other.runId === row.runId && other.xid === row.xid);
}

function noticeOf(row: EventRow): Notice {
  const kind = KINDS[row.type];
  const { runId, stepInstanceId, instrumentId } = row;
  return {
    key: keyOf(row),
    kind,
    runId,
    stepInstanceId,
    taskId: null,
    instrumentId,
    title: titleOf(row),
    happened: happenedIn(row),
    place: placeOf(row),
    toDo: toDoAbout(kind, row),
  };
}

/** A protocol has one hash and a hold of a draft one verdict, and the officer decides about each once; `resolveNotifications` finds it by this. */
function keyOf({ type, data, cursor }: EventRow): string {
  if (type === 'protocol.held') return `hold:${String(data['hash'])}`;
  return type === 'draft.held' ? `hold:${String(data['screening'])}` : `event:${cursor}`;
}

function titleOf({ type, protocolTitle, stepTitle, data }: EventRow): string {
  const run = `run of "${protocolTitle ?? 'a protocol'}"`;
  if (type === 'run.held') return oneLine(`Held: ${run}`, 150);
  if (type === 'protocol.held') return oneLine(`Held for the biosafety officer: ${String(data['title'])}`, 150);
  if (type === 'draft.held') return oneLine(`Held for the biosafety officer: a draft by ${String(data['by'])}`, 150);
  if (type === 'screening.found') return oneLine(`Screening: a ${String(data['subject'])} by ${String(data['by'])}`, 150);
  if (type === 'model.blocked') return oneLine(`Stopped by the model's endpoint: a request by ${String(data['by'])}`, 150);
  if (type === 'step.in_doubt') return oneLine(`In doubt: "${stepTitle ?? 'a step'}" in a ${run}`, 150);
  return oneLine(`Ended (${String(data['status'])}): ${run}`, 150);
}

function happenedIn({ type, stepTitle, data, error }: EventRow): string {
  if (type === 'run.held') return oneLine(typeof data['reason'] === 'string' ? data['reason'] : 'the run is held', 1_000);
  if (type === 'run.ended') return oneLine(`The run has ended: ${String(data['status'])}.`);
  if (type === 'protocol.held')
    return oneLine(
      `${String(data['name'])} ${String(data['version'])} was submitted and is held: ${String(data['findings'])} finding(s), ${rulesOf(data)}.`,
      1_000,
    );
  if (type === 'draft.held')
    return oneLine(
      `Draft ${String(data['draft'])} is held: ${String(data['findings'])} finding(s), ${rulesOf(data)}. No model is shown it any more.`,
      1_000,
    );
  if (type === 'screening.found')
    return oneLine(`A text that was given to the lab has findings: ${rulesOf(data)}. Nothing was stopped.`, 1_000);
  if (type === 'model.blocked')
    return oneLine(
      `The model's endpoint stopped ${typeof data['draft'] === 'string' ? `draft ${data['draft']}` : 'a request'} under its biosafety policy (call ${String(data['call'])}). It is not asked again.`,
      1_000,
    );
  const why = typeof error?.message === 'string' ? error.message : 'nobody knows whether it was done';
  return oneLine(`It is not known how "${stepTitle ?? 'a step'}" ended: ${why}`, 1_000);
}

function rulesOf(data: Readonly<Record<string, unknown>>): string {
  return Array.isArray(data['rules']) ? data['rules'].map(String).join(', ') : 'no rule named';
}
