import { MAX_BUSY_RATE } from '@labwright/domain';
import type { AtEnd, Tx } from '../database';

/** What an instrument nears slowly takes this long when it takes what its manifest expects, wall milliseconds; its driver looks every 50. */
const SETTLING_MS = 2_000;
/** A wait takes at least this long, wall milliseconds, so that its end is met within a few lab seconds. */
const SHORTEST_WAIT_MS = 250;
/**
 * When the lab slows down, lab time leaps by what the old rate would have made of so many wall milliseconds: processes hear of a new rate a
 * few milliseconds late, and one whose lab time was ahead by then would have to let it stand still while others go on.
 */
const HEARING_MS = 20;
/** The same above this rate, where a few milliseconds more would be minutes of the lab. */
const [FAST_RATE, FAST_HEARING_MS] = [200, 50] as const;

/**
 * Makes this a simulated lab, which runs at `scale` (1 to 3600) while it only waits. A lab with a real instrument stays at 1, whatever is asked.
 * Gives the scale that is in force.
 */
export async function setLabScale(tx: Tx, asked: number): Promise<number> {
  const [real] = await tx.query<{ id: string }>(`select id from lab.instruments where not simulated and service <> 'retired' limit 1`);
  const scale = real ? 1 : asked;
  await tx.query(
    `with t as materialized (select clock_timestamp() as now)
     update lab.lab_clock set lab_anchor = lab_anchor + (t.now - wall_anchor) * rate, wall_anchor = t.now, scale = $1, rate = $1, simulated = true from t`,
    [scale],
  );
  await paceLab(tx);
  return scale;
}

const OVER = `('succeeded', 'failed', 'skipped', 'cancelled')`;

/** Whether something is under way whose wall time matters: a command, a person, the end of a hold, or a run between two steps. */
const BUSY = `exists (select 1 from lab.step_instances s where s.status = 'dispatched' or (s.status = 'running' and s.settling_ms is null)
      or (s.status = 'awaiting_operator' and not exists (select 1 from lab.operator_tasks t where t.step_instance_id = s.id
        and t.attempt = s.attempt and t.status = 'claimed' and t.scripted and t.due_lab > now.lab)))
    or exists (select 1 from lab.timers t join lab.step_instances s on s.id = t.step_instance_id and s.attempt = t.attempt
        where s.status = 'holding' and t.fired_at is not null and s.kind = 'operation')
    or exists (select 1 from lab.step_instances s join lab.runs r on r.id = s.run_id and r.status in ('running', 'stopping')
      where s.status in ('pending', 'ready', 'in_body') and case s.status
        when 'ready' then s.waiting_for is null
        when 'in_body' then coalesce(s.next_round_lab <= now.lab, not exists (select 1 from lab.step_instances c where c.parent_id = s.id and c.status not in ${OVER}))
        else not exists (select 1 from jsonb_array_elements_text(s.after) a join lab.step_instances p
          on p.run_id = s.run_id and p.step_id = a and p.iteration_path = s.iteration_path where p.status not in ${OVER}) end)`;

/**
 * Sets the rate that the lab's work allows: at most 20 while an operation, a task of a person, the end of a hold, or a run between two steps
 * is under way; while instruments only near slow states, so that these take some seconds; otherwise the full scale, but so that the next
 * moment anybody waits for (a timer, or the due time of a task that the scripted operator has taken) is a quarter of a second away or more. Writes only when the
 * rate changes; asked for by each transaction that changes steps, tasks or timers, and done once at its end. Nothing is looked at where the lab is real.
 */
export function paceLab(tx: Tx): Promise<void> {
  tx.atEnd(PACE);
  return Promise.resolve();
}

const PACE: AtEnd<null> = { rank: 3, begin: () => null, finish: pace };

/** Its numbers stand in its text: Postgres would plan a statement with parameters anew each time, which takes longer than to run it. */
async function pace(tx: Tx): Promise<void> {
  await tx.prepared(
    `with now as materialized (select clock_timestamp() as wall, lab.lab_now() as lab),
     work as (select ${BUSY} as busy, (select min(s.settling_ms) / ${SETTLING_MS} from lab.step_instances s where s.status = 'running') as settling
       from now, lab.lab_clock where simulated),
     next as (
       select extract(epoch from least(
         (select min(t.due_lab) from lab.timers t join lab.step_instances s on s.id = t.step_instance_id and s.attempt = t.attempt
            where t.fired_at is null and s.status in ('holding', 'in_body', 'ready', 'pending')),
         (select min(t.due_lab) from lab.operator_tasks t where t.status = 'claimed' and t.scripted and t.due_lab > now.lab)) - now.lab) * 1000 as ms
       from now, lab.lab_clock where simulated),
     want as (
       select least(scale, case when busy then ${MAX_BUSY_RATE}::float8
         else greatest(${MAX_BUSY_RATE}, least(coalesce(settling, scale), coalesce(ms, 1e12) / ${SHORTEST_WAIT_MS})) end) as rate
       from lab.lab_clock, work, next where simulated)
     update lab.lab_clock c set lab_anchor = c.lab_anchor + (now.wall - c.wall_anchor) * c.rate
         + least(greatest(c.rate - want.rate, 0) * case when c.rate > ${FAST_RATE} then ${FAST_HEARING_MS}::float8 else ${HEARING_MS}::float8 end,
             greatest(coalesce(ms, 1e12), 0) / 2) * interval '1 millisecond', wall_anchor = now.wall, rate = want.rate
       from want, now, next where c.rate <> want.rate`,
  );
}

/** Moves the time of a simulated lab on to a moment, milliseconds since the epoch, where a part of it already is; never back. */
export async function leapLab(tx: Tx, labMs: number): Promise<void> {
  await tx.query(
    `with ahead as materialized (select to_timestamp($1::float8 / 1000) - lab.lab_now() as by)
     update lab.lab_clock set lab_anchor = lab_anchor + ahead.by from ahead where simulated and ahead.by > interval '0'`,
    [labMs],
  );
}

/** Lab time as Postgres has it now. */
export async function labNow(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>('select lab.lab_now() as now');
  if (!row) throw new Error('lab.lab_now() gave no row');
  return row.now;
}
