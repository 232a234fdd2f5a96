import { LabError, ServiceState, transitionService, type ServiceEvent } from '@labwright/domain';
import { InstrumentEntity, recordEvents, type Tx } from '@labwright/persistence';
import { lockInstrument } from './instruments';
import { wakeRunsWaitingAt } from './run-store';

/** Service states that a person puts an instrument into; to retire it is another matter, and an emergency stop too. */
export const ServiceTarget = { available: 'available', manual: 'manual', quarantined: 'quarantined' } as const;
export type ServiceTarget = (typeof ServiceTarget)[keyof typeof ServiceTarget];

const EVENT_FOR: Readonly<Record<ServiceTarget, ServiceEvent>> = { available: 'restore', manual: 'take_manual', quarantined: 'quarantine' };
/** Begins the reason of a pause, so that whoever reads why a step waits sees what would end it. */
const PAUSED = 'paused: ';

interface Pausable {
  readonly instrument: InstrumentEntity;
  readonly paused: boolean;
}

async function lockPausable(tx: Tx, id: string): Promise<Pausable> {
  const instrument = await lockInstrument(tx, id);
  const [row] = await tx.query<{ paused: boolean }>(`select paused_at is not null as paused from lab.instruments where id = $1`, [id]);
  return { instrument, paused: instrument.service === ServiceState.manual && row?.paused === true };
}

async function store(tx: Tx, id: string, service: ServiceState, reason: string, paused: boolean): Promise<void> {
  await tx.query(
    `update lab.instruments set service = $2, service_reason = $3, paused_at = case when $4 then clock_timestamp() end where id = $1`,
    [id, service, reason, paused],
  );
  // Those that wait say why in new words, or begin.
  await wakeRunsWaitingAt(tx, id);
}

/**
 * Puts an instrument out of service or back into it, with the reason that everybody who waits for it is shown. What runs there goes on;
 * nothing new is dispatched while it is not available. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED
 */
export async function setInstrumentService(tx: Tx, id: string, to: ServiceTarget, reason: string, actor: string): Promise<void> {
  const { instrument, paused } = await lockPausable(tx, id);
  // A pause is manual already: asked for by itself, only the pause ends.
  const { state } = paused && to === 'manual' ? { state: instrument.service } : transitionService(instrument.service, EVENT_FOR[to]);
  await store(tx, id, state, reason, false);
  const data = { from: instrument.service, to: state, reason };
  await recordEvents(tx, [{ type: 'instrument.service_changed', actor, instrumentId: id, data }]);
}

/**
 * Takes an instrument out of the queue: nothing new is dispatched to it, what runs there goes on. A pause is the service state `manual` with a
 * way back of its own. To pause again changes the reason. @throws LabError NOT_FOUND, CONFLICT when it is out of service for another reason
 */
export async function pauseInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<void> {
  const { instrument, paused } = await lockPausable(tx, id);
  if (!paused && instrument.service !== ServiceState.available) throw notPausable(instrument, 'takes no steps anyway');
  await store(tx, id, ServiceState.manual, PAUSED + reason, true);
  await recordEvents(tx, [{ type: 'instrument.paused', actor, instrumentId: id, data: { from: instrument.service, reason } }]);
}

/** Lets the queue go on at a paused instrument. @throws LabError NOT_FOUND, CONFLICT when it is not paused */
export async function resumeInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<void> {
  const { instrument, paused } = await lockPausable(tx, id);
  if (!paused) throw notPausable(instrument, 'is not paused; POST /v1/instruments/{id}/service changes its service state');
  const { state } = transitionService(instrument.service, 'restore');
  await store(tx, id, state, reason, false);
  await recordEvents(tx, [{ type: 'instrument.resumed', actor, instrumentId: id, data: { to: state, reason } }]);
}

function notPausable({ id, service, serviceReason }: InstrumentEntity, what: string): LabError<'CONFLICT'> {
  const state = serviceReason === '' ? service : `${service} (${serviceReason})`;
  const reason = `${id} is ${state} and ${what}`;
  return new LabError('CONFLICT', reason, { kind: 'instrument', id, reason });
}
