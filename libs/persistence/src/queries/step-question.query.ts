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
}

/**
 * Open questions of held runs, or of one run whatever its state, the most urgent first. A step that was only handed over is `ready` too, and
 * nobody is asked about it: of those, only the ones whose last attempt failed. Of those in doubt, the ones that the instrument could not tell.
 */
export async function listStepQuestions(tx: Tx, runId: string | null): Promise<StepQuestionRow[]> {
  return tx.query<StepQuestionRow>(
    `select s.id, s.step_id as "stepId", s.iteration_path as "iterationPath", s.kind, s.definition->>'title' as title, s.instrument_id as instrument,
       s.run_id as run, s.status, s.attempt, coalesce(s.error->>'message', '') as problem
     from lab.step_instances s join lab.runs r on r.id = s.run_id
     where s.status in ('in_doubt', 'ready') and (case when $1::uuid is null then r.status = 'held' and r.ended_at is null else s.run_id = $1 end)
       and exists (select 1 from lab.attempts a where a.step_instance_id = s.id and a.number = s.attempt
         and case s.status when 'in_doubt' then a.status = 'in_doubt' and a.verdict is null else a.status = 'failed' end) <> (s.status = 'in_doubt')
     order by r.priority desc, r.started_at, r.id, s.position`,
    [runId],
  );
}
