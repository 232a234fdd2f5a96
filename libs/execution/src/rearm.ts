import { LabError, transitionService, type ServiceEvent } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { confirmPlaces, type NestClaim } from './confirm-places';
import { lockInstrument } from './instruments';
import { wakeRunsWaitingAt } from './run-store';

const EVENT_FOR: Readonly<Record<string, ServiceEvent>> = { available: 'restore', manual: 'take_manual', quarantined: 'quarantine' };

/**
 * Ends the emergency stops of one instrument, once a person has looked at it and says what stands on each of its nests. It goes back to the
 * service state that it had; its runs stay held until their questions are answered. @throws LabError NOT_FOUND, CONFLICT (not stopped; a nest
 * left out; see `confirmPlaces`)
 */
export async function rearmInstrument(
  tx: Tx,
  instrumentId: string,
  places: readonly NestClaim[],
  note: string,
  actor: string,
): Promise<void> {
  // Runs are locked before instruments: the places are confirmed first.
  await confirmPlaces(tx, instrumentId, places, actor);
  const instrument = await lockInstrument(tx, instrumentId);
  const stops = await tx.query<{ before: string; request: string }>(
    `update lab.stops set rearmed_at = clock_timestamp(), rearmed_by = $2 where instrument_id = $1 and rearmed_at is null
     returning service_before as before, request_id as request`,
    [instrumentId, actor],
  );
  const [first] = stops;
  if (instrument.service !== 'estopped' || !first) {
    const reason = `${instrumentId} is ${instrument.service} and not stopped; GET /v1/estop lists what is`;
    throw new LabError('CONFLICT', reason, { kind: 'instrument', id: instrumentId, reason });
  }
  const { state } = transitionService(instrument.service, EVENT_FOR[first.before] ?? 'restore');
  const reason = state === 'available' ? '' : `as before the emergency stop; ${note}`;
  await tx.query(`update lab.instruments set service = $2, service_reason = $3 where id = $1`, [instrumentId, state, reason]);
  await recordEvents(tx, [
    {
      type: 'instrument.rearmed',
      actor,
      instrumentId,
      data: { to: state, note, places, requests: stops.map(({ request }) => request) },
    },
  ]);
  wakeRunsWaitingAt(tx, instrumentId);
}
