import type { ActivityState, LinkState, RunStatus, ServiceState, StepStatus } from '@labwright/domain';
import type { Database, Tx } from '../database';
import { LINK_NOW, LINK_REASON_NOW } from './instrument-link.query';
import type { LabClockRow } from './lab-view.query';
import { listStepQuestions, type StepQuestionRow } from './step-question.query';

/** A step that is under way or waits, with what its run says of its urgency. */
export interface JobRow {
  readonly id: string;
  readonly stepId: string;
  readonly iterationPath: string;
  readonly kind: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly instrument: string | null;
  readonly run: string;
  readonly runStatus: RunStatus;
  readonly holdReasons: readonly string[];
  readonly protocol: { readonly hash: string; readonly name: string; readonly title: string };
  readonly priority: number;
  readonly runStartedAt: Date | null;
  readonly waitingFor: string | null;
  readonly waitingPlace: string | null;
  readonly expectedMs: number;
  readonly settlingMs: number | null;
  readonly startedLab: Date | null;
  /** When its attempt was dispatched, and when a bench agent took it. */
  readonly dispatchedAt: Date | null;
  readonly claimedAt: Date | null;
  readonly holdStartedLab: Date | null;
  /** End of its hold, of its wait, or of the pause between two rounds. */
  readonly dueLab: Date | null;
  readonly round: number;
  /** Place in the queue of its instrument, from 1, and how many are in it; 0 where there is no queue. */
  readonly turn: number;
  readonly total: number;
}

export interface JobTaskRow {
  readonly id: string;
  readonly kind: 'operator' | 'consult';
  readonly status: 'open' | 'claimed';
  readonly title: string;
  readonly role: string;
  readonly instrument: string | null;
  readonly run: string;
  readonly protocolTitle: string;
  readonly stepInstance: string;
  readonly claimedBy: string | null;
  readonly openedAt: Date;
  readonly dueLab: Date | null;
  readonly turn: number;
  readonly total: number;
}

export interface JobInstrumentRow {
  readonly id: string;
  readonly simulated: boolean;
  readonly location: string;
  readonly link: LinkState;
  readonly linkReason: string;
  readonly activity: ActivityState;
  readonly service: ServiceState;
  readonly serviceReason: string;
  readonly pausedAt: Date | null;
  readonly pauseReason: string;
  /** The run whose person may reach into it now. */
  readonly openFor: string | null;
}

/** The queue of the lab at one moment. */
export interface QueueRows {
  readonly clock: LabClockRow;
  readonly instruments: readonly JobInstrumentRow[];
  readonly underWay: readonly JobRow[];
  readonly waiting: readonly JobRow[];
  /** Waits and pauses between rounds: they need no instrument, only time. */
  readonly timed: readonly JobRow[];
  readonly tasks: readonly JobTaskRow[];
  readonly questions: readonly StepQuestionRow[];
}

export interface QueueOptions {
  /** Only this instrument; null for all, and for what waits for none. */
  readonly instrument: string | null;
  /** Most steps, and most tasks, in one queue. */
  readonly limit: number;
}

/** Of runs that are not over: `ended_at is null` has an index of its own, so that those that are over cost nothing. */
const URGENCY = `r.priority desc, r.started_at, r.id`;
/**
 * `q` names the steps; the wide columns are read only of those that are shown, one by one: nobody can know beforehand how few of a long queue
 * that are, and Postgres would read all of the table.
 */
const JOBS = `select s.id, s.step_id as "stepId", s.iteration_path as "iterationPath", s.kind, s.definition->>'title' as title, s.status, s.attempt,
    q.instrument, s.run_id as run, r.status as "runStatus", r.state->'holdReasons' as "holdReasons",
    jsonb_build_object('hash', p.hash, 'name', p.name, 'title', p.title) as protocol, r.priority, r.started_at as "runStartedAt", s.waiting_for as "waitingFor",
    s.waiting_place as "waitingPlace", (s.definition->>'expectedMs')::float8 as "expectedMs", s.settling_ms as "settlingMs", s.started_lab as "startedLab",
    a.dispatched_at as "dispatchedAt", a.claimed_at as "claimedAt", s.hold_started_lab as "holdStartedLab", q.due_lab as "dueLab", s.round,
    q.turn::int as turn, q.total::int as total
  from q cross join lateral (select * from lab.step_instances where id = q.id limit 1) s join lab.runs r on r.id = s.run_id join lab.protocols p on p.hash = r.protocol_hash
  left join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt`;

/** Reads everything in one snapshot, so that a step that moves on meanwhile is neither left out nor shown twice. */
export async function readQueue(database: Database, options: QueueOptions): Promise<QueueRows> {
  return database.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const [clock] = await tx.query<LabClockRow>(
      `select lab.lab_now() as "labNow", clock_timestamp() as "wallNow", rate, scale, simulated from lab.lab_clock`,
    );
    if (!clock) throw new Error('lab.lab_clock has no row');
    return {
      clock,
      instruments: await readInstruments(tx, options),
      underWay: await readUnderWay(tx, options),
      waiting: await readWaiting(tx, options),
      timed: options.instrument === null ? await readTimed(tx, options) : [],
      tasks: await readTasks(tx, options),
      questions: await listStepQuestions(tx, null),
    };
  });
}

