import { MAX_BUSY_RATE } from '@labwright/domain';
import type { Tx } from '../database';

/** A simulated lab runs at `scale` while it only waits; a real one always at 1. Called by whoever sets up the lab. */
export async function setLabScale(tx: Tx, scale: number): Promise<void> {
  await tx.query(
    `with t as materialized (select clock_timestamp() as now)
     update lab.lab_clock set lab_anchor = lab_anchor + (t.now - wall_anchor) * rate, wall_anchor = t.now, scale = $1, rate = $1, simulated = true from t`,
    [scale],
  );
  await paceLab(tx);
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
