import { MAX_BUSY_RATE } from '@labwright/domain';
import type { Tx } from '../database';

/**
 * Makes this a simulated lab, which runs at `scale` (1 to 1000) while it only waits. A lab with a real instrument stays at 1, whatever is asked.
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

/**
 * Sets the rate that the lab's work allows: at most 20 while an operation or an open task is under way, the full scale while every step
 * waits or holds. Writes only when the rate changes; called at the end of each transaction that changes steps.
 */
export async function paceLab(tx: Tx): Promise<void> {
  await tx.query(
    `with want as (
       select case when exists (select 1 from lab.step_instances where status in ('dispatched', 'running', 'awaiting_operator'))
         then least(scale, $1) else scale end as rate, clock_timestamp() as now from lab.lab_clock where simulated)
     update lab.lab_clock c set lab_anchor = c.lab_anchor + (want.now - c.wall_anchor) * c.rate, wall_anchor = want.now, rate = want.rate
       from want where c.rate <> want.rate`,
    [MAX_BUSY_RATE],
  );
}

/** Lab time as Postgres has it now. */
export async function labNow(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>('select lab.lab_now() as now');
  if (!row) throw new Error('lab.lab_now() gave no row');
  return row.now;
}
