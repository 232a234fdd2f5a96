import { LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { holdRun } from './hold-run';
import { lockInstrument } from './instruments';
import { lockRun, wakeRunsWaitingAt } from './run-store';
import { troubleStep } from './settle-step';

/** Somebody's emergency stop. The id is made where it is asked for, so that it may be told many times and is written once. */
export interface StopRequest {
  readonly id: string;
  /** Null: the whole lab. */
  readonly instrument: string | null;
  /** `user:<name>`, `control:<agent>` or `signal:<agent>`. */
  readonly by: string;
  readonly reason: string;
  readonly via: 'api' | 'control_port' | 'signal';
  readonly at: Date;
}

/** What came of a stop at one instrument. Wall milliseconds from the moment at which its bench agent had the request. */
export interface StopOutcome {
  readonly requestId: string;
  readonly instrumentId: string;
  /** To the last stop command; null: none was written. */
  readonly sentMs: number | null;
  readonly outcome: 'confirmed' | 'unconfirmed';
  readonly settledMs: number;
  /** What the instrument said, or why it could not be asked. */
  readonly evidence: string;
}

/** For people: who, and why. */
export function stopReason({ by, reason }: Pick<StopRequest, 'by' | 'reason'>): string {
  return `emergency stop by ${by.replace(/^user:/, '')}: ${reason}`;
}

/** Writes a request down; a second time changes nothing. */
export async function recordStopRequest(tx: Tx, { id, instrument, by, reason, via, at }: StopRequest): Promise<void> {
  const [made] = await tx.query(
    `insert into lab.stop_requests (id, instrument_id, requested_by, reason, via, requested_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do nothing returning id`,
    [id, instrument, by, reason, via, at],
  );
  if (!made) return;
  const data = { request: id, instrument, reason, via, requestedAt: at.toISOString() };
  await recordEvents(tx, [{ type: 'estop.requested', actor: by, instrumentId: await known(tx, instrument), data }]);
}

/** Instruments that a request is for, retired ones left out. */
export async function instrumentsOfStop(tx: Tx, instrument: string | null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from lab.instruments where service <> 'retired' and ($1::text is null or id = $1) order by id`,
    [instrument],
  );
  return rows.map(({ id }) => id);
}

/**
 * Puts one instrument out of service as stopped, and holds every run that uses it; what it held is in doubt, because only a person can say
 * whether that was enough. A second time, by whoever, changes nothing. Gives whether it was new. @throws LabError NOT_FOUND
 */
export async function recordStop(tx: Tx, request: StopRequest, instrumentId: string): Promise<boolean> {
  await recordStopRequest(tx, request);
  const runs = await runsAt(tx, instrumentId);
  for (const run of runs) await lockRun(tx, run);
  const instrument = await lockInstrument(tx, instrumentId);
  if (instrument.service === 'retired') return false;
  const before = instrument.service === 'estopped' ? await serviceBefore(tx, instrumentId) : instrument.service;
  const [made] = await tx.query(
    `insert into lab.stops (request_id, instrument_id, service_before) values ($1, $2, $3) on conflict do nothing returning request_id`,
    [request.id, instrumentId, before],
  );
  if (!made) return false;
  const why = stopReason(request);
  await tx.query(`update lab.instruments set service = 'estopped', service_reason = $2 where id = $1`, [instrumentId, why]);
  const { id, reason, via } = request;
  await recordEvents(tx, [
    { type: 'instrument.estopped', actor: request.by, instrumentId, data: { request: id, from: instrument.service, reason, via } },
  ]);
  await breakHolds(tx, instrumentId, why);
  for (const runId of runs) {
    const run = await lockRun(tx, runId);
    if (['running', 'paused', 'held'].includes(run.state.status)) await holdRun(tx, run, `${instrumentId}: ${why}`, request.by);
  }
  wakeRunsWaitingAt(tx, instrumentId);
  return true;
}

/** Writes down what came of it. One that was not confirmed may be later; what is confirmed stays. */
export async function settleStop(tx: Tx, found: StopOutcome, actor: string): Promise<void> {
  const { requestId, instrumentId, sentMs, outcome, settledMs, evidence } = found;
  const [changed] = await tx.query(
    `update lab.stops set outcome = $3, sent_ms = coalesce(sent_ms, $4), settled_ms = $5, evidence = $6
     where request_id = $1 and instrument_id = $2 and outcome <> 'confirmed' and outcome <> $3 returning request_id`,
    [requestId, instrumentId, outcome, sentMs, settledMs, evidence],
  );
  if (!changed) return;
  const type = outcome === 'confirmed' ? 'instrument.stop_confirmed' : 'instrument.stop_unconfirmed';
  await recordEvents(tx, [{ type, actor, instrumentId, data: { request: requestId, sentMs, settledMs, evidence } }]);
}

/** Runs that use an instrument, in the order in which they are locked. */
async function runsAt(tx: Tx, instrumentId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select r.id from lab.runs r where r.ended_at is null and (
       exists (select 1 from lab.reservations v where v.run_id = r.id and v.instrument_id = $1 and v.released_at is null)
       or exists (select 1 from lab.step_instances s where s.run_id = r.id and s.instrument_id = $1
         and s.status in ('dispatched', 'running', 'holding', 'in_doubt'))) order by r.id`,
    [instrumentId],
  );
  return rows.map(({ id }) => id);
}

async function breakHolds(tx: Tx, instrumentId: string, why: string): Promise<void> {
  const holding = await tx.query<{ runId: string; stepInstanceId: string; attempt: number }>(
    `select run_id as "runId", id as "stepInstanceId", attempt from lab.step_instances where instrument_id = $1 and status = 'holding' order by id`,
    [instrumentId],
  );
  for (const step of holding) {
    const message = `${instrumentId}: ${why}, in the middle of a hold`;
    const error = new LabError('DRIVER_INTERRUPTED', message, { instrument: instrumentId, outcome: 'unknown' }, 'after_reconcile');
    await troubleStep(tx, { ...step, actor: `instrument:${instrumentId}` }, error);
  }
}

async function serviceBefore(tx: Tx, instrumentId: string): Promise<string> {
  const [row] = await tx.query<{ before: string }>(
    `select service_before as before from lab.stops where instrument_id = $1 and rearmed_at is null order by stopped_at limit 1`,
    [instrumentId],
  );
  return row?.before ?? 'available';
}

async function known(tx: Tx, instrument: string | null): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(`select id from lab.instruments where id = $1`, [instrument]);
  return row?.id ?? null;
}
