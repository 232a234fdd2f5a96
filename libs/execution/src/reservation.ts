import type { Tx } from '@labwright/persistence';
import { recordEvents } from '@labwright/persistence';
import type { PlanSetting } from '@labwright/protocol';
import type { LockedRun, StepRow } from './run-store';
import { wakeRunsWaitingAt } from './run-store';

/** Why a step cannot start yet, for a technician. `place` is the nest it waits for, if it is one. */
export interface Waiting {
  readonly reason: string;
  readonly place: string | null;
}

interface Obstacle {
  readonly place: string;
  readonly heldBy: string | null;
  readonly heldFor: string | null;
  readonly occupiedBy: string | null;
  readonly labware: string | null;
  readonly ahead: string | null;
  readonly otherRun: string | null;
  readonly otherTitle: string | null;
  readonly otherSettings: readonly PlanSetting[] | null;
}

/** The settings of a reservation in one order, so that equal ones are equal as JSON. */
function sorted(settings: readonly PlanSetting[]): readonly PlanSetting[] {
  const key = ({ verb, parameter, value }: PlanSetting) => `${verb}.${parameter} ${value}`;
  return settings.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/**
 * Reserves every nest that a step needs and its run does not have yet: all or none, in the transaction that dispatches the step. A nest of an
 * instrument whose nests share their settings goes to another run only at equal set points.
 * Order among runs: priority, then start. Gives null when all are reserved, otherwise what it waits for.
 */
export async function reservePlaces(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<Waiting | null> {
  const wanted = step.definition.reserves;
  if (wanted.length === 0) return null;
  const owned = await tx.query<{ place: string }>(
    `select place_id as place from lab.reservations where run_id = $1 and released_at is null`,
    [run.id],
  );
  const missing = wanted.filter((place) => !owned.some((o) => o.place === place));
  if (missing.length === 0) return null;
  const instruments = await tx.query<{ id: string; place: string; shared: boolean }>(
    `select p.instrument_id as id, p.id as place, (select count(*) from lab.places n where n.instrument_id = p.instrument_id) > 1 as shared
     from lab.places p where p.id = any($1) order by p.id`,
    [missing],
  );
  // Two runs with other set points must not both find a shared instrument free.
  for (const id of new Set(
    instruments
      .filter(({ shared }) => shared)
      .map((each) => each.id)
      .toSorted(),
  ))
    await tx.query(`select pg_advisory_xact_lock(hashtext('labwright settings ' || $1))`, [id]);
  const settings = new Map(
    instruments
      .filter(({ shared }) => shared)
      .map(({ id, place }) => [place, sorted((step.definition.settings ?? []).filter((each) => each.instrument === id))] as const),
  );
  const own = JSON.stringify(Object.fromEntries(settings));
  const [obstacle] = await tx.query<Obstacle>(
    `select p.id as place, x.run_id as "otherRun", x.title as "otherTitle", x.settings as "otherSettings", r.run_id as "heldBy", h.title as "heldFor", l.run_id as "occupiedBy", l.name as labware, w.run_id as ahead
     from lab.places p
     left join lab.reservations r on r.place_id = p.id and r.released_at is null
     left join lab.runs hr on hr.id = r.run_id left join lab.protocols h on h.hash = hr.protocol_hash
     left join lab.labware l on l.place_id = p.id and l.run_id <> $2
     left join lateral (select s.run_id from lab.step_instances s join lab.runs o on o.id = s.run_id
       where s.status = 'ready' and s.waiting_place = p.id and o.id <> $2 and o.status = 'running'
         and (o.priority > $3 or (o.priority = $3 and o.started_at < $4)) limit 1) w on true
     left join lateral (select o.run_id, o.settings, q.title from lab.reservations o join lab.runs u on u.id = o.run_id
       join lab.protocols q on q.hash = u.protocol_hash
       where o.instrument_id = p.instrument_id and o.run_id <> $2 and o.released_at is null and $5::jsonb ? p.id and o.settings <> $5::jsonb->p.id limit 1) x on true
     where p.id = any($1) and (r.id is not null or l.id is not null or w.run_id is not null or x.run_id is not null) order by p.id limit 1`,
    [missing, run.id, run.priority, run.startedAt, own],
  );
  if (obstacle) return { reason: describe(obstacle, settings.get(obstacle.place) ?? []), place: obstacle.place };
  const got = await tx.query<{ place: string }>(
    `insert into lab.reservations (place_id, instrument_id, run_id, step_instance_id, settings)
     select p.id, p.instrument_id, $2, $3, $4::jsonb->p.id from lab.places p where p.id = any($1) order by p.id on conflict do nothing returning place_id as place`,
    [missing, run.id, step.id, own],
  );
  if (got.length < missing.length) {
    // Another run was quicker between the look and the insert. All or none: give back what we got.
    await tx.query(
      `delete from lab.reservations where run_id = $1 and step_instance_id = $2 and place_id = any($3) and released_at is null`,
      [run.id, step.id, got.map((g) => g.place)],
    );
    const place = missing.find((m) => !got.some((g) => g.place === m)) ?? missing[0] ?? null;
    return { reason: `${place} has just been reserved by another run`, place };
  }
  await recordEvents(
    tx,
    missing.map((place) => ({ type: 'nest.reserved', actor, runId: run.id, stepInstanceId: step.id, data: { place } })),
  );
  return null;
}

function describe(obstacle: Obstacle, wanted: readonly PlanSetting[]): string {
  const { place, heldBy, heldFor, occupiedBy, labware, ahead, otherRun, otherTitle, otherSettings } = obstacle;
  if (heldBy) return `${place} is reserved by run ${heldBy} (${heldFor ?? 'unnamed'})`;
  if (occupiedBy) return `${place} still holds ${labware} of run ${occupiedBy}; take it off and confirm with POST /v1/labware/{id}/moved`;
  if (otherRun && otherSettings) {
    const instrument = place.slice(0, place.indexOf('.'));
    return `${instrument} is kept at ${inWords(otherSettings)} for run ${otherRun} (${otherTitle ?? 'unnamed'}), and this run needs ${inWords(wanted)} there`;
  }
  return `${place} goes first to run ${ahead}, which is more urgent or started earlier`;
}

const UNITS: Readonly<Record<string, string>> = { ensureTemperature: '°C', ensureShaking: 'rpm', ensureStirring: 'rpm' };

function inWords(settings: readonly PlanSetting[]): string {
  return settings.length === 0 ? 'nothing' : settings.map(({ verb, value }) => `${value} ${UNITS[verb] ?? verb}`).join(' and ');
}

/** Ends reservations of a run, of some places or of all, and wakes who waits for them. */
export async function releasePlaces(tx: Tx, runId: string, places: readonly string[] | 'all', actor: string): Promise<void> {
  const released = await tx.query<{ place: string; instrument: string }>(
    `update lab.reservations set released_at = clock_timestamp() where run_id = $1 and released_at is null and ($2::text[] is null or place_id = any($2))
     returning place_id as place, instrument_id as instrument`,
    [runId, places === 'all' ? null : places],
  );
  await recordEvents(
    tx,
    released.map(({ place, instrument }) => ({ type: 'nest.released', actor, runId, instrumentId: instrument, data: { place } })),
  );
  for (const instrument of new Set(released.map((r) => r.instrument))) await wakeRunsWaitingAt(tx, instrument);
}
