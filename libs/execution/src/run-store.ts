import {
  LabError,
  isTerminalRun,
  transitionRun,
  transitionStep,
  type RunEffect,
  type RunEvent,
  type RunState,
  type StepEvent,
  type StepStatus,
  type Verdict,
} from '@labwright/domain';
import { enqueue, recordEvents, type AtEnd, type NewEvent, type Tx } from '@labwright/persistence';
import type { PlanStep } from '@labwright/protocol';
import { STOP_STEPS } from './stop-step';
import { RUNS_QUEUE, WakeUp, benchQueue } from './wake-up';

/** A run that this transaction holds the lock of. */
export interface LockedRun {
  readonly id: string;
  state: RunState;
  readonly priority: number;
  readonly startedAt: Date | null;
}

export interface StepRow {
  readonly id: string;
  readonly runId: string;
  readonly stepId: string;
  readonly iterationPath: string;
  readonly position: readonly number[];
  readonly definition: PlanStep;
  /** Of a repeat: rounds begun. Of a decision: the case chosen, from 1. */
  readonly round: number;
  /** Of a repeat between two rounds: when the next one begins. */
  readonly nextRoundLab: Date | null;
  readonly startedLab: Date | null;
  readonly instrumentId: string | null;
  readonly agent: string | null;
  status: StepStatus;
  attempt: number;
  waitingFor: string | null;
  /** What its row still says, where `status` is written with the next change. */
  unwritten?: StepStatus;
  /** Its window cannot be met any more: a person is asked, or it starts all the same. */
  readonly windowMissed: 'asked' | 'accepted' | null;
}

/**
 * Locks a run for this transaction; everything that changes a run or its steps does so first. `no key update` leaves foreign keys free, so
 * that a worker's claim, which takes no lock on the run, neither waits here nor gets into a deadlock. @throws LabError NOT_FOUND
 */
export async function lockRun(tx: Tx, runId: string): Promise<LockedRun> {
  const [row] = await tx.prepared<LockedRun>(
    `select id, state, priority, started_at as "startedAt" from lab.runs where id = $1 for no key update`,
    [runId],
  );
  if (!row) throw new LabError('NOT_FOUND', `there is no run ${runId}; GET /v1/runs lists them`, { kind: 'run', id: runId });
  return row;
}

export const STEP_COLUMNS = `s.id, s.run_id as "runId", s.step_id as "stepId", s.iteration_path as "iterationPath", s.position, s.definition, s.round,
  s.next_round_lab as "nextRoundLab", s.started_lab as "startedLab", s.instrument_id as "instrumentId", i.agent, s.status, s.attempt,
  s.waiting_for as "waitingFor", s.window_missed as "windowMissed"`;

const OVER = `('succeeded', 'failed', 'skipped', 'cancelled')`;

/** A step that is not over. */
export interface OpenStep extends StepRow {
  /** Of a pending one: whether a step of its list that it waits for is not over yet. */
  readonly blocked: boolean;
  /** Of a repeat or a decision: whether a step in it is not over yet. */
  readonly underWay: boolean;
  /** Whether any step of its run that has not begun has a window. */
  readonly runHasWindows: boolean;
  /** Whether its run keeps something of a hold that is over. */
  readonly runKeepsHolds: boolean;
}

/** Those that are not over, and of them those that wait for one of their list; all in one look, because a long run has many that wait. */
const OPEN = `open as materialized (
    select id, step_id, iteration_path, status, after from lab.step_instances where run_id = $1 and status not in ${OVER}),
  blocked as (
    select s.id from open s join (select iteration_path, array_agg(step_id) as ids from open group by 1) lists using (iteration_path)
    where s.status = 'pending' and s.after ?| lists.ids)`;

/**
 * Steps of a run that are not over, in the order in which they stand. `unblocked` leaves out those whose turn has not come, which are nearly
 * all of a long run.
 */
