import type { Quantity, RunState, RunStatus, StepStatus } from '@labwright/domain';
import type { PlanStep, PlanWell } from '@labwright/protocol';
import type { Database } from '../database';

/** A run as lists show it. */
export interface RunSummaryRow {
  readonly id: string;
  readonly protocol: { readonly hash: string; readonly name: string; readonly version: string; readonly title: string };
  readonly status: RunStatus;
  readonly state: RunState;
  readonly priority: number;
  readonly simulated: boolean;
  readonly selfApproved: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly startedLab: Date | null;
  readonly endedLab: Date | null;
}

/** A run with what it was approved for; its steps and labware are read apart. */
export interface RunRow extends RunSummaryRow {
  readonly parameters: Readonly<Record<string, Quantity>>;
  readonly bindings: Readonly<Record<string, string>>;
  /** Parameters that a consult has adjusted, in canonical units. */
  readonly adjusted: Readonly<Record<string, number>>;
  readonly planHash: string;
  readonly expectedMs: number;
  readonly approval: {
    readonly id: string;
    readonly reviewer: string;
    readonly meaning: string;
    readonly selfApproved: boolean;
    readonly signedHash: string;
    readonly createdAt: string;
    readonly expiresAt: string;
  };
}

const SUMMARY = `r.id, jsonb_build_object('hash', p.hash, 'name', p.name, 'version', p.version, 'title', p.title) as protocol, r.status, r.state, r.priority,
  exists (select 1 from jsonb_each_text(r.plan->'bindings') b join lab.instruments i on i.id = b.value where i.simulated) as simulated,
  v.self_approved as "selfApproved", c.name as "createdBy", r.created_at as "createdAt", r.started_at as "startedAt", r.ended_at as "endedAt",
  r.started_lab as "startedLab", r.ended_lab as "endedLab"`;
const SOURCES = `lab.runs r join lab.protocols p on p.hash = r.protocol_hash join lab.reviews v on v.id = r.review_id
  join lab.principals c on c.id = r.created_by`;

export interface RunFilter {
  readonly status?: RunStatus | undefined;
  /** Name of the protocol. */
  readonly protocol?: string | undefined;
  /** Name of the principal that made it. */
  readonly createdBy?: string | undefined;
  /** When it was made, wall time: from inclusive, to exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Text in name, title or version of the protocol, in the name of its maker, or at the beginning of its id. */
  readonly q?: string | undefined;
}

/** Runs, the newest first, after the run of that id; at most `limit`. */
export async function listRuns(
  database: Database,
  options: RunFilter & { readonly after?: string | undefined; readonly limit: number },
): Promise<RunSummaryRow[]> {
  const { status, protocol, createdBy, from, to, q, after, limit } = options;
  // What is searched for is text, also where it looks like a pattern.
  const text = q?.replaceAll(/[\\%_]/g, String.raw`\$&`);
  return database.query<RunSummaryRow>(
    `select ${SUMMARY} from ${SOURCES}
     where ($1::text is null or r.status = $1) and ($4::text is null or p.name = $4) and ($5::text is null or c.name = $5)
       and ($6::timestamptz is null or r.created_at >= $6) and ($7::timestamptz is null or r.created_at < $7)
       and ($8::text is null or p.name ilike '%' || $8 || '%' or p.title ilike '%' || $8 || '%' or p.version ilike '%' || $8 || '%'
         or c.name ilike '%' || $8 || '%' or r.id::text ilike $8 || '%')
       and ($2::uuid is null or (r.created_at, r.id) < (select created_at, id from lab.runs where id = $2))
     order by r.created_at desc, r.id desc limit $3`,
    [status ?? null, after ?? null, limit, protocol ?? null, createdBy ?? null, from ?? null, to ?? null, text ?? null],
  );
}

