import type { Database, Tx } from '../database';

export interface DueTimer {
  readonly id: string;
  readonly kind: 'hold_over' | 'wait_over' | 'round_due' | 'window_opens' | 'retry_due';
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly attempt: number;
}

/** Sets a timer in lab time. */
export async function startTimer(tx: Tx, timer: Omit<DueTimer, 'id'> & { readonly dueLab: Date }): Promise<void> {
  await tx.query(`insert into lab.timers (kind, run_id, step_instance_id, attempt, due_lab) values ($1, $2, $3, $4, $5)`, [
    timer.kind,
    timer.runId,
    timer.stepInstanceId,
    timer.attempt,
    timer.dueLab,
  ]);
}

/** Takes the timers that are due and marks them fired, in the transaction that acts on them. Other dispatchers take others. */
export async function takeDueTimers(tx: Tx, limit: number): Promise<DueTimer[]> {
  return tx.query<DueTimer>(
    `update lab.timers set fired_at = clock_timestamp()
     where id in (select id from lab.timers where fired_at is null and due_lab <= lab.lab_now() order by due_lab limit $1 for update skip locked)
     returning id, kind, run_id as "runId", step_instance_id as "stepInstanceId", attempt`,
    [limit],
  );
}

/** Lab time of the next timer, milliseconds since the epoch; null when none is set. */
export async function nextTimerLab(database: Database): Promise<number | null> {
  const [row] = await database.query<{ due: number | null }>(
    `select extract(epoch from min(due_lab))::float8 * 1000 as due from lab.timers where fired_at is null`,
  );
  return row?.due ?? null;
}