export async function loadOpenSteps(tx: Tx, runId: string, which: 'all' | 'unblocked' = 'all'): Promise<OpenStep[]> {
  const isBlocked = 's.id in (select id from blocked)';
  return tx.prepared<OpenStep>(
    `with ${OPEN}
     select ${STEP_COLUMNS}, ${which === 'all' ? isBlocked : 'false'} as blocked,
       s.status = 'in_body' and exists (select 1 from lab.step_instances c where c.parent_id = s.id and c.status not in ${OVER}) as "underWay",
       exists (select 1 from lab.step_instances w where w.run_id = $1 and w.status in ('pending', 'ready') and w.started_lab is null
         and w.timing is not null) as "runHasWindows",
       exists (select 1 from lab.step_instances h where h.run_id = $1 and h.kind = 'operation' and h.status = 'succeeded'
         and h.hold_due_lab is not null and h.hold_ended_lab is null) as "runKeepsHolds"
     from lab.step_instances s left join lab.instruments i on i.id = s.instrument_id
     where s.run_id = $1 and s.status not in ${OVER}${which === 'all' ? '' : ` and not (${isBlocked})`} order by s.position, s.iteration_path`,
    [runId],
  );
}

/** Whether a step of a run is not over. */
export async function hasOpenSteps(tx: Tx, runId: string): Promise<boolean> {
  const rows = await tx.query(`select 1 from lab.step_instances where run_id = $1 and status not in ${OVER} limit 1`, [runId]);
  return rows.length > 0;
}

/** The steps that a stop has added to a run, whatever became of them. */
export async function loadStops(tx: Tx, runId: string): Promise<StepRow[]> {
  return tx.query<StepRow>(
    `select ${STEP_COLUMNS} from lab.step_instances s left join lab.instruments i on i.id = s.instrument_id
     where s.run_id = $1 and s.step_id like $2 order by s.position`,
    [runId, STOP_STEPS],
  );
}

/** One step, if it is still at this attempt. */
export async function loadStep(tx: Tx, stepInstanceId: string, attempt: number): Promise<StepRow | null> {
  const [row] = await tx.prepared<StepRow>(
    `select ${STEP_COLUMNS} from lab.step_instances s left join lab.instruments i on i.id = s.instrument_id where s.id = $1 and s.attempt = $2`,
    [stepInstanceId, attempt],
  );
  return row ?? null;
}

/** Applies an event to a locked run, stores the new state and tells it. Gives the effects for the caller to carry out. */
export async function changeRun(
  tx: Tx,
  run: LockedRun,
  event: RunEvent,
  told: Pick<NewEvent, 'type' | 'actor' | 'data'>,
): Promise<readonly RunEffect[]> {
  const { state, effects } = transitionRun(run.state, event);
  run.state = state;
  const ended = isTerminalRun(state.status);
  await tx.query(
    `update lab.runs set state = $2::jsonb, status = $3,
       started_at = case when $4 then clock_timestamp() else started_at end, started_lab = case when $4 then lab.lab_now() else started_lab end,
       ended_at = case when $5 then clock_timestamp() else ended_at end, ended_lab = case when $5 then lab.lab_now() else ended_lab end where id = $1`,
    [run.id, JSON.stringify(state), state.status, event.type === 'start', ended],
  );
  await recordEvents(tx, [{ ...told, runId: run.id, data: { ...told.data, status: state.status } }]);
  return effects;
}

/** Makes a step ready whose turn has come. Most go on in the same look, so its row is written with that, or by `writeReady`. */
export async function makeReady(tx: Tx, step: StepRow, actor: string): Promise<void> {
  const { state } = transitionStep({ status: step.status, attempt: step.attempt }, 'prerequisites_met');
  step.unwritten = step.status;
  step.status = state.status;
  await tellStep(tx, step, { type: 'step.ready', actor });
}

