import { verbCall, type Verb } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import { dispatchStep } from './dispatch-step';
import { endAccess, instrumentsLeftOpen } from './instrument-access';
import { releasePlaces } from './reservation';
import { changeRun, changeStep, closeAttempt, loadOpenSteps, loadStops, refreshActivity, type LockedRun, type StepRow } from './run-store';
import { abortAgents } from './hold-run';
import { isStopStep, stopStepId } from './stop-step';

const ACTOR = 'system';
/** Position of the first stop, behind every step of a plan. */
const AFTER_ALL = 1_000_000;

/**
 * Brings a stopping run to its end: everything that has not begun is cancelled, what is under way is left by its agent at the next
 * command boundary, then each instrument on which no other run has a reservation is driven to its safe state, and the reservations end.
 * Labware stays where it is: only a person moves it.
 */
export async function stopRun(tx: Tx, run: LockedRun): Promise<void> {
  const own = (await loadOpenSteps(tx, run.id)).filter((s) => !isStopStep(s.stepId));
  for (const step of own) {
    if (['pending', 'ready', 'dispatched', 'holding', 'awaiting_operator', 'in_body', 'in_doubt'].includes(step.status))
      await cancelStep(tx, step);
  }
  // Told at each look: a step may have been claimed while the cancel was being committed, and then nobody has told its agent yet.
  if (own.some((s) => s.status === 'running')) return abortAgents(tx, run.id);
  const stops = await loadStops(tx, run.id);
  const begun = stops.length > 0 ? stops : await addStops(tx, run);
  for (const stop of begun) if (stop.status === 'ready') await dispatchStep(tx, stop);
  if (begun.some((s) => !['succeeded', 'failed', 'cancelled', 'skipped'].includes(s.status))) return;
  await changeRun(tx, run, { type: 'stopped' }, { type: 'run.ended', actor: ACTOR, data: { reasons: run.state.holdReasons } });
  await endAccess(tx, run.id, 'all', ACTOR);
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
  if (step.instrumentId) refreshActivity(tx, step.instrumentId);
}

interface Stop {
  readonly instrument: string;
  readonly title: string;
  readonly expectedMs: number;
  readonly verbs: readonly Verb[];
  readonly resumes: boolean;
}

/**
 * One operation for each instrument that only this run has reserved, which drives it to its safe state, and one for each that this run has
 * left open for a person and that others hold: there what they hold is started again. Added to the run and not to its plan.
 */
async function addStops(tx: Tx, run: LockedRun): Promise<StepRow[]> {
  const alone = await tx.query<{ instrument: string; verbs: Verb[]; stopMs: number }>(
    `select distinct i.id as instrument, d.manifest->'safeState'->'verbs' as verbs, (d.manifest->'safeState'->>'stopMs')::float8 as "stopMs"
     from lab.reservations r join lab.instruments i on i.id = r.instrument_id join lab.drivers d on d.id = i.driver
     where r.run_id = $1 and r.released_at is null
       and not exists (select 1 from lab.reservations o where o.instrument_id = i.id and o.run_id <> $1 and o.released_at is null) order by i.id`,
    [run.id],
  );
  const safe = alone.map(({ instrument, verbs, stopMs }): Stop => ({
    instrument,
    title: `drive ${instrument} to its safe state`,
    expectedMs: stopMs,
    verbs,
    resumes: false,
  }));
  const open = (await instrumentsLeftOpen(tx, run.id)).filter((instrument) => !safe.some((stop) => stop.instrument === instrument));
  const again = open.map((instrument): Stop => ({
    instrument,
    title: `start again on ${instrument} what other runs hold there`,
    expectedMs: 0,
    verbs: [],
    resumes: true,
  }));
  for (const [index, stop] of [...safe, ...again].entries()) await addStop(tx, run, stop, index);
  return loadStops(tx, run.id);
}

async function addStop(tx: Tx, run: LockedRun, { instrument, title, expectedMs, verbs, resumes }: Stop, index: number): Promise<void> {
  const definition: PlanOperation = {
    kind: 'operation',
    id: stopStepId(instrument),
    authored: stopStepId(instrument),
    inserted: true,
    after: [],
    title,
    expectedMs,
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
    ...(resumes ? { resumes: true, closes: [instrument] } : {}),
  };
  await tx.query(
    `insert into lab.step_instances (run_id, step_id, position, kind, definition, instrument_id, status)
     values ($1, $2, array[$3::int], 'operation', $4::jsonb, $5, 'ready')`,
    [run.id, definition.id, AFTER_ALL + index, JSON.stringify(definition), instrument],
  );
}
