import type { StepStatus } from '@labwright/domain';
import type { Tx } from '../database';

/** A step that a person has to answer for: nobody knows whether it happened, or it failed and could be done again. */
export interface StepQuestionRow {
  readonly id: string;
  readonly stepId: string;
  readonly iterationPath: string;
  readonly kind: string;
  readonly title: string;
  readonly instrument: string | null;
  readonly run: string;
  readonly status: StepStatus;
  readonly attempt: number;
  /** What went wrong, as its error tells it. */
  readonly problem: string;
  /** Its code, where it has one. */
  readonly code: string | null;
  /** The recovery task that asks about it. */
  readonly task: string | null;
}

/**
 * Open questions of held runs, or of one run whatever its state, the most urgent first. A step that was only handed over is `ready` too, and
 * nobody is asked about it: of those, only the ones whose last attempt failed. Of those in doubt, the ones that the instrument could not tell;
 * and those whose window is missed.
 */
export async function listStepQuestions(tx: Tx, runId: string | null): Promise<StepQuestionRow[]> {
  return tx.query<StepQuestionRow>(
    `select s.id, s.step_id as "stepId", s.iteration_path as "iterationPath", s.kind, s.definition->>'title' as title, s.instrument_id as instrument,
       s.run_id as run, s.status, s.attempt, coalesce(s.error->>'message', '') as problem, s.error->>'code' as code, t.id as task
     from lab.step_instances s join lab.runs r on r.id = s.run_id
       left join lateral (select id from lab.operator_tasks where run_id = s.run_id and step_instance_id = s.id and kind = 'recovery'
         and status in ('open', 'claimed') order by opened_at desc limit 1) t on true
     where s.status in ('in_doubt', 'ready', 'pending') and (case when $1::uuid is null then r.status = 'held' and r.ended_at is null else s.run_id = $1 end)
       and (s.window_missed = 'asked' or (s.status <> 'pending' and exists (select 1 from lab.attempts a where a.step_instance_id = s.id and a.number = s.attempt
         and case s.status when 'in_doubt' then a.status = 'in_doubt' and a.verdict is null else a.status = 'failed' end) <> (s.status = 'in_doubt')))
     order by r.priority desc, r.started_at, r.id, s.position`,
    [runId],
  );
}