function readInstruments(tx: Tx, { instrument }: QueueOptions): Promise<JobInstrumentRow[]> {
  return tx.query<JobInstrumentRow>(
    `select i.id, i.simulated, i.location, ${LINK_NOW} as link, ${LINK_REASON_NOW} as "linkReason", i.activity, i.service, i.service_reason as "serviceReason",
       i.paused_at as "pausedAt", i.pause_reason as "pauseReason", o.run_id as "openFor"
     from lab.instruments i left join lab.instrument_access o on o.instrument_id = i.id
     where i.service <> 'retired' and ($1::text is null or i.id = $1) order by i.id`,
    [instrument],
  );
}

function readUnderWay(tx: Tx, { instrument }: QueueOptions): Promise<JobRow[]> {
  return tx.query<JobRow>(
    `with q as (select id, instrument_id as instrument, hold_due_lab as due_lab, 0 as turn, 0 as total from lab.step_instances
       where status in ('dispatched', 'running', 'holding') and instrument_id is not null and ($1::text is null or instrument_id = $1))
     ${JOBS} order by q.instrument, s.started_lab nulls last, s.id`,
    [instrument],
  );
}

/** In the order in which they will get what they wait for. Steps that a person has to answer for are questions and stand in no queue. */
function readWaiting(tx: Tx, { instrument, limit }: QueueOptions): Promise<JobRow[]> {
  return tx.query<JobRow>(
    `with ready as (
       select s.id, s.run_id, s.attempt, s.position, coalesce(s.instrument_id, w.instrument_id) as instrument from lab.step_instances s
       left join lab.places w on w.id = s.waiting_place where s.status = 'ready'),
     ranked as (
       select s.id, s.instrument, null::timestamptz as due_lab, count(*) over (partition by s.instrument) as total,
         row_number() over (partition by s.instrument order by ${URGENCY}, s.position) as turn
       from ready s join lab.runs r on r.id = s.run_id and r.ended_at is null
       where ($1::text is null or s.instrument = $1) and not (r.status = 'held' and exists (select 1 from lab.attempts a
         where a.step_instance_id = s.id and a.number = s.attempt and a.status = 'failed'))),
     q as (select * from ranked where turn <= $2)
     ${JOBS} order by q.instrument, q.turn`,
    [instrument, limit],
  );
}

function readTimed(tx: Tx, { limit }: QueueOptions): Promise<JobRow[]> {
  return tx.query<JobRow>(
    `with timed as (
       select s.id, t.due_lab from lab.step_instances s join lab.timers t on t.step_instance_id = s.id and t.attempt = s.attempt and t.fired_at is null
         where s.status = 'holding' and s.instrument_id is null
       union all
       select id, next_round_lab from lab.step_instances where status = 'in_body' and next_round_lab is not null),
     ranked as (select id, due_lab, null::text as instrument, count(*) over () as total, row_number() over (order by due_lab, id) as turn from timed),
     q as (select * from ranked where turn <= $1)
     ${JOBS} order by q.turn`,
    [limit],
  );
}

/** Open tasks at each instrument that they touch; at none where they touch none. */
function readTasks(tx: Tx, { instrument, limit }: QueueOptions): Promise<JobTaskRow[]> {
  return tx.query<JobTaskRow>(
    `with touched as (
       select t.id, t.run_id, t.opened_at, n.instrument from lab.operator_tasks t
       left join lateral (select distinct p.instrument_id as instrument from jsonb_array_elements(t.moves) m
         join lab.places p on p.id in (m->>'from', m->>'to') where p.instrument_id is not null) n on true
       where t.status in ('open', 'claimed') and t.kind <> 'recovery'),
     ranked as (
       select x.id, x.instrument, count(*) over (partition by x.instrument) as total,
         row_number() over (partition by x.instrument order by ${URGENCY}, x.opened_at, x.id) as turn
       from touched x join lab.runs r on r.id = x.run_id and r.ended_at is null where ($1::text is null or x.instrument = $1))
     select t.id, t.kind, t.status, t.title, t.role, q.instrument, t.run_id as run, p.title as "protocolTitle", t.step_instance_id as "stepInstance",
       c.name as "claimedBy", t.opened_at as "openedAt", t.due_lab as "dueLab", q.turn::int as turn, q.total::int as total
     from ranked q cross join lateral (select * from lab.operator_tasks where id = q.id limit 1) t join lab.runs r on r.id = t.run_id join lab.protocols p on p.hash = r.protocol_hash
     left join lab.principals c on c.id = t.claimed_by where q.turn <= $2 order by q.instrument, q.turn`,
    [instrument, limit],
  );
}
