import type { VerbCall } from '@labwright/domain';
import type { Database } from '../database';

/** One verb of a manual session, down to the wire. */
export interface ManualVerbRow {
  readonly requestId: string;
  readonly instrument: string;
  readonly session: string;
  readonly call: VerbCall;
  readonly reason: string;
  readonly requestedBy: string;
  readonly status: 'pending' | 'running' | 'done' | 'failed';
  readonly result: Record<string, unknown> | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** What was sent that changes something, in the order of the wire. */
  readonly commands: readonly { readonly label: string; readonly kind: string; readonly outcome: string | null; readonly sentAt: string }[];
}

/** A session in which a person has an instrument in hand. */
export interface ManualSessionRow {
  readonly id: string;
  readonly instrument: string;
  readonly reason: string;
  readonly begunBy: string;
  readonly begunAt: Date;
  readonly endedBy: string | null;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
  readonly places: readonly { readonly nest: string; readonly labware: string | null }[] | null;
}

const VERB = `select q.id as "requestId", q.instrument_id as instrument, q.session_id as session, q.call, q.reason, q.requested_by as "requestedBy",
    q.status, q.result, q.created_at as "createdAt", q.finished_at as "finishedAt",
    coalesce((select jsonb_agg(jsonb_build_object('label', c.label, 'kind', c.kind, 'outcome', c.outcome, 'sentAt', c.intent_at) order by c.intent_at, c.seq)
      from lab.commands c where c.request_id = q.id), '[]') as commands
  from lab.agent_requests q where q.kind = 'verb'`;

/** The session of an instrument that goes on, or the last one; null when there was none. */
export async function readManualSession(database: Database, instrument: string): Promise<ManualSessionRow | null> {
  const [row] = await database.query<ManualSessionRow>(
    `select id, instrument_id as instrument, reason, begun_by as "begunBy", begun_at as "begunAt", ended_by as "endedBy", ended_at as "endedAt",
       end_reason as "endReason", places from lab.manual_sessions where instrument_id = $1 order by ended_at is null desc, begun_at desc limit 1`,
    [instrument],
  );
  return row ?? null;
}

/** The last verbs of a session, the oldest first. */
export async function listManualVerbs(database: Database, session: string, limit: number): Promise<ManualVerbRow[]> {
  const rows = await database.query<ManualVerbRow>(`${VERB} and q.session_id = $1 order by q.created_at desc limit $2`, [session, limit]);
  return rows.toReversed();
}

/** One verb of an instrument; null when there is none. */
export async function readManualVerb(database: Database, instrument: string, id: string): Promise<ManualVerbRow | null> {
  const [row] = await database.query<ManualVerbRow>(`${VERB} and q.id = $1 and q.instrument_id = $2`, [id, instrument]);
  return row ?? null;
}
