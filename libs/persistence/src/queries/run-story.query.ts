import type { EventType } from '@labwright/domain';
import type { Database } from '../database';

/** What happened in a run, as its timeline and its report are made of it. */
export interface StoryEvent {
  readonly type: EventType;
  readonly actor: string;
  readonly stepInstanceId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly atLab: Date;
  readonly atWall: Date;
}

/** Events of a run of these types in their order. What a transaction that is still open writes comes with the next look. */
export async function listStory(database: Database, runId: string, types: readonly EventType[]): Promise<StoryEvent[]> {
  return database.query<StoryEvent>(
    `select type, actor, step_instance_id as "stepInstanceId", data, at_lab as "atLab", at_wall as "atWall" from lab.events
     where run_id = $1 and type = any($2) order by xid, id`,
    [runId, types],
  );
}

/** Who does or did the task of a step. */
export interface TaskPersonRow {
  readonly stepInstanceId: string;
  readonly role: string;
  readonly person: string | null;
  /** Done by the scripted operator of a simulated lab. */
  readonly scripted: boolean;
}

/** The person of the latest task of each step that has one. */
export async function listTaskPeople(database: Database, runId: string): Promise<TaskPersonRow[]> {
  return database.query<TaskPersonRow>(
    `select distinct on (t.step_instance_id) t.step_instance_id as "stepInstanceId", t.role, p.name as person, t.scripted
     from lab.operator_tasks t left join lab.principals p on p.id = coalesce(t.completed_by, t.claimed_by)
     where t.run_id = $1 and t.kind <> 'recovery' order by t.step_instance_id, t.attempt desc`,
    [runId],
  );
}
