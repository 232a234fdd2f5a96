import type { ReadingQuality } from '@labwright/domain';
import type { PlanAnalysis, PlanLabware } from '@labwright/protocol';
import type { Database } from '../database';

/** What the plan of a run says of its results. */
export interface PlannedResults {
  readonly analyses: readonly PlanAnalysis[];
  readonly labware: readonly PlanLabware[];
}

/** Null when there is no such run. */
export async function readPlannedResults(database: Database, runId: string): Promise<PlannedResults | null> {
  const [row] = await database.query<PlannedResults>(
    `select coalesce(plan->'analyses', '[]') as analyses, plan->'labware' as labware from lab.runs where id = $1`,
    [runId],
  );
  return row ?? null;
}

/** A saved value as results see it: with the masks and the doubts that there are now. */
export interface ResultReadingRow {
  readonly name: string;
  readonly labware: string | null;
  readonly well: string;
  readonly value: number | null;
  /** Path by which it was brought to 1 cm, cm; null where it was not. */
  readonly pathCm: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly reason: string | null;
  readonly simulated: boolean;
  readonly instance: string;
  readonly attempt: number;
  readonly step: string;
  readonly round: string;
  /** Lab time, milliseconds since the epoch. */
  readonly atMs: number;
}

/** Saved values of these names in the order in which they were stored, `limit` at most. */
export async function listResultReadings(
  database: Database,
  { runId, names, limit }: { readonly runId: string; readonly names: readonly string[]; readonly limit: number },
): Promise<ResultReadingRow[]> {
  return database.query<ResultReadingRow>(
    `select r.name, r.labware, r.well, r.value, r.path_cm as "pathCm", r.unit, r.simulated, r.step_instance_id as instance, r.attempt, s.step_id as step,
       s.iteration_path as round, floor(extract(epoch from r.at_lab) * 1000)::float8 as "atMs",
       case when m.id is not null then 'masked' when r.quality = 'ok' and l.identity <> 'known' then 'suspect' else r.quality end as quality,
       coalesce(m.reason, r.reason, case when l.identity <> 'known' then 'nobody knows whether this is the right labware' end) as reason
     from (select * from lab.saved_readings where run_id = $1 and name = any($2::text[]) order by id limit $3) r
     join lab.step_instances s on s.id = r.step_instance_id
     left join lab.labware l on l.run_id = r.run_id and l.name = r.labware
     left join lab.masked_wells m on m.labware_id = l.id and m.well = r.well and m.lifted_at is null
     order by r.id`,
    [runId, names, limit],
  );
}

/** A number that a person brought as evidence of a task that is completed. */
export interface BroughtNumberRow {
  readonly step: string;
  readonly round: string;
  readonly evidence: string;
  readonly value: number;
  readonly unit: string | null;
  readonly scripted: boolean;
  /** Lab time, milliseconds since the epoch. */
  readonly atMs: number;
}

/** Of a step that was done again only what its last attempt brought. */
export async function listBroughtNumbers(database: Database, runId: string): Promise<BroughtNumberRow[]> {
  return database.query<BroughtNumberRow>(
    `select s.step_id as step, s.iteration_path as round, e.evidence_id as evidence, (e.value->>'value')::float8 as value, e.value->>'unit' as unit,
       t.scripted, floor(extract(epoch from t.completed_lab) * 1000)::float8 as "atMs"
     from (select distinct on (step_instance_id) * from lab.operator_tasks
       where run_id = $1 and completed_lab is not null and kind <> 'recovery' order by step_instance_id, attempt desc) t
     join lab.step_instances s on s.id = t.step_instance_id join lab.evidence e on e.task_id = t.id
     where e.kind = 'number' order by t.completed_lab, e.id`,
    [runId],
  );
}
