import { LabError, type VerbCall } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import type { Claimant } from './claim-step';

/** A request that nobody took up within this time is not done any more, wall seconds: a movement must not come as a surprise. */
const STALE_S = 10;

/** A verb that a person asked for, taken by this bench agent. */
export interface ManualVerb {
  readonly requestId: string;
  readonly call: VerbCall;
  readonly requestedBy: string;
  readonly reason: string;
}

/** What became of it. */
export interface ManualResult {
  readonly ok: boolean;
  /** Whether anything may have left for the instrument. */
  readonly sent: boolean;
  readonly readings: readonly { readonly name: string; readonly value: number | null; readonly unit: string; readonly quality: string }[];
  readonly durationMs: number;
  readonly error?: unknown;
}

/**
 * Takes a requested verb, so that a wake-up that comes twice does it once. Null: it was taken already, its session is over, it has waited for
 * too long, or the instrument is not ours; what is too late is closed as failed. One statement each.
 */
export async function takeManualVerb(tx: Tx, requestId: string, by: Claimant): Promise<ManualVerb | null> {
  const [verb] = await tx.query<ManualVerb>(
    `update lab.agent_requests q set status = 'running' from lab.instruments i, lab.leases l, lab.manual_sessions m
     where q.id = $1 and q.kind = 'verb' and q.status = 'pending' and i.id = q.instrument_id and i.service = 'manual'
       and m.id = q.session_id and m.ended_at is null and q.created_at > clock_timestamp() - $5 * interval '1 second'
       and l.instrument_id = i.id and i.id = $2 and l.owner = $3 and l.epoch = $4 and l.expires_at > clock_timestamp()
     returning q.id as "requestId", q.call, q.requested_by as "requestedBy", q.reason`,
    [requestId, by.instrumentId, by.owner, by.epoch, STALE_S],
  );
  return verb ?? null;
}

/** Closes a request that nobody may take any more. False when it is not pending. */
export async function refuseManualVerb(tx: Tx, requestId: string, reason: string): Promise<boolean> {
  const error = new LabError('CONFLICT', reason, { kind: 'request', id: requestId, reason });
  const rows = await tx.query(
    `update lab.agent_requests set status = 'failed', result = $2::jsonb, finished_at = clock_timestamp() where id = $1 and status = 'pending' returning id`,
    [requestId, JSON.stringify({ ok: false, sent: false, readings: [], durationMs: 0, error } satisfies ManualResult)],
  );
  return rows.length > 0;
}

/** Stores what became of a verb, with who asked for it and why. Nothing happens for one that was closed meanwhile. */
export async function storeManualVerb(tx: Tx, instrumentId: string, verb: ManualVerb, result: ManualResult, actor: string): Promise<void> {
  const rows = await tx.query(
    `update lab.agent_requests set status = $2, result = $3::jsonb, finished_at = clock_timestamp() where id = $1 and status = 'running' returning id`,
    [verb.requestId, result.ok ? 'done' : 'failed', JSON.stringify(result)],
  );
  if (rows.length === 0) return;
  const { call, requestedBy, reason, requestId } = verb;
  const { verb: name, parameters } = call;
  const data = { request: requestId, verb: name, parameters, by: requestedBy, reason, ok: result.ok };
  await recordEvents(tx, [{ type: 'instrument.manual_sent', actor, instrumentId, data }]);
}

/** Called by a new owner: a verb that was under way has lost its worker, and nobody knows what became of it. */
export async function closeLostVerbs(tx: Tx, instrumentId: string): Promise<void> {
  await tx.query(
    `update lab.agent_requests set status = 'failed', result = $2::jsonb, finished_at = clock_timestamp()
     where instrument_id = $1 and kind = 'verb' and status = 'running'`,
    [instrumentId, JSON.stringify(lost(instrumentId))],
  );
}

/** Closes what nobody takes up any more, and what was under way at a bench agent that is dead, so that neither stands in the way of a person. */
export async function closeDeadVerbs(tx: Tx, instrumentId: string): Promise<void> {
  const late = await tx.query<{ id: string }>(
    `select id from lab.agent_requests where instrument_id = $1 and kind = 'verb' and status = 'pending'
       and created_at <= clock_timestamp() - $2 * interval '1 second'`,
    [instrumentId, STALE_S],
  );
  for (const { id } of late)
    await refuseManualVerb(tx, id, `${instrumentId}: its bench agent did not take it up in ${STALE_S} s; nothing was sent`);
  const [dead] = await tx.query(`select 1 from lab.leases where instrument_id = $1 and expires_at <= clock_timestamp()`, [instrumentId]);
  if (dead) await closeLostVerbs(tx, instrumentId);
}

function lost(instrument: string): ManualResult {
  const message = `${instrument}: the bench agent ended while it was sent; look at the instrument`;
  const error = new LabError('DRIVER_INTERRUPTED', message, { instrument, outcome: 'unknown' }, 'after_reconcile');
  return { ok: false, sent: true, readings: [], durationMs: 0, error };
}
