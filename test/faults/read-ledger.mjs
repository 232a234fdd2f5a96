/* Reads what the devices counted and what the record says into plain rows, for the invariants. */
import { setTimeout as delay } from 'node:timers/promises';

const ms = (column) => `(extract(epoch from ${column}) * 1000)::float8`;
/** Longer than a lease lives without being renewed. */
const LEASE_LOOK_MS = 2_500;
const STREAM_PAUSE = { labS: 30, wallS: 3 };

export async function readLedger({ lab, database, runs, faults }) {
  const some = (sql, ...parameters) => database.query(sql, [runs, ...parameters]);
  const steps = await some(
    `select s.id, s.run_id as run, s.step_id as step, s.instrument_id as instrument, s.status, s.definition->'establish' as verbs,
       array(select ${ms('e.at_wall')} from lab.events e where e.step_instance_id = s.id
         and e.type = case when s.definition->'holdMs' = 'null'::jsonb then 'step.succeeded' else 'step.holding' end order by e.id) as reached,
       exists (select 1 from lab.events e where e.step_instance_id = s.id and e.type = 'step.succeeded' and e.data->>'toldBy' = 'person') as "toldByPerson",
       coalesce((select jsonb_agg(jsonb_build_object('number', a.number, 'status', a.status, 'claimedAt', ${ms('a.claimed_at')}) order by a.number)
         from lab.attempts a where a.step_instance_id = s.id), '[]') as attempts
     from lab.step_instances s where s.run_id = any($1) and s.instrument_id is not null and s.kind = 'operation' order by s.run_id, s.position`,
  );
  return {
    actions: lab.actions().map(({ device, action, detail, atWall }) => ({ device, action, detail, at: atWall })),
    runs: await some(
      `select r.id, r.status, array(select jsonb_array_elements_text(r.state->'holdReasons')) as "holdReasons",
         (select count(*) from lab.step_instances s where s.run_id = r.id and s.status in ('in_doubt', 'ready'))::int as questions
       from lab.runs r where r.id = any($1) order by r.started_at`,
    ),
    steps: steps.map((row) => ({ ...row, wells: wellsOf(row.verbs) })),
    commands: await some(
      `select c.instrument_id as instrument, c.kind, c.label, c.step_instance_id as step, c.attempt, ${ms('c.intent_at')} as at
       from lab.commands c where c.kind <> 'query' and (c.run_id = any($1) or c.run_id is null) order by c.intent_at`,
    ),
    readings: await some(
      `select g.step_instance_id as step, g.name, count(distinct g.well)::int as wells, count(*)::int as rows from lab.readings g
       where g.run_id = any($1) and g.step_instance_id is not null and g.name in ('absorbance', 'volume_dispensed') group by 1, 2`,
    ),
    gaps: await some(
      `with points as (
         select g.step_instance_id as step, g.instrument_id as instrument, g.at_wall as wall, g.at_lab as lab from lab.readings g
           join lab.step_instances s on s.id = g.step_instance_id
           where g.run_id = any($1) and g.name = 'optical_density' and s.definition->'establish'->0->>'verb' = 'ensureMonitoring'
         union all select e.step_instance_id, e.instrument_id, e.at_wall, e.at_lab from lab.events e join lab.step_instances s on s.id = e.step_instance_id
           where e.run_id = any($1) and e.type in ('step.holding', 'step.succeeded') and s.definition->'establish'->0->>'verb' = 'ensureMonitoring'),
       pauses as (select step, instrument, wall, lab, lead(wall) over w as next, lead(lab) over w as "nextLab" from points window w as (partition by step order by wall))
       select p.step, 'optical_density' as name, ${ms('p.wall')} as "from", ${ms('p.next')} as "to",
         exists (select 1 from lab.events e where e.at_wall between p.wall - interval '5 s' and p.next + interval '5 s'
           and ((e.type = 'instrument.link_changed' and e.instrument_id = p.instrument)
             or (e.step_instance_id = p.step and e.type in ('step.in_doubt', 'step.failed', 'step.interrupted', 'step.retried', 'reading.gap')))) as told
       from pauses p where p."nextLab" - p.lab > $2 * interval '1 s' and p.next - p.wall > $3 * interval '1 s'`,
      STREAM_PAUSE.labS,
      STREAM_PAUSE.wallS,
    ),
    events: await some(
      `select e.step_instance_id as step, e.type, count(*)::int as n from lab.events e where e.run_id = any($1) and e.step_instance_id is not null
         and e.type in ('step.succeeded', 'step.skipped', 'step.failed', 'step.in_doubt', 'step.cancelled') group by 1, 2`,
    ),
    faults,
    remains: await readRemains({ lab, database }),
  };
}

/** How many wells a step reads; 0 for one that reads no plate. */
function wellsOf(verbs) {
  const read = verbs.find(({ verb }) => verb.startsWith('read'));
  return read ? (read.plate?.wells?.length ?? 96) : 0;
}

async function readRemains({ lab, database }) {
  const names = async (sql, parameters) => (await database.query(sql, parameters)).map(({ what }) => what);
  const leases = () =>
    database.query(`select instrument_id as id, owner, expires_at::text as until from lab.leases where expires_at > clock_timestamp()`);
  const before = new Map((await leases()).map(({ id, until }) => [id, until]));
  await delay(LEASE_LOOK_MS);
  const left = (await leases()).filter(({ id, until }) => before.get(id) === until);
  const devices = await lab.control('GET', '/devices');
  return {
    leases: left.map(({ id, owner, until }) => `${id} belongs to ${owner} until ${until}`),
    reservations: await names(
      `select v.place_id || ' of run ' || r.id || ' (' || r.status || ')' as what from lab.reservations v join lab.runs r on r.id = v.run_id
       where v.released_at is null and r.ended_at is not null`,
    ),
    busy: await names(
      `select i.id || ' is ' || i.activity as what from lab.instruments i where i.activity <> 'idle'
         and not exists (select 1 from lab.reservations v where v.instrument_id = i.id and v.released_at is null)`,
    ),
    attempts: await names(
      `select s.step_id || ' of run ' || r.id || ', attempt ' || a.number as what from lab.attempts a join lab.step_instances s on s.id = a.step_instance_id
         join lab.runs r on r.id = s.run_id where a.status in ('dispatched', 'running') and (r.ended_at is not null or s.status <> all ('{dispatched,running}'))`,
    ),
    kept: await names(
      `select distinct v.instrument_id as what from lab.reservations v join lab.runs r on r.id = v.run_id where v.released_at is null and r.ended_at is null`,
    ),
    devices: devices.map(({ id, driver, truth }) => ({
      device: id,
      rpm: Number(truth.rpmTarget ?? truth.cycles ?? 0),
      // An incubator is never switched off by a run: it has no verb for it.
      temperature: driver === 'eppendorf-innova-44' ? null : (truth.temperatureTarget ?? null),
    })),
  };
}
