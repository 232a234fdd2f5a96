import type { EventType } from '@labwright/domain';
import type { AtEnd, Database, Tx } from '../database';
import { AUDIT_RANK, auditEvents } from './audit.query';

export interface NewEvent {
  readonly type: EventType;
  /** Who or what caused it: `user:<name>`, `agent:<name>`, `system`. */
  readonly actor: string;
  readonly runId?: string | null;
  readonly stepInstanceId?: string | null;
  readonly instrumentId?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface RecordedEvent {
  /** `<transaction>-<number>`; pass it back to go on after this event. */
  readonly cursor: string;
  readonly type: EventType;
  readonly actor: string;
  readonly runId: string | null;
  readonly stepInstanceId: string | null;
  readonly instrumentId: string | null;
  readonly data: Record<string, unknown>;
  readonly atWall: Date;
  readonly atLab: Date;
}

/**
 * Writes events in the transaction whose changes they tell, all at its end; what reads `lab.events` in the same one flushes first. Those that
 * are acts go into the audit log too.
 */
export function recordEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  tx.atEnd(EVENTS).push(...events);
  auditEvents(tx, events);
  return Promise.resolve();
}

/** Writes what has been recorded in this transaction until now, but for the audit log. */
export function flushEvents(tx: Tx): Promise<void> {
  return tx.finish(AUDIT_RANK);
}

const EVENTS: AtEnd<NewEvent[]> = {
  rank: 1,
  begin: () => [],
  async finish(tx, events) {
    if (events.length === 0) return;
    await tx.prepared(
      `insert into lab.events (type, actor, run_id, step_instance_id, instrument_id, data)
       select e.type, e.actor, e.run_id, e.step_id, e.instrument_id, coalesce(e.data, '{}')
       from jsonb_to_recordset($1::jsonb) as e(type text, actor text, run_id uuid, step_id uuid, instrument_id text, data jsonb)`,
      [
        JSON.stringify(
          events.map((e) => ({
            type: e.type,
            actor: e.actor,
            run_id: e.runId,
            step_id: e.stepInstanceId,
            instrument_id: e.instrumentId,
            data: e.data,
          })),
        ),
      ],
    );
  },
};

const CURSOR = /^(\d{1,19})-(\d{1,18})$/;

/** Whether a text is a cursor of ours. */
export function isEventCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** The later one of two cursors. */
export function laterCursor(one: string, other: string): string {
  const [[x, i], [y, j]] = [numbersOf(one), numbersOf(other)];
  return x < y || (x === y && i < j) ? other : one;
}

function numbersOf(cursor: string): readonly [bigint, bigint] {
  const [, xid = '0', id = '0'] = CURSOR.exec(cursor) ?? [];
  return [BigInt(xid), BigInt(id)];
}

/**
 * Events after a cursor, in the order of their transactions. Stops before the oldest transaction that is still open, so that an event
 * that commits late is never passed over.
 */
export async function readEvents(
  database: Database,
  options: { readonly after: string | null; readonly runId?: string | null; readonly limit: number },
): Promise<RecordedEvent[]> {
  const [, xid = '0', id = '0'] = CURSOR.exec(options.after ?? '') ?? [];
  const { runId = null, limit } = options;
  return runId === null
    ? database.prepared<RecordedEvent>(`${AFTER_CURSOR} order by xid, id limit $3`, [xid, id, limit])
    : database.prepared<RecordedEvent>(`${AFTER_CURSOR} and run_id = $4 order by xid, id limit $3`, [xid, id, limit, runId]);
}

const AFTER_CURSOR = `select xid::text || '-' || id::text as cursor, type, actor, run_id as "runId", step_instance_id as "stepInstanceId",
    instrument_id as "instrumentId", data, at_wall as "atWall", at_lab as "atLab"
  from lab.events where (xid, id) > ($1::text::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())`;

/** The cursor of the newest event that is safe to read; null when there is none. */
export async function latestEventCursor(database: Database): Promise<string | null> {
  const [row] = await database.query<{ cursor: string }>(
    `select xid::text || '-' || id::text as cursor from lab.events where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid desc, id desc limit 1`,
  );
  return row?.cursor ?? null;
}
