import type { Database } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';

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
}

/**
 * Takes a dispatched attempt for this worker: `dispatched -> running`, only if the step is still at that attempt, its run is going on,
 * and the instrument is ours. One statement, so that of two workers with the same job exactly one gets it. Null: a stale job.
 */
export async function claimStep(database: Database, stepInstanceId: string, attempt: number, by: Claimant): Promise<ClaimedStep | null> {
  const [row] = await database.query<Omit<ClaimedStep, 'attempt'>>(
    `with claimed as (
       update lab.step_instances s set status = 'running', started_lab = coalesce(s.started_lab, lab.lab_now())
       from lab.leases l, lab.runs r
       where s.id = $1 and s.attempt = $2 and s.status = 'dispatched' and r.id = s.run_id and r.status in ('running', 'stopping')
         and l.instrument_id = s.instrument_id and l.instrument_id = $3 and l.owner = $4 and l.epoch = $5 and l.expires_at > clock_timestamp()
       returning s.id, s.run_id, s.step_id, s.definition),
     attempt as (
       update lab.attempts a set status = 'running', epoch = $5, owner = $4, claimed_at = clock_timestamp()
       from claimed where a.step_instance_id = claimed.id and a.number = $2),
     busy as (update lab.instruments set activity = 'busy' where id = $3 and exists (select 1 from claimed)),
     told as (
       insert into lab.events (type, actor, run_id, step_instance_id, instrument_id, data)
       select 'step.started', $6, run_id, id, $3, jsonb_build_object('step', step_id, 'attempt', $2::int, 'title', definition->>'title') from claimed)
     select id as "stepInstanceId", run_id as "runId", step_id as "stepId", definition from claimed`,
    [stepInstanceId, attempt, by.instrumentId, by.owner, by.epoch, `agent:${by.agent}`],
  );
  return row ? { ...row, attempt } : null;
}
