import type { TaskStatus } from '@labwright/domain';
import type { PlanConsult, PlanEvidence, PlanOperatorStep } from '@labwright/protocol';
import type { Database, Tx } from '../database';
import type { ConsultAnswer, RecoveryAnswer, RecoveryFacts } from '../entities/run.entity';
import { MODEL_QUESTION, type ModelQuestionRow } from './model-question.query';

/** A photo of a task, and what a model saw in it. */
export interface PhotoCheckRow {
  readonly evidence: string;
  readonly photo: string;
  readonly status: 'waiting' | 'checked' | 'unavailable';
  readonly verdict: 'pass' | 'fail' | 'unsure' | null;
  readonly quality: 'good' | 'poor' | 'unusable' | null;
  readonly observations: readonly string[];
  /** Why nobody but people looked. */
  readonly problem: string;
  /** `simulated` for the model that comes with the lab; provider and model are empty before it was asked. */
  readonly provider: string;
  readonly model: string;
  readonly promptVersion: number | null;
  readonly call: string | null;
  /** Wall time, ISO 8601. */
  readonly checkedAt: string | null;
  readonly accepted: { readonly by: Named; readonly reason: string; readonly at: string } | null;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** An operator task with everything that its operator has to see. */
export interface TaskRow {
  readonly id: string;
  readonly run: string;
  readonly protocolTitle: string;
  readonly stepInstanceId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly kind: 'operator' | 'consult' | 'recovery';
  readonly status: TaskStatus;
  readonly role: string;
  readonly title: string;
  readonly instruction: string;
  readonly say: string | null;
  readonly hazards: readonly string[];
  readonly ppe: readonly string[];
  readonly moves: PlanOperatorStep['moves'];
  readonly evidence: readonly PlanEvidence[];
  /** What was brought; empty before the task is completed. */
  readonly given: readonly { readonly id: string; readonly kind: string; readonly value: unknown; readonly recordedAt: string }[];
  /** Photos that were brought to it, with their checks; the newest last. */
  readonly photos: readonly PhotoCheckRow[];
  /** Of a consult: saved readings to look at, what may be adjusted, and the answer once there is one. */
  readonly shows: readonly string[];
  readonly adjust: PlanConsult['adjust'];
  readonly answer: ConsultAnswer | RecoveryAnswer | null;
  /** What the model was asked about it; null where it was not. */
  readonly model: ModelQuestionRow | null;
  /** Of a recovery task: what holds the run. */
  readonly recovery: RecoveryFacts | null;
  /** Of a recovery task at an instrument with nests: where the record says that labware is. */
  readonly places: readonly { readonly nest: string; readonly labware: string | null; readonly name: string | null }[];
  readonly claimedBy: Named | null;
  readonly claimedAt: Date | null;
  readonly completedBy: Named | null;
  readonly completedAt: Date | null;
  readonly completedLab: Date | null;
  readonly scripted: boolean;
  readonly note: string;
  readonly openedAt: Date;
  readonly openedLab: Date;
  readonly dueLab: Date | null;
}

const SELECT = `select t.id, t.run_id as run, p.title as "protocolTitle", t.step_instance_id as "stepInstanceId", s.step_id as "stepId", t.attempt, t.kind, t.status,
    t.role, t.title, t.instruction, t.say, coalesce(s.definition->'hazards', '[]') as hazards, coalesce(s.definition->'ppe', '[]') as ppe,
    t.moves, t.evidence, t.shows, t.adjust, t.answer, t.recovery, ${MODEL_QUESTION} as model,
    coalesce((select jsonb_agg(jsonb_build_object('nest', n.id, 'labware', l.id, 'name', l.name) order by n.id)
      from lab.places n left join lab.labware l on l.place_id = n.id where n.instrument_id = t.recovery->>'instrument' and t.status in ('open', 'claimed')), '[]') as places,
    coalesce((select jsonb_agg(jsonb_build_object('id', e.evidence_id, 'kind', e.kind, 'value', e.value, 'recordedAt', e.recorded_at) order by e.recorded_at, e.id)
      from lab.evidence e where e.task_id = t.id), '[]') as given,
    coalesce((select jsonb_agg(jsonb_build_object('evidence', c.evidence_id, 'photo', c.photo, 'status', c.status, 'verdict', c.verdict, 'quality', c.quality,
        'observations', c.observations, 'problem', c.problem, 'provider', c.provider, 'model', c.model, 'promptVersion', c.prompt_version, 'call', c.call_id,
        'checkedAt', c.checked_at, 'accepted', case when c.accepted_by is not null then
          jsonb_build_object('by', jsonb_build_object('id', w.id, 'name', w.name), 'reason', c.accepted_reason, 'at', c.accepted_at) end) order by c.asked_at, c.id)
      from lab.photo_checks c left join lab.principals w on w.id = c.accepted_by where c.task_id = t.id), '[]') as photos,
    case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name) end as "claimedBy", t.claimed_at as "claimedAt",
    case when b.id is not null then jsonb_build_object('id', b.id, 'name', b.name) end as "completedBy", t.completed_at as "completedAt",
    t.completed_lab as "completedLab", t.scripted, t.note, t.opened_at as "openedAt", t.opened_lab as "openedLab", t.due_lab as "dueLab"
  from lab.operator_tasks t join lab.step_instances s on s.id = t.step_instance_id join lab.runs r on r.id = t.run_id
  join lab.protocols p on p.hash = r.protocol_hash left join lab.principals a on a.id = t.claimed_by left join lab.principals b on b.id = t.completed_by
  left join lab.model_questions q on q.task_id = t.id`;

/** Tasks, the oldest first, after the task of that id; at most `limit`. */
export async function listTasks(
  database: Database,
  options: {
    readonly statuses: readonly TaskStatus[];
    readonly runId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<TaskRow[]> {
  return database.query<TaskRow>(
    `${SELECT} where t.status = any($1) and ($2::uuid is null or t.run_id = $2)
       and ($3::uuid is null or (t.opened_at, t.id) > (select opened_at, id from lab.operator_tasks where id = $3))
     order by t.opened_at, t.id limit $4`,
    [options.statuses, options.runId ?? null, options.after ?? null, options.limit],
  );
}

/** One task; null when there is none of that id. */
export async function readTask(database: Pick<Database, 'query'> | Pick<Tx, 'query'>, id: string): Promise<TaskRow | null> {
  const [row] = await database.query<TaskRow>(`${SELECT} where t.id = $1`, [id]);
  return row ?? null;
}
