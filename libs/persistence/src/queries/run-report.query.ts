import type { QuantityKind } from '@labwright/domain';
import type { Database } from '../database';

/** A parameter that a person has changed in answer to a consult, in its canonical unit. */
export interface AdjustmentRow {
  readonly param: string;
  readonly from: number;
  readonly to: number;
  readonly kind: QuantityKind | null;
  readonly by: string;
  readonly task: string;
  readonly atLab: Date;
}

export async function listAdjustments(database: Database, runId: string): Promise<AdjustmentRow[]> {
  return database.query<AdjustmentRow>(
    `select a.param, a.old_value as "from", a.new_value as "to", r.plan->'scope'->'params'->>a.param as kind, p.name as by, a.task_id as task,
       a.at_lab as "atLab"
     from lab.adjustments a join lab.runs r on r.id = a.run_id join lab.principals p on p.id = a.made_by where a.run_id = $1 order by a.id`,
    [runId],
  );
}

/** A question of the protocol to a person, and what was answered. */
export interface ConsultRow {
  readonly task: string;
  readonly question: string;
  readonly role: string;
  readonly choice: string | null;
  readonly note: string;
  readonly by: string | null;
  readonly byModel: boolean;
  readonly askedLab: Date;
  readonly answeredLab: Date | null;
}

export async function listConsults(database: Database, runId: string): Promise<ConsultRow[]> {
  return database.query<ConsultRow>(
    `select t.id as task, t.instruction as question, t.role, t.answer->>'choice' as choice, t.note, p.name as by, p.kind = 'model' as "byModel", t.opened_lab as "askedLab",
       t.completed_lab as "answeredLab"
     from lab.operator_tasks t left join lab.principals p on p.id = t.completed_by where t.run_id = $1 and t.kind = 'consult' order by t.opened_lab, t.id`,
    [runId],
  );
}

/** All readings of one name that one instrument gave. */
export interface GivenReadings {
  readonly name: string;
  readonly instrument: string;
  readonly unit: string;
  readonly count: number;
  readonly ok: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly fromLab: Date;
  readonly toLab: Date;
  readonly simulated: boolean;
}

export async function summariseReadings(database: Database, runId: string): Promise<GivenReadings[]> {
  return database.query<GivenReadings>(
    `select name, instrument_id as instrument, unit, count(*)::float8 as count, count(*) filter (where quality = 'ok')::float8 as ok,
       min(value) filter (where quality = 'ok') as min, max(value) filter (where quality = 'ok') as max, min(at_lab) as "fromLab",
       max(at_lab) as "toLab", bool_or(simulated) as simulated
     from lab.readings where run_id = $1 group by name, instrument_id, unit order by name, instrument_id, unit`,
    [runId],
  );
}

/** All values that a run has saved under one name. */
export interface SavedSummary {
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  /** How often it was saved. */
  readonly series: number;
  readonly count: number;
  readonly ok: number;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  /** Median of the values of the last series that can be used; null where there is none. */
  readonly lastMedian: number | null;
  readonly simulated: boolean;
}

export async function summariseSaved(database: Database, runId: string): Promise<SavedSummary[]> {
  return database.query<SavedSummary>(
    `with saved as (select r.*, rank() over (partition by name order by series desc) as back from
       (select *, max(id) over (partition by name, step_instance_id, attempt) as series from lab.saved_readings where run_id = $1) r)
     select name, kind, unit, count(distinct series)::float8 as series, count(*)::float8 as count, count(*) filter (where quality = 'ok')::float8 as ok,
       min(value) filter (where quality = 'ok') as min, percentile_cont(0.5) within group (order by value) filter (where quality = 'ok') as median,
       max(value) filter (where quality = 'ok') as max,
       percentile_cont(0.5) within group (order by value) filter (where quality = 'ok' and back = 1) as "lastMedian", bool_or(simulated) as simulated
     from saved group by name, kind, unit order by name, unit`,
    [runId],
  );
}

/** What went over one wire for a run. */
export interface WireSummary {
  readonly instrument: string;
  readonly driver: string;
  /** `serial`, `tcp` or `mqtt`: the scheme of its URL. */
  readonly transport: string;
  readonly simulated: boolean;
  readonly queries: number;
  readonly setpoints: number;
  readonly actions: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unknown: number;
  /** Sent, and no answer on the record. */
  readonly unanswered: number;
  /** Wall milliseconds to the answer. */
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}

/** Each instrument that was told something, and each that the plan is bound to. */
export async function summariseWires(database: Database, runId: string): Promise<WireSummary[]> {
  return database.query<WireSummary>(
    `with used as (select distinct b.value as id from lab.runs r, jsonb_each_text(r.plan->'bindings') b where r.id = $1
       union select instrument_id from lab.commands where run_id = $1)
     select i.id as instrument, i.driver, split_part(i.url, ':', 1) as transport, i.simulated,
       count(c.id) filter (where c.kind = 'query')::float8 as queries, count(c.id) filter (where c.kind = 'setpoint')::float8 as setpoints,
       count(c.id) filter (where c.kind = 'action')::float8 as actions, count(c.id) filter (where c.outcome = 'succeeded')::float8 as succeeded,
       count(c.id) filter (where c.outcome = 'failed')::float8 as failed, count(c.id) filter (where c.outcome = 'unknown')::float8 as unknown,
       count(c.id) filter (where c.outcome is null)::float8 as unanswered,
       percentile_cont(0.5) within group (order by c.duration_ms) as "medianMs", max(c.duration_ms) as "maxMs"
     from used u join lab.instruments i on i.id = u.id left join lab.commands c on c.instrument_id = i.id and c.run_id = $1
     group by i.id order by i.id`,
    [runId],
  );
}