/** Writes that a step is ready, if that is not written yet. @throws LabError CONFLICT */
export async function writeReady(tx: Tx, step: StepRow): Promise<void> {
  if (step.unwritten === undefined) return;
  const rows = await tx.prepared(`update lab.step_instances set status = $3 where id = $1 and status = $2 returning id`, [
    step.id,
    step.unwritten,
    step.status,
  ]);
  if (rows.length === 0) throw stepMoved(step);
  delete step.unwritten;
}

export interface StepChange {
  readonly error?: unknown;
  readonly waitingFor?: string | null;
  readonly waitingPlace?: string | null;
  /** How its current attempt ends with it. */
  readonly attempt?: 'succeeded';
}

/**
 * Applies an event to a step of a locked run and stores it, if the step is still as it was read: the claim of a worker needs no lock on
 * the run, and may have come in between. One that is dispatched gets the row of its attempt with it, and one that ends may close it. @throws LabError CONFLICT then; the caller starts again
 */
export async function changeStep(tx: Tx, step: StepRow, event: StepEvent, told: ToldOfStep | null, change: StepChange = {}): Promise<void> {
  const { state } = transitionStep({ status: step.status, attempt: step.attempt }, event);
  const terminal = ['succeeded', 'failed', 'skipped', 'cancelled'].includes(state.status);
  const rows = await tx.prepared<{ id: string }>(
    `with changed as (
     update lab.step_instances set status = $4, attempt = $5, error = coalesce($6::jsonb, error), waiting_for = $7, waiting_place = $8, settling_ms = null,
       dispatched_at = case when $4 = 'dispatched' then clock_timestamp() else dispatched_at end,
       started_lab = case when $4 in ('awaiting_operator', 'holding', 'in_body') then coalesce(started_lab, lab.lab_now()) else started_lab end,
       ended_at = case when $9 then clock_timestamp() end, ended_lab = case when $9 then lab.lab_now() end
     where id = $1 and status = $2 and attempt = $3 returning id, attempt, instrument_id),
     begun as (
       insert into lab.attempts (step_instance_id, number, instrument_id, status)
       select id, attempt, instrument_id, 'dispatched' from changed where $4 = 'dispatched'),
     closed as (
       update lab.attempts a set status = $10, ended_at = clock_timestamp() from changed
       where $10::text is not null and a.step_instance_id = changed.id and a.number = $3)
     select id from changed`,
    [
      step.id,
      step.unwritten ?? step.status,
      step.attempt,
      state.status,
      state.attempt,
      change.error === undefined ? null : JSON.stringify(change.error),
      change.waitingFor ?? null,
      change.waitingPlace ?? null,
      terminal,
      change.attempt ?? null,
    ],
  );
  if (rows.length === 0) throw stepMoved(step);
  delete step.unwritten;
  step.status = state.status;
  step.attempt = state.attempt;
  if (told) await tellStep(tx, step, told);
}

type ToldOfStep = Pick<NewEvent, 'type' | 'actor'> & { data?: NewEvent['data'] };

function tellStep(tx: Tx, step: StepRow, { type, actor, data: more }: ToldOfStep): Promise<void> {
  const data = { ...nameOf(step), attempt: step.attempt, title: step.definition.title, ...more };
  return recordEvents(tx, [{ type, actor, runId: step.runId, stepInstanceId: step.id, instrumentId: step.instrumentId, data }]);
}

/** A step as events name it; the path is there for steps in repeats. */
export function nameOf({ stepId, iterationPath }: Pick<StepRow, 'stepId' | 'iterationPath'>): { step: string; path?: string } {
  return iterationPath === '' ? { step: stepId } : { step: stepId, path: iterationPath };
}

function stepMoved(step: StepRow): LabError<'CONFLICT'> {
  return new LabError(
    'CONFLICT',
    `step ${step.stepId} was changed by a worker in the meantime`,
    { kind: 'step', id: step.id, reason: 'changed meanwhile' },
    'safe',
  );
}

