import { paceLab, type Database } from '@labwright/persistence';
import { BackgroundLoop } from './background-loop';
import { RUNS_QUEUE, WakeUp } from './wake-up';

/** A dispatched step that nobody claimed for this long is woken again; so is a hold that nobody ended. */
const UNCLAIMED_S = 5;

const OVER = `('succeeded', 'failed', 'skipped', 'cancelled')`;

/**
 * Finds what a lost wake-up has stranded and wakes it again: dispatched steps that nobody claimed, holds past their end, and runs that
 * could go on. A second wake-up is harmless. An instrument that nobody owns gets none: nobody could use them, and in the queue of an agent
 * that never comes back they would pile up. Keeps the lab's rate right in case two transactions crossed.
 */
export function startSweeper(database: Database, onError: (where: string, error: Error) => void): BackgroundLoop {
  const work = async () => {
    await database.transaction(async (tx) => {
      await tx.query(
        `insert into lab.outbox (queue, name, payload)
         select 'bench.' || i.agent, case s.status when 'dispatched' then $1 else $2 end, jsonb_build_object('instrumentId', i.id, 'stepInstanceId', s.id, 'attempt', s.attempt)
         from lab.step_instances s join lab.instruments i on i.id = s.instrument_id join lab.runs r on r.id = s.run_id
           join lab.leases l on l.instrument_id = i.id and l.expires_at > clock_timestamp()
         where (s.status = 'dispatched' and s.dispatched_at < clock_timestamp() - $3 * interval '1 second' and r.status in ('running', 'stopping'))
            or (s.status = 'holding' and exists (select 1 from lab.timers t where t.step_instance_id = s.id and t.attempt = s.attempt
                  and t.fired_at < clock_timestamp() - $3 * interval '1 second'))`,
        [WakeUp.step, WakeUp.hold_over, UNCLAIMED_S],
      );
      await tx.query(
        `with open as materialized (
           select s.id, s.run_id, s.iteration_path, s.step_id, s.status, s.after, s.next_round_lab from lab.step_instances s
             join lab.runs r on r.id = s.run_id and r.status = 'running' where s.status not in ${OVER}),
         lists as materialized (select run_id, iteration_path, array_agg(step_id) as ids from open group by 1, 2)
         insert into lab.outbox (queue, name, payload) select $1, $2, jsonb_build_object('runId', r.id) from lab.runs r
         where r.status = 'stopping' or (r.status = 'running' and r.id not in (select run_id from open)) or r.id in (
           select s.run_id from open s join lists l using (run_id, iteration_path)
           where s.status = 'ready' or (s.status = 'pending' and not s.after ?| l.ids)
             or (s.status = 'in_body' and coalesce(s.next_round_lab, '-infinity') <= lab.lab_now()
               and not exists (select 1 from lab.step_instances c where c.parent_id = s.id and c.status not in ${OVER})))`,
        [RUNS_QUEUE, WakeUp.advance],
      );
      await paceLab(tx);
    });
  };
  return new BackgroundLoop({ name: 'sweeper', everyMs: UNCLAIMED_S * 1_000, work, onError }).start();
}
