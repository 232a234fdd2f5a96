import { ServiceState, transitionService } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { holdRun } from './hold-run';
import { lockInstrument } from './instruments';
import { lockRun, wakeRunsWaitingAt } from './run-store';

/** Runs that have something on an instrument: a nest of it reserved, or a step under way. */
export async function runsOn(tx: Tx, instrumentId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ run: string }>(
    `select run_id as run from lab.reservations where instrument_id = $1 and released_at is null
     union select run_id from lab.step_instances where instrument_id = $1 and status in ('dispatched', 'running', 'holding', 'in_doubt') order by 1`,
    [instrumentId],
  );
  return rows.map(({ run }) => run);
}

/**
 * Puts an instrument that is not to be trusted out of service, with the reason, and holds the runs that have something on it; those that only
 * wait for it say so. Ending it is a person's act. False, and nothing is changed, when it is out of service already.
 * @throws LabError NOT_FOUND
 */
export async function quarantineInstrument(tx: Tx, id: string, reason: string, actor: string): Promise<boolean> {
  const runs = [];
  for (const run of await runsOn(tx, id)) runs.push(await lockRun(tx, run));
  const { service } = await lockInstrument(tx, id);
  if (service !== ServiceState.available) return false;
  const { state } = transitionService(service, 'quarantine');
  await tx.query(`update lab.instruments set service = $2, service_reason = $3 where id = $1`, [id, state, reason]);
  await recordEvents(tx, [{ type: 'instrument.service_changed', actor, instrumentId: id, data: { from: service, to: state, reason } }]);
  for (const run of runs) await holdOpen(tx, run, `${id} is quarantined: ${reason}`, actor);
  wakeRunsWaitingAt(tx, id);
  return true;
}

/** Holds a run that goes on; one that is being stopped goes on with that. */
export async function holdOpen(tx: Tx, run: Awaited<ReturnType<typeof lockRun>>, reason: string, actor: string): Promise<void> {
  if (['running', 'paused', 'held'].includes(run.state.status)) await holdRun(tx, run, reason, actor);
}
