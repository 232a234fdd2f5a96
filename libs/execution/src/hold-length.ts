import { DeviationKind, holdError } from '@labwright/domain';
import type { Tx } from '@labwright/persistence';
import { recordDeviation } from './deviate';
import type { LockedRun, StepRow } from './run-store';

/** By how many seconds a hold that broke off was shorter than asked, to tenths; null where none broke off. */
export async function brokenOffBy(tx: Tx, step: StepRow): Promise<number | null> {
  if (step.definition.kind !== 'operation' || step.definition.holdMs === null) return null;
  const [row] = await tx.query<{ shortMs: number | null }>(
    `select extract(epoch from s.hold_due_lab - greatest(s.hold_started_lab, e.at_lab))::float8 * 1000 as "shortMs" from lab.step_instances s
     cross join lateral (select at_lab from lab.events where run_id = s.run_id and step_instance_id = s.id and type = 'step.in_doubt'
       order by xid desc, id desc limit 1) e
     where s.id = $1 and s.hold_started_lab is not null and exists (select 1 from lab.events h where h.run_id = s.run_id
       and h.step_instance_id = s.id and h.type = 'step.holding' and (h.data->>'attempt')::int = s.attempt)`,
    [step.id],
  );
  return row?.shortMs != null && row.shortMs > 0 ? Math.round(row.shortMs / 100) / 10 : null;
}

interface EndedHold {
  readonly id: string;
  readonly askedMs: number;
  readonly toleranceMs: number | null;
  readonly heldMs: number;
  /** Whether the run stood still, for a person's sake, after the hold was due. */
  readonly stoodStill: boolean;
}

/**
 * What is kept after its hold ends for the protocol when the next step begins, or the run is over: how long it was kept is recorded, and is a
 * deviation outside of its tolerance. A hold without one may last until its plate is fetched, but not because its run stood still.
 * `next`: the step that begins; null at the end of the run.
 */
export async function endKeptHolds(tx: Tx, run: LockedRun, next: StepRow | null, actor: string): Promise<void> {
  if (next?.definition.after.length === 0) return;
  const ended = await tx.prepared<EndedHold & StepRow>(
    `update lab.step_instances s set hold_ended_lab = case when s.definition->>'then' = 'stop' then s.ended_lab else lab.lab_now() end
     from lab.runs r where r.id = s.run_id and s.run_id = $1 and s.kind = 'operation' and s.status = 'succeeded' and s.hold_due_lab is not null
       and s.hold_ended_lab is null and ($2::text[] is null or (s.step_id = any($2) and s.iteration_path = $3))
     returning s.id, s.run_id as "runId", s.step_id as "stepId", s.iteration_path as "iterationPath", s.definition,
       (s.definition->>'holdMs')::float8 as "askedMs", (s.definition->>'holdToleranceMs')::float8 as "toleranceMs",
       extract(epoch from s.hold_ended_lab - s.hold_started_lab)::float8 * 1000 as "heldMs",
       s.definition->>'then' = 'keep' and exists (select 1 from lab.events e where e.run_id = s.run_id and e.type in ('run.resumed', 'run.answered')
         and e.at_lab > s.hold_due_lab) as "stoodStill"`,
    [run.id, next?.definition.after ?? null, next?.iterationPath ?? ''],
  );
  for (const { askedMs, toleranceMs, heldMs, stoodStill, ...step } of ended) {
    const tolerance = toleranceMs ?? (stoodStill ? 0 : Infinity);
    const errorMs = holdError({ askedMs, toleranceMs: tolerance, heldMs });
    if (errorMs === 0) continue;
    const seconds = Math.abs(errorMs) / 1000;
    const long = errorMs > 0;
    const why = stoodStill && long ? ' while its run stood still' : '';
    const allowed = toleranceMs === null ? '' : `, and ${toleranceMs / 1000} s are allowed`;
    await recordDeviation(tx, run, step, actor, {
      kind: long ? DeviationKind.hold_long : DeviationKind.hold_short,
      reason: `${step.stepId} was held ${seconds.toFixed(1)} s ${long ? 'longer' : 'shorter'} than asked${why}${allowed}`,
      size: seconds,
      unit: 's',
      data: { askedMs, heldMs },
    });
  }
}
