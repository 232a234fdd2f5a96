import type { QuantityKind, ReadingQuality } from '@labwright/domain';
import type { PlanConsult, PlanExpect } from '@labwright/protocol';
import type { Database, Tx } from '../database';

/** What a model says to readings. */
export const ModelDecisions = ['continue', 'adjust', 'stop', 'ask'] as const;
export type ModelDecision = (typeof ModelDecisions)[number];

/** What a model was asked about a run, and what became of it. */
export interface ModelQuestionRow {
  readonly id: string;
  readonly task: string;
  readonly stepInstance: string;
  readonly kind: 'consult' | 'advice';
  /** Of advice: what holds the run, as the run gives it; null of a consult. */
  readonly about: string | null;
  /** `waiting`: it is being asked; `settled`: its answer was applied; `shown`: a person decides and sees it; `no_answer`: a person decides. */
  readonly status: 'waiting' | 'settled' | 'shown' | 'no_answer';
  readonly decision: ModelDecision | null;
  readonly adjust: readonly { readonly param: string; readonly value: number; readonly unit: string }[];
  readonly reason: string;
  readonly readings: readonly string[];
  readonly model: string | null;
  readonly promptVersion: number | null;
  readonly call: string | null;
  /** Why a person decides; empty where it is settled. */
  readonly outcome: string;
  readonly draft: string | null;
  /** ISO 8601, wall time. */
  readonly askedAt: string;
  readonly endedAt: string | null;
}

const OVERDUE = `(q.ended_at is null and q.expires_at <= clock_timestamp())`;

/** One question as JSON, for tables in which `q` is `lab.model_questions`; null where nothing was asked. A question that nobody took in time has no answer. */
export const MODEL_QUESTION = `case when q.id is not null then jsonb_build_object('id', q.id, 'task', q.task_id, 'stepInstance', q.step_instance_id, 'kind', q.kind,
  'about', (select recovery->>'reason' from lab.operator_tasks where id = q.task_id),
  'status', case when ${OVERDUE} then 'no_answer' when q.ended_at is null then 'waiting' else q.status end, 'decision', q.decision, 'adjust', q.adjust,
  'reason', q.reason, 'readings', to_jsonb(q.readings), 'model', q.model, 'promptVersion', q.prompt_version, 'call', q.call_id,
  'outcome', case when ${OVERDUE} then 'no answer came in time' else q.outcome end, 'draft', q.draft, 'askedAt', q.asked_at, 'endedAt', q.ended_at) end`;

/** Questions to the model of a run, in the order in which they were asked. */
export async function listModelQuestions(database: Database, runId: string): Promise<ModelQuestionRow[]> {
  const rows = await database.query<{ question: ModelQuestionRow }>(
    `select ${MODEL_QUESTION} as question from lab.model_questions q where q.run_id = $1 order by q.asked_at, q.id`,
    [runId],
  );
  return rows.map(({ question }) => question);
}

/** A question that this process has taken, with what it is asked with. Bounds and adjustments are in canonical units. */
export interface TakenQuestion {
  readonly id: string;
  readonly kind: 'consult' | 'advice';
  readonly runId: string;
  readonly taskId: string;
  readonly stepInstanceId: string;
  readonly step: string;
  readonly path: string;
  readonly title: string;
  readonly question: string;
  readonly protocol: { readonly hash: string; readonly name: string; readonly title: string };
  readonly shows: readonly string[];
  /** What the step expects of a reading, in the canonical unit of its kind; null where nothing. */
  readonly expect: Pick<PlanExpect, 'reading' | 'min' | 'max'> | null;
  readonly bounds: PlanConsult['adjust'];
  readonly kinds: Readonly<Record<string, QuantityKind>>;
  readonly params: Readonly<Record<string, number>>;
  /** How often each parameter was adjusted in this run. */
  readonly made: Readonly<Record<string, number>>;
  /** Principal that made the run: its budget, and the author of what is drafted for it. */
  readonly createdBy: string;
  readonly leftMs: number;
}

/** Takes the oldest open question for one process, so that no other asks it too; null when there is none. */
export async function takeModelQuestion(tx: Tx, by: string): Promise<TakenQuestion | null> {
  const [row] = await tx.query<TakenQuestion>(
    `with taken as (update lab.model_questions set status = 'asking', claimed_by = $1 where id = (select id from lab.model_questions
       where status = 'open' and expires_at > clock_timestamp() order by asked_at limit 1 for update skip locked) returning *)
     select q.id, q.kind, q.run_id as "runId", q.task_id as "taskId", q.step_instance_id as "stepInstanceId", s.step_id as step, s.iteration_path as path,
       s.definition->>'title' as title, t.instruction as question, json_build_object('hash', p.hash, 'name', p.name, 'title', p.title) as protocol,
       case q.kind when 'advice' then array_remove(array[s.definition->'expect'->>'reading'], null) else t.shows end as shows,
       (s.definition->'expect') - 'otherwise' as expect, t.adjust as bounds,
       r.plan->'scope'->'params' as kinds,
       (r.plan->'canonicalParameters') || coalesce((select jsonb_object_agg(param, new_value) from (select distinct on (param) param, new_value
          from lab.adjustments where run_id = r.id order by param, id desc) a), '{}') as params,
       coalesce((select jsonb_object_agg(param, n) from (select param, count(*) as n from lab.adjustments where run_id = r.id group by param) m), '{}') as made,
       r.created_by as "createdBy", greatest(0, extract(epoch from q.expires_at - clock_timestamp()))::float8 * 1000 as "leftMs"
     from taken q join lab.operator_tasks t on t.id = q.task_id join lab.step_instances s on s.id = q.step_instance_id
       join lab.runs r on r.id = q.run_id join lab.protocols p on p.hash = r.protocol_hash`,
    [by],
  );
  return row ?? null;
}

/** One value of a saved reading, in the canonical unit of its kind. */
export interface SavedHistoryRow {
  readonly name: string;
  readonly unit: string;
  readonly well: string;
  readonly sample: string | null;
  readonly value: number | null;
  readonly quality: ReadingQuality;
  readonly at: Date;
  /** The same for all values that one step has saved at once. */
  readonly series: string;
}

/** What a run has saved under these names, oldest first: the newest `limit` values. */
export async function savedHistory(database: Database, runId: string, names: readonly string[], limit: number): Promise<SavedHistoryRow[]> {
  return database.query<SavedHistoryRow>(
    `select * from (select r.id, r.name, r.unit, r.well, r.sample, r.value, case when m.id is null then r.quality else 'masked' end as quality, r.at_lab as at,
         r.step_instance_id || '/' || r.attempt as series
       from lab.saved_readings r left join lab.labware l on l.run_id = r.run_id and l.name = r.labware
         left join lab.masked_wells m on m.labware_id = l.id and m.well = r.well and m.lifted_at is null
       where r.run_id = $1 and r.name = any($2) order by r.id desc limit $3) s order by id`,
    [runId, names, limit],
  );
}
