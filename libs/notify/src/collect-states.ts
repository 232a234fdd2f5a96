import type { Database } from '@labwright/persistence';
import { oneLine, placeOf, toDoAbout, type Notice, type Subject } from './notice';
import { addNotice } from './notification-store';
import { NoticeKind, type NotifyRules } from './notify-rules.schema';

/** An instrument that comes and goes is told of once in this time. */
const QUIET = '10 minutes';

interface TaskRow extends Subject {
  readonly taskId: string;
  readonly stepInstanceId: string;
  readonly role: string;
  readonly instruction: string;
  readonly overdue: boolean;
  readonly dueLab: Date | null;
}

/**
 * Makes notifications of tasks that are due or overdue, in lab time. A task without a due time is due when it opens; what a script does in
 * a simulated lab is nobody's. Only tasks that have not been told of are looked at, so a task is told once each.
 */
export async function collectTasks(database: Database, rules: NotifyRules): Promise<void> {
  const { task_due: due, task_overdue: overdue } = rules.rules;
  if (!due && !overdue) return;
  const rows = await database.query<TaskRow>(
    `select * from (
       select t.id as "taskId", t.run_id as "runId", t.step_instance_id as "stepInstanceId", t.role, t.title as "stepTitle", t.instruction, t.due_lab as "dueLab",
         p.title as "protocolTitle", null as "instrumentId", null as location,
         $2 and coalesce(t.due_lab < lab.lab_now(), false) as overdue
       from lab.operator_tasks t join lab.runs r on r.id = t.run_id join lab.protocols p on p.hash = r.protocol_hash
       where t.status in ('open', 'claimed') and not t.scripted and t.kind <> 'recovery'
         and (t.due_lab is null or t.due_lab - $1 * interval '1 millisecond' <= lab.lab_now())) due
     where (overdue or $3) and not exists (select 1 from lab.notifications n where n.key = case when overdue then 'task_overdue:' else 'task_due:' end || "taskId")
     limit 100`,
    [rules.dueBeforeMs, overdue !== undefined, due !== undefined],
  );
  for (const row of rows) await database.transaction((tx) => addNotice(tx, taskNotice(row), rules));
}

function taskNotice(row: TaskRow): Notice {
  const kind = row.overdue ? NoticeKind.task_overdue : NoticeKind.task_due;
  const { runId, stepInstanceId, taskId } = row;
  const since = row.dueLab === null ? 'it waits for a person' : `it is due at ${new Date(row.dueLab).toISOString()} (lab time)`;
  return {
    key: `${kind}:${taskId}`,
    kind,
    runId,
    stepInstanceId,
    taskId,
    instrumentId: null,
    title: oneLine(`${row.overdue ? 'Overdue' : 'Due'}: ${row.stepTitle ?? 'a task'}`, 150),
    happened: oneLine(`A task for a ${row.role}: ${since}. ${row.instruction}`, 1_000),
    place: placeOf(row),
    toDo: toDoAbout(kind, row),
  };
}

interface LostRow {
  readonly id: string;
  readonly location: string;
  readonly link: string;
  readonly reason: string;
  readonly agent: string;
  readonly leaseOver: boolean;
  readonly since: Date;
}

/** Makes notifications of instruments that have been away for too long: not online, or of a bench agent that has died and says nothing. */
export async function collectLostInstruments(database: Database, rules: NotifyRules): Promise<void> {
  if (!rules.rules.instrument_lost) return;
  const rows = await database.query<LostRow>(
    `select * from (
       select i.id, i.location, i.link, i.link_reason as reason, i.agent, i.link = 'online' as "leaseOver",
         case when i.link = 'online' then l.expires_at else i.offline_since end as since
       from lab.instruments i join lab.leases l on l.instrument_id = i.id where i.service not in ('retired', 'manual')) away
     where since > '-infinity' and since < clock_timestamp() - $1 * interval '1 millisecond'
       and not exists (select 1 from lab.notifications n where n.kind = 'instrument_lost' and n.instrument_id = away.id
         and (n.created_at > now() - interval '${QUIET}' or n.resolved_at is null))
     limit 100`,
    [rules.lostAfterMs],
  );
  for (const row of rows) await database.transaction((tx) => addNotice(tx, lostNotice(row), rules));
}

function lostNotice({ id, location, link, reason, agent, leaseOver, since }: LostRow): Notice {
  const at = new Date(since);
  const why = leaseOver ? `its bench agent ${agent} has said nothing` : `it is ${link}: ${reason}`;
  const where = { runId: null, protocolTitle: null, stepTitle: null, instrumentId: id, location };
  return {
    key: `instrument_lost:${id}:${at.getTime()}`,
    kind: NoticeKind.instrument_lost,
    runId: null,
    stepInstanceId: null,
    taskId: null,
    instrumentId: id,
    title: oneLine(`Lost: ${id}`, 150),
    happened: oneLine(`${id} has been away since ${at.toISOString()}; ${why}`, 1_000),
    place: placeOf(where),
    toDo: toDoAbout(NoticeKind.instrument_lost, where),
  };
}
