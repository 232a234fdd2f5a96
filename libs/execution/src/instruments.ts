import { LabError, nestPlace, transitionService, type DriverManifest, type ParameterRange } from '@labwright/domain';
import { DriverEntity, InstrumentEntity, enqueue, pgCode, recordEvents, type InstrumentLimits, type Tx } from '@labwright/persistence';
import { WakeUp, benchQueue } from './wake-up';

export interface InstrumentRegistration {
  readonly id: string;
  readonly driver: string;
  readonly url: string;
  readonly agent: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: InstrumentLimits;
  readonly location: string;
  readonly simulated: boolean;
}

/**
 * Registers an instrument with its nests. Its bench agent connects within a few seconds and checks who answers.
 * @throws LabError INPUT_INVALID (unknown driver, transport or limit), CONFLICT (id or port taken)
 */
export async function registerInstrument(tx: Tx, registration: InstrumentRegistration, actor: string): Promise<InstrumentEntity> {
  const drivers = await tx.repository(DriverEntity).find();
  const driver = drivers.find((d) => d.id === registration.driver);
  const known = drivers.map((d) => d.id);
  if (!driver) {
    const list = known.join(', ') || 'none yet; start a dispatcher first';
    throw new LabError('INPUT_INVALID', `there is no driver "${registration.driver}"; known: ${list}`, { path: '/driver', allowed: known });
  }
  const scheme = registration.url.split(':', 1)[0] ?? '';
  if (!(driver.manifest.transports as readonly string[]).includes(scheme)) {
    const allowed = driver.manifest.transports.map((t) => `${t}://`);
    throw new LabError('INPUT_INVALID', `${driver.id} does not speak "${scheme}:"; write a URL with ${allowed.join(' or ')}`, {
      path: '/url',
      allowed,
    });
  }
  checkLimits(registration.limits, driver.manifest);
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
async function firstLinkReason(tx: Tx, agent: string): Promise<string> {
  const [known] = await tx.query(`select name from lab.agents where name = $1`, [agent]);
  return known
    ? 'not connected yet'
    : `no bench agent "${agent}" has ever run; start a dispatcher with LABWRIGHT_AGENT=${agent} on its machine`;
}

/** Time-outs and holds of a real instrument are real: it has no place in a lab whose time runs faster. */
async function mustRunAtRateOne(tx: Tx, id: string): Promise<void> {
  const [clock] = await tx.query<{ scale: number }>('select scale from lab.lab_clock where scale > 1');
  if (!clock) return;
  const reason = `this lab is simulated and runs up to ${clock.scale} times as fast; start it with LAB_TIME_SCALE=1 to add a real instrument, or register it as simulated`;
  throw new LabError('CONFLICT', `${id}: ${reason}`, { kind: 'instrument', id, reason });
}

/** A limit narrows a range of the manifest; it never widens one. */
function checkLimits(limits: InstrumentLimits, manifest: DriverManifest): void {
  const ranges = new Map<string, ParameterRange>(
    manifest.capabilities.flatMap((c) => Object.entries(c.ranges).map(([name, range]) => [`${c.capability}.${name}`, range] as const)),
  );
  for (const [key, { min, max }] of Object.entries(limits)) {
    const range = ranges.get(key);
    const path = `/limits/${key}`;
    if (!range)
      throw new LabError('INPUT_INVALID', `"${key}" is not a range of ${manifest.driver}; known: ${[...ranges.keys()].join(', ')}`, {
        path,
        allowed: [...ranges.keys()],
      });
    if (min > max || min < range.min || max > range.max) {
      throw new LabError(
        'INPUT_INVALID',
        `${key} from ${min} to ${max} is not inside what ${manifest.driver} can do: ${range.min} to ${range.max}`,
        { path },
      );
    }
  }
}

/** @throws LabError NOT_FOUND */
export async function findInstrument(tx: Tx, id: string): Promise<InstrumentEntity> {
  const instrument = await tx.repository(InstrumentEntity).findOneBy({ id });
  if (!instrument)
    throw new LabError('NOT_FOUND', `there is no instrument "${id}"; GET /v1/instruments lists them`, { kind: 'instrument', id });
  return instrument;
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
  await enqueue(tx, benchQueue(instrument.agent), WakeUp.request, { requestId: row.id });
  return row.id;
}

/** Takes an instrument out of the fleet for good; its record stays. @throws LabError NOT_FOUND, CONFLICT while a run has it reserved */
export async function retireInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<void> {
  const instrument = await findInstrument(tx, id);
  const { state } = transitionService(instrument.service, 'retire');
  const [reserved] = await tx.query<{ run: string }>(
    `select run_id as run from lab.reservations where instrument_id = $1 and released_at is null`,
    [id],
  );
  if (reserved) {
    throw new LabError('CONFLICT', `${id} is reserved by run ${reserved.run}; cancel that first`, {
      kind: 'instrument',
      id,
      reason: `reserved by run ${reserved.run}`,
    });
  }
  await tx.repository(InstrumentEntity).update({ id }, { service: state, serviceReason: reason });
  await recordEvents(tx, [
    { type: 'instrument.service_changed', actor, instrumentId: id, data: { from: instrument.service, to: state, reason } },
  ]);
}
