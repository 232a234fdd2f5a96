import { LabError, ServiceState, transitionService } from '@labwright/domain';
import { DriverEntity, InstrumentEntity, enqueue, recordAct, recordEvents, type Tx } from '@labwright/persistence';
import { confirmPlaces, type NestClaim } from './confirm-places';
import { mustBeFaultless } from './instrument-faults';
import { lockInstrument } from './instruments';
import { holdOpen, runsOn } from './quarantine';
import { closeDeadVerbs } from './manual-verb';
import { lockRun, wakeRunsWaitingAt } from './run-store';
import { verbCallOf, verbFaults, type VerbWish } from './verb-faults';
import { WakeUp, benchQueue } from './wake-up';

/** An open session. */
export interface ManualSession {
  readonly id: string;
  readonly begunBy: string;
}

/**
 * Takes an instrument into a person's hands: out of service, with the reason; nothing of a run is dispatched there until the session ends. What
 * runs there goes on. @throws LabError NOT_FOUND, CONFLICT (somebody has it in hand already), STATE_EVENT_NOT_ALLOWED (retired)
 */
export async function beginManual(tx: Tx, id: string, reason: string, actor: string): Promise<string> {
  const { service } = await lockInstrument(tx, id);
  const open = await findSession(tx, id);
  if (open) throw conflict(id, `${open.begunBy} has it in hand already`);
  const { state } = service === ServiceState.manual ? { state: service } : transitionService(service, 'take_manual');
  const [session] = await tx.query<{ id: string }>(
    `insert into lab.manual_sessions (instrument_id, reason, begun_by) values ($1, $2, $3) returning id`,
    [id, reason, actor],
  );
  if (!session) throw new LabError('INTERNAL', 'the session was not stored', { where: 'beginManual' });
  await tx.query(`update lab.instruments set service = $2, service_reason = $3 where id = $1`, [id, state, `${actor}: ${reason}`]);
  await recordEvents(tx, [
    { type: 'instrument.service_changed', actor, instrumentId: id, data: { from: service, to: state, reason } },
    { type: 'instrument.manual_begun', actor, instrumentId: id, data: { session: session.id, reason } },
  ]);
  wakeRunsWaitingAt(tx, id);
  return session.id;
}

/** The open session of an instrument. */
export async function findSession(tx: Tx, instrumentId: string): Promise<ManualSession | null> {
  const [session] = await tx.query<ManualSession>(
    `select id, begun_by as "begunBy" from lab.manual_sessions where instrument_id = $1 and ended_at is null`,
    [instrumentId],
  );
  return session ?? null;
}

/**
 * Asks the instrument's bench agent to perform one verb; the answer comes in the request's row.
 * @throws LabError NOT_FOUND, CONFLICT (nobody has it in hand, or another verb is under way), INPUT_INVALID (verb, parameters, limits),
 * UNIT_UNKNOWN, UNIT_KIND_MISMATCH
 */
export async function requestVerb(tx: Tx, id: string, wish: VerbWish, reason: string, actor: string): Promise<string> {
  const instrument = await lockInstrument(tx, id);
  const session = await mustBeOpen(tx, instrument);
  if (instrument.service !== ServiceState.manual)
    throw conflict(id, `it is ${instrument.service} (${instrument.serviceReason}); end the session and begin another`);
  const call = verbCallOf(wish);
  const driver = await tx.repository(DriverEntity).findOneByOrFail({ id: instrument.driver });
  mustBeFaultless(verbFaults(call, { driver: driver.id, manifest: driver.manifest, limits: instrument.limits }));
  await mustBeQuiet(tx, id, session.id);
  const [request] = await tx.query<{ id: string }>(
    `insert into lab.agent_requests (instrument_id, kind, requested_by, session_id, call, reason) values ($1, 'verb', $2, $3, $4::jsonb, $5) returning id`,
    [id, actor, session.id, JSON.stringify(call), reason],
  );
  if (!request) throw new LabError('INTERNAL', 'the request was not stored', { where: 'requestVerb' });
  recordAct(tx, {
    act: 'instrument.manual_requested',
    actor,
    subjectKind: 'instrument',
    subjectId: id,
    changed: { session: session.id, request: request.id, ...call },
    reason,
  });
  await enqueue(tx, benchQueue(instrument.agent), WakeUp.request, { requestId: request.id });
  return request.id;
}

