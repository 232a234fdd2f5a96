import type { Tx } from '@labwright/persistence';
import { recordEvents } from '@labwright/persistence';
import type { PlanSetting } from '@labwright/protocol';
import { chooseNests } from './nest-choice';
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
 * Reserves every nest that a step needs and its run does not have yet: all or none, in the transaction that dispatches the step. On an
 * instrument with several nests it takes one like the plan's, whichever is free, and only at the set points of the runs that are there.
 * Order among runs: priority, then start. Gives null when all are reserved, otherwise what it waits for.
 * `known`: nests of the plan that the run has, where they have just been looked at.
 */
export async function reservePlaces(
  tx: Tx,
  run: LockedRun,
  step: StepRow,
  actor: string,
  known?: readonly string[],
): Promise<Waiting | null> {
  const wanted = step.definition.reserves;
  if (wanted.length === 0) return null;
  const owned = known ?? (await ownedPlaces(tx, run.id));
  const missing = wanted.filter((place) => !owned.includes(place));
  if (missing.length === 0) return null;
  const nests = await chooseNests(tx, run.id, missing);
  const chosen = nests.map(({ planned, place, instrument, shared }) => ({
    planned,
    place,
    settings: shared ? sorted((step.definition.settings ?? []).filter((each) => each.instrument === instrument)) : null,
  }));
  const [obstacle] = await tx.query<Obstacle>(
    `with c as (select * from jsonb_to_recordset($5::jsonb) as c(planned text, place text, settings jsonb))
     select p.id as place, x.run_id as "otherRun", x.title as "otherTitle", x.settings as "otherSettings", r.run_id as "heldBy", h.title as "heldFor",
       l.run_id as "occupiedBy", l.name as labware, w.run_id as ahead
     from lab.places p join c on c.place = p.id
     left join lab.reservations r on r.place_id = p.id and r.released_at is null
     left join lab.runs hr on hr.id = r.run_id left join lab.protocols h on h.hash = hr.protocol_hash
     left join lab.labware l on l.place_id = p.id and l.run_id <> $2
     left join lateral (select s.run_id from lab.step_instances s join lab.runs o on o.id = s.run_id join lab.places v on v.id = s.waiting_place
       where s.status = 'ready' and o.id <> $2 and o.status = 'running'
         and (v.id = p.id or (jsonb_typeof(c.settings) = 'array' and v.instrument_id = p.instrument_id))
         and (o.priority > $3 or (o.priority = $3 and o.started_at < $4)) limit 1) w on true
     left join lateral (select o.run_id, o.settings, q.title from lab.reservations o join lab.runs u on u.id = o.run_id
       join lab.protocols q on q.hash = u.protocol_hash
       where o.instrument_id = p.instrument_id and o.run_id <> $2 and o.released_at is null and jsonb_typeof(c.settings) = 'array'
         and o.settings <> c.settings limit 1) x on true
     where p.id = any($1) and (r.id is not null or l.id is not null or w.run_id is not null or x.run_id is not null) order by p.id limit 1`,
    [chosen.map(({ place }) => place), run.id, run.priority, run.startedAt, JSON.stringify(chosen)],
  );
  if (obstacle) {
    const settings = chosen.find(({ place }) => place === obstacle.place)?.settings ?? [];
    return { reason: describe(obstacle, settings), place: obstacle.place };
  }
  const got = await tx.query<{ place: string }>(
    `insert into lab.reservations (place_id, planned_place, instrument_id, run_id, step_instance_id, settings)
     select p.id, c.planned, p.instrument_id, $2, $3, nullif(c.settings, 'null')
     from jsonb_to_recordset($1::jsonb) as c(planned text, place text, settings jsonb) join lab.places p on p.id = c.place order by p.id
     on conflict do nothing returning place_id as place`,
    [JSON.stringify(chosen), run.id, step.id],
  );
  if (got.length < chosen.length) {
    // Another run was quicker between the look and the insert. All or none: give back what we got.
    await tx.query(
      `delete from lab.reservations where run_id = $1 and step_instance_id = $2 and place_id = any($3) and released_at is null`,
      [run.id, step.id, got.map((g) => g.place)],
    );
    const place = chosen.find((c) => !got.some((g) => g.place === c.place))?.place ?? missing[0] ?? null;
    return { reason: `${place} has just been reserved by another run`, place };
  }
  await recordEvents(
    tx,
    chosen.map(({ place }) => ({ type: 'nest.reserved', actor, runId: run.id, stepInstanceId: step.id, data: { place } })),
  );
  return null;
}

/** Nests of the plan that a run has reserved. */
async function ownedPlaces(tx: Tx, runId: string): Promise<readonly string[]> {
  const rows = await tx.prepared<{ planned: string }>(
    `select planned_place as planned from lab.reservations where run_id = $1 and released_at is null`,
    [runId],
  );
  return rows.map(({ planned }) => planned);
}

function describe(obstacle: Obstacle, wanted: readonly PlanSetting[]): string {
  const { place, heldBy, heldFor, occupiedBy, labware, ahead, otherRun, otherTitle, otherSettings } = obstacle;
  if (heldBy && !(otherRun && otherSettings)) return `${place} is reserved by run ${heldBy} (${heldFor ?? 'unnamed'})`;
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

/** Ends reservations of a run, of some places of its plan or of all, and wakes who waits for them. */
export async function releasePlaces(tx: Tx, runId: string, places: readonly string[] | 'all', actor: string): Promise<void> {
  if (places.length === 0) return;
  const released = await tx.query<{ place: string; instrument: string }>(
    `update lab.reservations set released_at = clock_timestamp() where run_id = $1 and released_at is null and ($2::text[] is null or planned_place = any($2))
     returning place_id as place, instrument_id as instrument`,
    [runId, places === 'all' ? null : places],
  );
  await recordEvents(
    tx,
    released.map(({ place, instrument }) => ({ type: 'nest.released', actor, runId, instrumentId: instrument, data: { place } })),
  );
  for (const instrument of new Set(released.map((r) => r.instrument))) wakeRunsWaitingAt(tx, instrument);
}
