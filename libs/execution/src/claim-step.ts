import type { Database, Tx } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import { leaveStep } from './settle-step';
import { STOP_STEPS } from './stop-step';

/** Who claims, and under which ownership of the instrument. */
export interface Claimant {
  readonly agent: string;
  readonly owner: string;
  readonly instrumentId: string;
  readonly epoch: number;
}

export interface ClaimedStep {
  readonly stepInstanceId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly definition: PlanOperation;
  /** Wall milliseconds from its dispatch to its claim, where it was just claimed. */
  readonly waitedMs?: number;
}

/**
 * Takes a dispatched attempt for this worker: `dispatched -> running`, only if the step is still at that attempt, its run is going on
 * (of a run that is being stopped: only the stops), the instrument is in service (for stops: in any state), and it is ours and not open for another step: one that was dispatched before
 * somebody reached in must not start the drive under their hands, and is woken again when they have closed it. One statement, so that of two workers with
 * the same job exactly one gets it. The ownership cannot be taken before the claim is committed, so that the next owner finds it. Null: a stale
 * job, or one that is too early.
 */
export async function claimStep(database: Database, stepInstanceId: string, attempt: number, by: Claimant): Promise<ClaimedStep | null> {
  const [row] = await database.prepared<Omit<ClaimedStep, 'attempt'>>(
    `with l as (select instrument_id from lab.leases where instrument_id = $3 and owner = $4 and epoch = $5 and expires_at > clock_timestamp() for key share),
     claimed as (
       update lab.step_instances s set status = 'running', started_lab = coalesce(s.started_lab, lab.lab_now())
       from l, lab.runs r, lab.instruments i
       where s.id = $1 and s.attempt = $2 and s.status = 'dispatched' and r.id = s.run_id and i.id = s.instrument_id
         and (s.step_id like $7 or i.service = 'available')
         and (r.status = 'running' or (r.status = 'stopping' and s.step_id like $7))
         and (s.step_id like $7 or not exists (select 1 from lab.instrument_access a join lab.step_instances o on o.id = a.step_instance_id
           where a.instrument_id = s.instrument_id
             and not (a.run_id = s.run_id and o.definition->>'authored' = s.definition->>'authored' and o.iteration_path = s.iteration_path)))
         and l.instrument_id = s.instrument_id
       returning s.id, s.run_id, s.step_id, s.iteration_path, s.definition, s.dispatched_at),
     attempt as (
       update lab.attempts a set status = 'running', epoch = $5, owner = $4, claimed_at = clock_timestamp()
       from claimed where a.step_instance_id = claimed.id and a.number = $2),
     busy as (update lab.instruments set activity = 'busy' where id = $3 and exists (select 1 from claimed)),
     told as (
       insert into lab.events (type, actor, run_id, step_instance_id, instrument_id, data)
       select 'step.started', $6, run_id, id, $3, jsonb_strip_nulls(jsonb_build_object('step', step_id, 'path', nullif(iteration_path, ''), 'attempt', $2::int, 'title', definition->>'title')) from claimed)
     select id as "stepInstanceId", run_id as "runId", step_id as "stepId", definition,
       extract(epoch from clock_timestamp() - dispatched_at)::float8 * 1000 as "waitedMs" from claimed`,
    [stepInstanceId, attempt, by.instrumentId, by.owner, by.epoch, `agent:${by.agent}`, STOP_STEPS],
  );
  return row ? { ...row, attempt } : null;
}

/**
 * Gives back an attempt whose claim may have been committed although its answer never came (the connection broke in between). Nothing
 * has been sent for it, so the step starts again with the next attempt; without this it would be `running` with nobody at work.
 */
export async function returnClaim(tx: Tx, stepInstanceId: string, attempt: number, by: Claimant): Promise<void> {
  const [row] = await tx.query<{ runId: string }>(
    `select s.run_id as "runId" from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt
     where s.id = $1 and s.attempt = $2 and s.status = 'running' and a.status = 'running' and a.owner = $3 and a.epoch = $4`,
    [stepInstanceId, attempt, by.owner, by.epoch],
  );
  if (!row) return;
  const ref = { runId: row.runId, stepInstanceId, attempt, actor: `agent:${by.agent}` };
  await leaveStep(tx, ref, 'handover', { answers: [], readings: [] });
}
