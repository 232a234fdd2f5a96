import { performance } from 'node:perf_hooks';
import { LabError, hasCode, outcomeOf, toLabError } from '@labwright/domain';
import { refuseManualVerb, storeManualVerb, takeManualVerb, type Claimant, type ManualResult, type ManualVerb } from '@labwright/execution';
import type { Database, LabTime, LeaseOwner, Tx } from '@labwright/persistence';
import type { InstrumentHost } from './instrument-host';
import type { Session } from './session';
import { isHang, performWithin } from './verb-limit';

/** Readings told to the person who asked; all of them are in the record. */
const MOST_READINGS = 400;
/** How long a result is kept trying to get into a database that is away, wall milliseconds between tries. */
const STORE = { tries: 60, pauseMs: 500 } as const;

export interface ManualServices {
  readonly database: Database;
  readonly owner: LeaseOwner;
  readonly labTime: Pick<LabTime, 'now'>;
}

/**
 * Performs one verb that a person in a manual session asked for: alone on the instrument, once however often the wake-up comes, and not at all when
 * it comes too late. Holds that are under way there are in doubt from then on. A crash in the middle leaves the request `running`; the next owner
 * closes it as unknown.
 */
export async function performManualVerb(services: ManualServices, requestId: string, host: InstrumentHost): Promise<void> {
  await host.exclusive(async () => {
    const session = host.online;
    const { id } = host.instrument;
    const { database, owner } = services;
    if (!session) return refuse(database, requestId, `${id} is not online: ${host.trouble}`);
    const by: Claimant = { agent: owner.agent, owner: owner.owner, instrumentId: id, epoch: session.epoch };
    const verb = await database.transaction((tx) => takeManualVerb(tx, requestId, by));
    if (!verb) return refuse(database, requestId, `${id}: nobody took it up in time, or its session is over; nothing was sent`);
    for (const held of host.watch.held) host.watch.report(held, disturbed(id, verb));
    const result = await perform(services, session, host, verb);
    await stored(database, (tx) => storeManualVerb(tx, id, verb, result, `agent:${owner.agent}`));
  });
}

async function perform({ labTime }: ManualServices, session: Session, host: InstrumentHost, verb: ManualVerb): Promise<ManualResult> {
  const { id } = host.instrument;
  const begun = performance.now();
  const duration = () => Math.round((performance.now() - begun) * 10) / 10;
  session.journal.request = verb.requestId;
  try {
    const options = { origin: null, signal: new AbortController().signal };
    const readings = await performWithin(session, verb.call, options, { instrument: id, labNow: () => labTime.now() });
    const told = readings.slice(0, MOST_READINGS).map(({ name, value, unit, quality }) => ({ name, value, unit, quality }));
    return { ok: true, sent: true, readings: told, durationMs: duration() };
  } catch (error) {
    const failure = toLabError(error, id);
    if (isHang(failure)) await host.hung(failure.message);
    // A refusal before the first byte has changed nothing; anything else may have.
    const sent = !(outcomeOf(failure) === 'failed' && failure.retry === 'never');
    return { ok: false, sent, readings: [], durationMs: duration(), error: failure };
  } finally {
    session.journal.request = null;
    await session.journal.flush();
  }
}

function disturbed(instrument: string, { call, requestedBy, reason }: ManualVerb): LabError<'DRIVER_INTERRUPTED'> {
  const message = `${instrument}: ${requestedBy} sent ${call.verb} by hand in the middle of the hold (${reason})`;
  return new LabError('DRIVER_INTERRUPTED', message, { instrument, command: call.verb, outcome: 'unknown' }, 'after_reconcile');
}

/** Closes a request that was not taken; a wake-up that came twice finds nothing to close. */
export async function refuse(database: Database, requestId: string, reason: string): Promise<void> {
  await database.transaction((tx) => refuseManualVerb(tx, requestId, reason));
}

async function stored(database: Database, store: (tx: Tx) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.transaction(store);
    } catch (error) {
      if (!hasCode(error, 'DATABASE_UNAVAILABLE') || tries >= STORE.tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, STORE.pauseMs));
    }
  }
}