/**
 * Ends a session: the person says what stands on each nest, and the instrument takes steps again. Runs that had something on it are held for an
 * answer when a verb was sent, or labware was not where the record had it.
 * @throws LabError NOT_FOUND, CONFLICT (no session, or a verb is under way), INPUT_INVALID (places)
 */
export async function endManual(tx: Tx, id: string, places: readonly NestClaim[], reason: string, actor: string): Promise<void> {
  const runs = new Set(await runsOn(tx, id));
  for (const run of runs) await lockRun(tx, run);
  const changes = await confirmPlaces(tx, id, places, actor);
  const instrument = await lockInstrument(tx, id);
  const session = await mustBeOpen(tx, instrument);
  await mustBeQuiet(tx, id, session.id);
  const sent = await tx.query<{ verb: string }>(
    `select call->>'verb' as verb from lab.agent_requests where session_id = $1 and coalesce(result->>'sent', '') = 'true' order by created_at`,
    [session.id],
  );
  const { state } = transitionService(instrument.service, 'restore');
  await tx.query(`update lab.instruments set service = $2, service_reason = '' where id = $1`, [id, state]);
  await tx.query(
    `update lab.manual_sessions set ended_by = $2, ended_at = clock_timestamp(), end_reason = $3, places = $4::jsonb where id = $1`,
    [session.id, actor, reason, JSON.stringify(places)],
  );
  await recordEvents(tx, [
    { type: 'instrument.manual_ended', actor, instrumentId: id, data: { session: session.id, reason, places, verbs: sent.length } },
    { type: 'instrument.service_changed', actor, instrumentId: id, data: { from: instrument.service, to: state, reason } },
  ]);
  const verbs = [...new Set(sent.map(({ verb }) => verb))];
  const done = verbs.length > 0 ? [`${session.begunBy} sent ${verbs.join(', ')}`] : [];
  for (const run of new Set([...(verbs.length > 0 || changes.length > 0 ? runs : []), ...changes.map(({ runId }) => runId)])) {
    const moved = changes.filter(({ runId }) => runId === run).map(({ name, from, to }) => `${name} was at ${to} and not at ${from}`);
    const what = [...done, ...moved].join('; ') || 'labware of another run was moved';
    await holdOpen(tx, await lockRun(tx, run), `${id} was worked by hand (${what}); look whether this run can go on`, actor);
  }
  wakeRunsWaitingAt(tx, id);
}

async function mustBeOpen(tx: Tx, { id }: InstrumentEntity): Promise<ManualSession> {
  const session = await findSession(tx, id);
  if (session) return session;
  throw conflict(id, `nobody has it in hand; begin with POST /v1/instruments/${id}/manual`);
}

/** One verb at a time: what comes next depends on what the one before did. */
async function mustBeQuiet(tx: Tx, instrument: string, sessionId: string): Promise<void> {
  await closeDeadVerbs(tx, instrument);
  const [busy] = await tx.query<{ verb: string; id: string }>(
    `select call->>'verb' as verb, id from lab.agent_requests where session_id = $1 and status in ('pending', 'running') limit 1`,
    [sessionId],
  );
  if (busy)
    throw conflict(
      instrument,
      `${busy.verb} is under way; GET /v1/instruments/${instrument}/manual/verbs/${busy.id} tells when it is over`,
    );
}

function conflict(id: string, reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', `${id}: ${reason}`, { kind: 'instrument', id, reason });
}
