/*
 * Fills a database with runs as the product leaves them: copies of one that the product itself has made, over and done, or waiting for an
 * instrument. Each has its steps, attempts, tasks and events. Written as rows, because to run ten thousand of them would take days.
 */

/** Runs of one transaction; the events of each have an order of their own. */
const BATCH = 200;

const CLONES = `create temporary table clones on commit drop as
  select gen_random_uuid() as run_id, n, clock_timestamp() - interval '1 year' + n * interval '30 minutes' as began,
    clock_timestamp() - interval '1 year' + n * interval '30 minutes' + interval '2 hours' as ended
  from generate_series($1::int, $2::int) n`;

const runs = (over) => `
  insert into lab.runs (id, protocol_hash, review_id, parameters, plan, plan_hash, status, state, created_by, created_at, started_at, started_lab, ended_at, ended_lab)
  select c.run_id, r.protocol_hash, r.review_id, r.parameters, r.plan, r.plan_hash, $2, jsonb_set(r.state, '{status}', to_jsonb($2::text)), r.created_by, c.began,
    c.began, c.began, ${over ? 'c.ended, c.ended' : 'null, null'} from lab.runs r, clones c where r.id = $1`;

/** Steps keep the place of those of the model; `instruments` take turns. */
const steps = (over) => `
  insert into lab.step_instances (run_id, step_id, position, kind, definition, instrument_id, status, attempt, dispatched_at, started_lab, ended_at, ended_lab, waiting_for, waiting_place)
  select c.run_id, s.step_id, s.position, s.kind, s.definition, case when s.instrument_id is null then null else i.id end,
    ${
      over
        ? `'succeeded', 1, c.began, c.began, c.ended, c.ended, null, null`
        : `case when s.position = '{0}' then 'ready' else 'pending' end, 0, null, null, null, null,
      case when s.position = '{0}' then i.id || '.' || $3 || ' is reserved by another run' end, case when s.position = '{0}' then i.id || '.' || $3 end`
    }
  from lab.step_instances s, clones c cross join lateral (select ($2::text[])[1 + c.n % cardinality($2::text[])] as id) i where s.run_id = $1`;

const ATTEMPTS = `
  insert into lab.attempts (step_instance_id, number, instrument_id, epoch, owner, status, dispatched_at, claimed_at, ended_at)
  select s.id, 1, s.instrument_id, 1, 'bench', 'succeeded', s.dispatched_at, s.dispatched_at, s.ended_at
  from lab.step_instances s join clones c on c.run_id = s.run_id where s.kind = 'operation'`;

const TASKS = `
  insert into lab.operator_tasks (run_id, step_instance_id, attempt, status, role, title, instruction, moves, evidence, opened_at, opened_lab, completed_at, completed_lab)
  select s.run_id, s.id, 1, 'completed', 'technician', s.definition->>'title', s.definition->>'instruction', '[]', '[]', c.began, c.began, c.ended, c.ended
  from lab.step_instances s join clones c on c.run_id = s.run_id where s.kind = 'operator'`;

const EVENTS = `
  insert into lab.events (type, actor, run_id, step_instance_id, instrument_id, data, at_wall, at_lab)
  select t, 'system', s.run_id, s.id, s.instrument_id, jsonb_build_object('step', s.step_id, 'attempt', 1, 'title', s.definition->>'title'), c.began, c.began
  from lab.step_instances s join clones c on c.run_id = s.run_id, unnest($1::text[]) t order by c.n, s.position`;

/**
 * Adds runs number `from` to `to` as copies of the run `model`. `over`: completed; otherwise running, its first step waiting for the nest
 * `nest` of its instrument.
 */
export async function addRuns(database, { model, from, to, over, instruments, nest }) {
  for (let first = from; first <= to; first += BATCH) {
    await database.transaction(async (tx) => {
      await tx.query(CLONES, [first, Math.min(to, first + BATCH - 1)]);
      await tx.query(runs(over), [model, over ? 'completed' : 'running']);
      await tx.query(steps(over), over ? [model, instruments] : [model, instruments, nest]);
      if (over) {
        await tx.query(ATTEMPTS);
        await tx.query(TASKS);
      }
      await tx.query(EVENTS, [over ? ['step.ready', 'step.dispatched', 'step.started', 'step.succeeded'] : ['step.waiting']]);
    });
  }
  // As autovacuum does by itself sooner or later.
  await database.query('vacuum analyze');
}
