import { LabError, nestPlace, transitionService, type RestartPolicy } from '@labwright/domain';
import {
  DriverEntity,
  InstrumentEntity,
  enqueue,
  pgCode,
  recordAct,
  recordEvents,
  type InstrumentLimits,
  type Tx,
} from '@labwright/persistence';
import { driverFaults, mustBeFaultless } from './instrument-faults';
import { WakeUp, benchQueue } from './wake-up';
import { mustNotBeStopped } from './stopped-instrument';

export interface InstrumentRegistration {
  readonly id: string;
  readonly driver: string;
  readonly url: string;
  readonly agent: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: InstrumentLimits;
  readonly location: string;
  readonly simulated: boolean;
  /** Default `hold`. */
  readonly onRestart?: RestartPolicy;
}

/**
 * Registers an instrument with its nests. Its bench agent connects within a few seconds and checks who answers.
 * @throws LabError INPUT_INVALID (unknown driver, transport or limit), CONFLICT (id or port taken)
 */
export async function registerInstrument(tx: Tx, registration: InstrumentRegistration, actor: string): Promise<InstrumentEntity> {
  const drivers = await tx.repository(DriverEntity).find();
  mustBeFaultless(driverFaults(registration, drivers));
  const driver = drivers.find((each) => each.id === registration.driver);
  if (!driver) throw new LabError('INTERNAL', 'a driver without a fault is not there', { where: 'registerInstrument' });
  if (!registration.simulated) await mustRunAtRateOne(tx, registration.id);
  try {
    const linkReason = await firstLinkReason(tx, registration.agent);
    await tx.repository(InstrumentEntity).insert({ ...registration, settings: registration.settings as object, linkReason });
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    const reason = `an instrument with the id ${registration.id} or the address ${registration.url} is registered already`;
    throw new LabError('CONFLICT', reason, { kind: 'instrument', id: registration.id, reason }, 'never', { cause: error });
  }
  await tx.query(`insert into lab.leases (instrument_id) values ($1)`, [registration.id]);
  for (const nest of driver.manifest.nests) {
    await tx.query(`insert into lab.places (id, kind, instrument_id) values ($1, 'nest', $2)`, [
      nestPlace(registration.id, nest.name),
      registration.id,
    ]);
  }
  const { id, url, agent, simulated } = registration;
  await recordEvents(tx, [{ type: 'instrument.registered', actor, instrumentId: id, data: { driver: driver.id, url, agent, simulated } }]);
  return tx.repository(InstrumentEntity).findOneByOrFail({ id });
}

/** Why the instrument is not connected yet; an agent that nobody has ever started is worth saying. */
export async function firstLinkReason(tx: Tx, agent: string): Promise<string> {
  const [known] = await tx.query(`select name from lab.agents where name = $1`, [agent]);
  return known
    ? 'not connected yet'
    : `no bench agent "${agent}" has ever run; start a dispatcher with LABWRIGHT_AGENT=${agent} on its machine`;
}

/** Time-outs and holds of a real instrument are real: it has no place in a lab whose time runs faster. */
async function mustRunAtRateOne(tx: Tx, id: string): Promise<void> {
  const reason = await whyNoRealInstrument(tx);
  if (reason !== null) throw new LabError('CONFLICT', `${id}: ${reason}`, { kind: 'instrument', id, reason });
}

/** Why this lab takes no real instrument; null when it does. */
export async function whyNoRealInstrument(tx: Tx): Promise<string | null> {
  const [clock] = await tx.query<{ scale: number }>('select scale from lab.lab_clock where scale > 1');
  if (!clock) return null;
  return `this lab is simulated and runs up to ${clock.scale} times as fast; start it with LAB_TIME_SCALE=1 to add a real instrument, or register it as simulated`;
}

/** @throws LabError NOT_FOUND */
export async function findInstrument(tx: Tx, id: string): Promise<InstrumentEntity> {
  const instrument = await tx.repository(InstrumentEntity).findOneBy({ id });
  if (!instrument)
    throw new LabError('NOT_FOUND', `there is no instrument "${id}"; GET /v1/instruments lists them`, { kind: 'instrument', id });
  return instrument;
}

/** The instrument, locked for this transaction: its state and its registration change one after the other. @throws LabError NOT_FOUND */
export async function lockInstrument(tx: Tx, id: string): Promise<InstrumentEntity> {
  // Also keeps away new reservations, whose foreign key wants to share it.
  await tx.query(`select id from lab.instruments where id = $1 for update`, [id]);
  return findInstrument(tx, id);
}

/** The run that uses an instrument now: one of its nests is reserved, or a step is under way on it; null when none does. */
export async function userOf(tx: Tx, id: string): Promise<string | null> {
  const [user] = await tx.query<{ run: string }>(
    `select run_id as run from lab.reservations where instrument_id = $1 and released_at is null
     union all select run_id from lab.step_instances where instrument_id = $1 and status in ('dispatched', 'running', 'holding', 'in_doubt') limit 1`,
    [id],
  );
  return user?.run ?? null;
}

/** @throws LabError CONFLICT while a run uses the instrument */
export async function mustBeFree(tx: Tx, id: string): Promise<void> {
  const run = await userOf(tx, id);
  if (run === null) return;
  const reason = `reserved by run ${run}`;
  throw new LabError('CONFLICT', `${id} is ${reason}; cancel that first, or wait for its end`, { kind: 'instrument', id, reason });
}

/** Asks the instrument's bench agent to test it; the answer comes in the request's row. @throws LabError NOT_FOUND, CONFLICT when retired */
export async function requestTest(tx: Tx, id: string, actor: string): Promise<string> {
  const instrument = await findInstrument(tx, id);
  if (instrument.service === 'retired') throw new LabError('CONFLICT', `${id} is retired`, { kind: 'instrument', id, reason: 'retired' });
  const [row] = await tx.query<{ id: string }>(
    `insert into lab.agent_requests (instrument_id, kind, requested_by) values ($1, 'test', $2) returning id`,
    [id, actor],
  );
  if (!row) throw new LabError('INTERNAL', 'the request was not stored', { where: 'requestTest' });
  recordAct(tx, { act: 'instrument.test_requested', actor, subjectKind: 'instrument', subjectId: id, changed: { request: row.id } });
  await enqueue(tx, benchQueue(instrument.agent), WakeUp.request, { requestId: row.id });
  return row.id;
}

/** Takes an instrument out of the fleet for good; its record stays. @throws LabError NOT_FOUND, CONFLICT while a run has it reserved */
export async function retireInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<void> {
  const instrument = await lockInstrument(tx, id);
  mustNotBeStopped(instrument);
  const { state } = transitionService(instrument.service, 'retire');
  await mustBeFree(tx, id);
  await tx.repository(InstrumentEntity).update({ id }, { service: state, serviceReason: reason });
  await recordEvents(tx, [
    { type: 'instrument.service_changed', actor, instrumentId: id, data: { from: instrument.service, to: state, reason } },
  ]);
}
