import type { Tx } from '@labwright/persistence';
import { holdRun } from './hold-run';
import { wakeRun, type LockedRun, type StepRow } from './run-store';

/**
 * Runs that wait for each other's nests would wait for ever. Called when a step waits for a nest that another run has: if that run, or one
 * that it waits for in turn, waits for a nest of this one, the youngest of them is held with the reason, and a person makes room.
 */
export async function holdIfCircular(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<void> {
  const others = await tx.query<{ id: string; title: string; youngest: boolean }>(
    `with recursive waits as (
       select s.run_id as waiter, r.run_id as holder from lab.step_instances s join lab.runs o on o.id = s.run_id and o.status = 'running'
         join lab.reservations r on r.place_id = s.waiting_place and r.released_at is null and r.run_id <> s.run_id
       where s.status = 'ready'),
     reach as (
       select holder from waits where waiter = $1
       union select w.holder from waits w join reach on w.waiter = reach.holder)
     select o.id, p.title, row_number() over (order by o.priority, o.started_at desc, o.id) = 1 as youngest
     from reach join lab.runs o on o.id = reach.holder join lab.protocols p on p.hash = o.protocol_hash
     where exists (select 1 from reach where holder = $1) order by o.started_at`,
    [run.id],
  );
  const youngest = others.find((other) => other.youngest);
  if (!youngest) return;
  if (youngest.id !== run.id) return wakeRun(tx, youngest.id);
  const named = others.filter(({ id }) => id !== run.id).map(({ id, title }) => `run ${id} (${title})`);
  const reason =
    `${step.definition.title}: this run and ${named.join(' and ')} wait for each other's nests, and this one is the youngest. Answer "abort", ` +
    `take its labware off the instruments and confirm with POST /v1/labware/{id}/moved; the others go on then`;
  await holdRun(tx, run, reason, actor, { step, about: 'run' });
}
