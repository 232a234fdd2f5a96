import { LabError, ServiceState, transitionService, type ServiceEvent } from '@labwright/domain';
import { InstrumentEntity, recordEvents, type Tx } from '@labwright/persistence';
import { confirmPlaces, type NestClaim } from './confirm-places';
import { lockInstrument } from './instruments';
import { findSession } from './manual-session';
import { wakeRunsWaitingAt } from './run-store';
import { mustNotBeStopped } from './stopped-instrument';

/** Service states that a person puts an instrument into; to retire it is another matter, and an emergency stop too. */
export const ServiceTarget = { available: 'available', manual: 'manual', quarantined: 'quarantined' } as const;
export type ServiceTarget = (typeof ServiceTarget)[keyof typeof ServiceTarget];

const EVENT_FOR: Readonly<Record<ServiceTarget, ServiceEvent>> = { available: 'restore', manual: 'take_manual', quarantined: 'quarantine' };
/** States after which a person looks where labware is. */
const LOOKED_AT: readonly ServiceState[] = [ServiceState.manual, ServiceState.quarantined];

/** The instrument, locked, with whether it is paused. */
async function lockPausable(tx: Tx, id: string): Promise<{ instrument: InstrumentEntity; paused: boolean }> {
  const instrument = await lockInstrument(tx, id);
  const [row] = await tx.query<{ paused: boolean }>(`select paused_at is not null as paused from lab.instruments where id = $1`, [id]);
  return { instrument, paused: row?.paused === true };
}

/**
 * Puts an instrument out of service or back into it, with the reason that everybody who waits for it is shown. What runs there goes on;
 * nothing new is dispatched while it is not available. A pause stays. Before one that was in hand or quarantined goes back, `places` says what
 * stands on its nests, unless nothing is said to be there. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED,
 * INPUT_INVALID (places), CONFLICT (also after an emergency stop, which only re-arming ends)
 */
export async function setInstrumentService(
  tx: Tx,
  id: string,
  to: ServiceTarget,
  reason: string,
  actor: string,
  places: readonly NestClaim[] | null = null,
): Promise<void> {
  if (places) await confirmPlaces(tx, id, places, actor);
  const { instrument } = await lockPausable(tx, id);
  mustNotBeStopped(instrument);
  if (to === ServiceTarget.available) await mustBeConfirmed(tx, instrument, places);
  const { state } = transitionService(instrument.service, EVENT_FOR[to]);
  await tx.query(`update lab.instruments set service = $2, service_reason = $3 where id = $1`, [id, state, reason]);
  const data = { from: instrument.service, to: state, reason };
  await recordEvents(tx, [{ type: 'instrument.service_changed', actor, instrumentId: id, data }]);
  wakeRunsWaitingAt(tx, id);
}

/**
 * Takes an instrument out of the queue for a while: nothing new is dispatched to it, what runs there goes on, and runs are still planned for
 * it. Its service state stays as it is. To pause again changes the reason. @throws LabError NOT_FOUND, CONFLICT when it is retired
 */
export async function pauseInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<void> {
  const { instrument } = await lockPausable(tx, id);
  if (instrument.service === ServiceState.retired) throw notPausable(instrument, 'takes no steps any more');
  await tx.query(`update lab.instruments set paused_at = coalesce(paused_at, clock_timestamp()), pause_reason = $2 where id = $1`, [
    id,
    reason,
  ]);
  await recordEvents(tx, [{ type: 'instrument.paused', actor, instrumentId: id, data: { reason } }]);
  wakeRunsWaitingAt(tx, id);
}

/** Lets the queue go on at a paused instrument. @throws LabError NOT_FOUND, CONFLICT when it is not paused */
export async function resumeInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<void> {
  const { instrument, paused } = await lockPausable(tx, id);
  if (!paused) throw notPausable(instrument, 'is not paused; POST /v1/instruments/{id}/service changes its service state');
  await tx.query(`update lab.instruments set paused_at = null, pause_reason = '' where id = $1`, [id]);
  await recordEvents(tx, [{ type: 'instrument.resumed', actor, instrumentId: id, data: { reason } }]);
  wakeRunsWaitingAt(tx, id);
}

/** @throws LabError CONFLICT while a session is open, INPUT_INVALID when something may stand there and nobody has looked */
async function mustBeConfirmed(tx: Tx, { id, service }: InstrumentEntity, places: readonly NestClaim[] | null): Promise<void> {
  const session = await findSession(tx, id);
  if (session) {
    const reason = `${session.begunBy} has it in hand; POST /v1/instruments/${id}/manual/end ends that`;
    throw new LabError('CONFLICT', `${id}: ${reason}`, { kind: 'instrument', id, reason });
  }
  if (places || !LOOKED_AT.includes(service)) return;
  const used = await tx.query<{ nest: string }>(
    `select p.id as nest from lab.places p where p.instrument_id = $1 and (exists (select 1 from lab.labware l where l.place_id = p.id)
       or exists (select 1 from lab.reservations r where r.place_id = p.id and r.released_at is null)) order by 1`,
    [id],
  );
  if (used.length === 0) return;
  const message = `${id}: say in "places" what stands on each of its nests; in use: ${used.map(({ nest }) => nest).join(', ')}`;
  throw new LabError('INPUT_INVALID', message, { path: '/places', issues: [{ path: '/places', message }] });
}

function notPausable({ id, service, serviceReason }: InstrumentEntity, what: string): LabError<'CONFLICT'> {
  const state = serviceReason === '' ? service : `${service} (${serviceReason})`;
  const reason = `${id} is ${state} and ${what}`;
  return new LabError('CONFLICT', reason, { kind: 'instrument', id, reason });
}