/** One run; null when there is none of that id. */
export async function readRun(database: Database, id: string): Promise<RunRow | null> {
  const [row] = await database.query<RunRow>(
    `select ${SUMMARY}, r.parameters, r.plan->'bindings' as bindings,
       coalesce((select jsonb_object_agg(param, new_value) from (select distinct on (param) param, new_value from lab.adjustments
         where run_id = r.id order by param, id desc) a), '{}') as adjusted, r.plan_hash as "planHash", (r.plan->>'expectedMs')::float8 as "expectedMs",
       jsonb_build_object('id', v.id, 'reviewer', w.name, 'meaning', v.meaning, 'selfApproved', v.self_approved, 'signedHash', v.signed_hash,
         'createdAt', v.created_at, 'expiresAt', v.expires_at) as approval
     from ${SOURCES} join lab.principals w on w.id = v.reviewer where r.id = $1`,
    [id],
  );
  return row ?? null;
}

/** A step of a run with the times of its hold in lab and wall time. */
export interface RunStepRow {
  readonly id: string;
  readonly stepId: string;
  readonly iterationPath: string;
  readonly parentId: string | null;
  readonly round: number;
  readonly settling: boolean;
  readonly definition: PlanStep;
  readonly instrument: string | null;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly waitingFor: string | null;
  readonly error: Record<string, unknown> | null;
  readonly taskId: string | null;
  readonly dispatchedAt: Date | null;
  readonly startedLab: Date | null;
  readonly endedAt: Date | null;
  readonly endedLab: Date | null;
  readonly holdStartedLab: Date | null;
  readonly holdDueLab: Date | null;
  readonly holdStartedWall: Date | null;
  /** While it holds: when the hold ends if the rate of lab time stays. */
  readonly holdDueWall: Date | null;
}

/** Steps of a run in the order of its plan, then the stops that a cancel added. */
export async function listRunSteps(database: Database, runId: string): Promise<RunStepRow[]> {
  return database.query<RunStepRow>(
    `select s.id, s.step_id as "stepId", s.iteration_path as "iterationPath", s.parent_id as "parentId", s.round, s.settling_ms is not null as settling,
       s.definition - 'body' - 'cases' - 'else' as definition, s.instrument_id as instrument, s.status, s.attempt,
       s.waiting_for as "waitingFor", s.error, t.id as "taskId", s.dispatched_at as "dispatchedAt", s.started_lab as "startedLab",
       s.ended_at as "endedAt", s.ended_lab as "endedLab", s.hold_started_lab as "holdStartedLab", s.hold_due_lab as "holdDueLab",
       e.at_wall as "holdStartedWall",
       case when s.status = 'holding' then clock_timestamp() + (s.hold_due_lab - lab.lab_now()) / c.rate end as "holdDueWall"
     from lab.step_instances s cross join lab.lab_clock c
     left join lateral (select id from lab.operator_tasks where step_instance_id = s.id and kind <> 'recovery' order by attempt desc limit 1) t on true
     left join lateral (select at_wall from lab.events
       where run_id = s.run_id and step_instance_id = s.id and type = 'step.holding' order by xid desc, id desc limit 1) e on s.hold_started_lab is not null
     where s.run_id = $1 order by s.position, s.iteration_path`,
    [runId],
  );
}

export interface RunLabwareRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly barcode: string | null;
  readonly place: string;
  /** What is in each well, as the protocol has it. */
  readonly layout: Readonly<Record<string, PlanWell>>;
}

/** Labware of a run with the place where each piece is now. */
export async function listRunLabware(database: Database, runId: string): Promise<RunLabwareRow[]> {
  return database.query<RunLabwareRow>(
    `select b.id, b.name, b.type, b.barcode, b.place_id as place,
       coalesce((select l->'layout' from jsonb_array_elements(r.plan->'labware') l where l->>'id' = b.name), '{}') as layout
     from lab.labware b join lab.runs r on r.id = b.run_id where b.run_id = $1 order by b.name`,
    [runId],
  );
}