/** Closes the row of the step's current attempt. `verdict`: null leaves the question what became of it to its instrument. */
export async function closeAttempt(
  tx: Tx,
  step: Pick<StepRow, 'id' | 'attempt'>,
  status: string,
  error?: unknown,
  verdict: Verdict | null = 'unknown',
): Promise<void> {
  await tx.prepared(
    `update lab.attempts set status = $3, ended_at = clock_timestamp(), error = coalesce($4::jsonb, error),
       verdict = case when $3 = 'in_doubt' then coalesce(verdict, $5) else verdict end where step_instance_id = $1 and number = $2`,
    [step.id, step.attempt, status, error === undefined ? null : JSON.stringify(error), verdict],
  );
}

/** Asks for a look at a run. */
export async function wakeRun(tx: Tx, runId: string): Promise<void> {
  await enqueue(tx, RUNS_QUEUE, WakeUp.advance, { runId });
}

/**
 * Wakes the workers of dispatched steps again, of a run or at an instrument that can take them now: the first wake-up may have come while the
 * run stood still, somebody reached into the instrument, or nobody was there.
 */
export async function wakeDispatched(tx: Tx, of: { readonly run: string } | { readonly instrument: string }): Promise<void> {
  const [column, id] = 'run' in of ? (['run_id', of.run] as const) : (['instrument_id', of.instrument] as const);
  const rows = await tx.query<{ id: string; attempt: number; instrument: string; agent: string }>(
    `select s.id, s.attempt, i.id as instrument, i.agent from lab.step_instances s join lab.instruments i on i.id = s.instrument_id
     where s.${column} = $1 and s.status = 'dispatched'`,
    [id],
  );
  for (const { id: stepInstanceId, attempt, instrument, agent } of rows)
    await enqueue(tx, benchQueue(agent), WakeUp.step, { instrumentId: instrument, stepInstanceId, attempt });
}

/**
 * Asks for a look at every run that waits for an instrument, one of its nests, or to reach into it, the most urgent first. Who waits is asked at
 * the end of the transaction: a look at another run that comes in between has seen what was not free yet, and would be found by the sweeper only.
 */
export function wakeRunsWaitingAt(tx: Tx, instrumentId: string): void {
  tx.atEnd(WAITING).add(instrumentId);
}

const WAITING: AtEnd<Set<string>> = {
  rank: 1.5,
  begin: () => new Set(),
  async finish(tx, instruments) {
    const runs = await tx.prepared<{ id: string }>(
      `select r.id from lab.runs r
       where r.status in ('running', 'stopping') and exists (select 1 from lab.step_instances s left join lab.places p on p.id = s.waiting_place
         where s.run_id = r.id and s.status = 'ready' and (s.instrument_id = any($1::text[]) or p.instrument_id = any($1::text[]) or s.definition->'opens' ?| $1::text[]))
       order by r.priority desc, r.started_at`,
      [[...instruments]],
    );
    for (const { id } of runs) await wakeRun(tx, id);
  },
};

/** What the instrument does, from the steps that use it; written at the end of the transaction, so that its row is locked for as short as can be. */
export function refreshActivity(tx: Tx, instrumentId: string): void {
  tx.atEnd(ACTIVITY).add(instrumentId);
}

const ACTIVITY: AtEnd<Set<string>> = {
  rank: 0,
  begin: () => new Set(),
  async finish(tx, instruments) {
    // In one order everywhere, so that no two transactions wait for each other.
    for (const id of [...instruments].toSorted())
      await tx.prepared(
        `update lab.instruments set activity = case
           when exists (select 1 from lab.step_instances where instrument_id = $1 and status = 'running') then 'busy'
           when exists (select 1 from lab.step_instances where instrument_id = $1 and status = 'holding') then 'holding' else 'idle' end
         where id = $1`,
        [id],
      );
  },
};
