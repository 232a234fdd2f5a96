import { verbCall } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import { dispatchStep } from './dispatch-step';
import { releasePlaces } from './reservation';
import { changeRun, changeStep, closeAttempt, refreshActivity, type LockedRun, type StepRow } from './run-store';
import { abortAgents } from './settle-step';
import { isStopStep, stopStepId } from './stop-step';

const ACTOR = 'system';

/**
 * Brings a stopping run to its end: everything that has not begun is cancelled, what is under way is left by its agent at the next
 * command boundary, then each instrument on which no other run has a reservation is driven to its safe state, and the reservations end.
 * Labware stays where it is: only a person moves it.
 */
export async function stopRun(tx: Tx, run: LockedRun, steps: readonly StepRow[]): Promise<void> {
  const own = steps.filter((s) => !isStopStep(s.stepId));
  for (const step of own) {
    if (['pending', 'ready', 'dispatched', 'holding', 'awaiting_operator', 'in_doubt'].includes(step.status)) await cancelStep(tx, step);
  }
  // Told at each look: a step may have been claimed while the cancel was being committed, and then nobody has told its agent yet.
  if (own.some((s) => s.status === 'running')) return abortAgents(tx, run.id);
  const stops = steps.filter((s) => isStopStep(s.stepId));
  const begun = stops.length > 0 ? stops : await addStops(tx, run, steps.length);
  for (const stop of begun) if (stop.status === 'ready') await dispatchStep(tx, stop);
  if (begun.some((s) => !['succeeded', 'failed', 'cancelled', 'skipped'].includes(s.status))) return;
  await changeRun(tx, run, { type: 'stopped' }, { type: 'run.ended', actor: ACTOR, data: { reasons: run.state.holdReasons } });
  await releasePlaces(tx, run.id, 'all', ACTOR);
}

async function cancelStep(tx: Tx, step: StepRow): Promise<void> {
  const attempted = step.attempt > 0 && step.status !== 'ready';
  await changeStep(tx, step, 'cancelled', { type: 'step.cancelled', actor: ACTOR });
  if (attempted) await closeAttempt(tx, step, 'cancelled');
  const tasks = await tx.query<{ id: string }>(
    `update lab.operator_tasks set status = 'cancelled' where step_instance_id = $1 and status in ('open', 'claimed') returning id`,
    [step.id],
  );
  await recordEvents(
    tx,
    tasks.map(({ id }) => ({ type: 'task.cancelled', actor: ACTOR, runId: step.runId, stepInstanceId: step.id, data: { task: id } })),
  );
  if (step.instrumentId) await refreshActivity(tx, step.instrumentId);
}

/** One operation for each instrument that only this run has reserved, added to the run and not to its plan. */
async function addStops(tx: Tx, run: LockedRun, ordinal: number): Promise<StepRow[]> {
  const rows = await tx.query<{ instrument: string; agent: string; verbs: PlanOperation['establish'][number]['verb'][]; stopMs: number }>(
    `select distinct i.id as instrument, i.agent, d.manifest->'safeState'->'verbs' as verbs, (d.manifest->'safeState'->>'stopMs')::float8 as "stopMs"
     from lab.reservations r join lab.instruments i on i.id = r.instrument_id join lab.drivers d on d.id = i.driver
     where r.run_id = $1 and r.released_at is null
       and not exists (select 1 from lab.reservations o where o.instrument_id = i.id and o.run_id <> $1 and o.released_at is null) order by i.id`,
    [run.id],
  );
  const stops: StepRow[] = [];
  for (const [index, { instrument, agent, verbs, stopMs }] of rows.entries()) {
    const definition: PlanOperation = {
      kind: 'operation',
      id: stopStepId(instrument),
      authored: stopStepId(instrument),
      inserted: true,
      after: [],
      title: `drive ${instrument} to its safe state`,
      expectedMs: stopMs,
      onError: 'skip',
      reserves: [],
      releases: [],
      capability: null,
      instrument,
      labware: null,
      establish: verbs.map((verb) => verbCall(verb)),
      holdMs: null,
      then: 'stop',
      end: [],
    };
    const [row] = await tx.query<{ id: string }>(
      `insert into lab.step_instances (run_id, step_id, ordinal, kind, definition, instrument_id, status) values ($1, $2, $3, 'operation', $4::jsonb, $5, 'ready') returning id`,
      [run.id, definition.id, ordinal + index, JSON.stringify(definition), instrument],
    );
    if (row)
      stops.push({
        id: row.id,
        runId: run.id,
        stepId: definition.id,
        definition,
        instrumentId: instrument,
        agent,
        status: 'ready',
        attempt: 0,
        waitingFor: null,
      });
  }
  return stops;
}
