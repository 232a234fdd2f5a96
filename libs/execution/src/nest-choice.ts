import type { Tx } from '@labwright/persistence';

/** The nest that a run is to get where its plan names one. */
export interface NestChoice {
  readonly planned: string;
  readonly place: string;
  readonly instrument: string;
  /** Whether the instrument has more nests than this one, which share its settings. */
  readonly shared: boolean;
}

interface Nest {
  readonly place: string;
  readonly instrument: string;
  /** What it takes; nests of one instrument that take the same stand in for each other. */
  readonly takes: string;
  readonly free: boolean;
  readonly nests: number;
}

/**
 * Chooses a nest for each one that the plan names: that one when it is free, otherwise the next of the instrument that takes the same.
 * The plan is made before anybody knows who will be there. Where none is free it gives the plan's own, so that the wait is told for that.
 * Shared instruments are locked first: two runs must not both find one as they want it.
 */
export async function chooseNests(tx: Tx, runId: string, planned: readonly string[]): Promise<readonly NestChoice[]> {
  const shared = await tx.query<{ id: string }>(
    `select p.instrument_id as id from lab.places p where p.instrument_id in (select instrument_id from lab.places where id = any($1))
     group by p.instrument_id having count(*) > 1 order by 1`,
    [planned],
  );
  for (const { id } of shared) await tx.query(`select pg_advisory_xact_lock(hashtext('labwright settings ' || $1))`, [id]);
  const nests = await tx.query<Nest>(
    `select p.id as place, p.instrument_id as instrument, (n - 'name')::text as takes,
       not exists (select 1 from lab.reservations r where r.place_id = p.id and r.released_at is null)
         and not exists (select 1 from lab.labware l where l.place_id = p.id and l.run_id <> $2) as free,
       (count(*) over (partition by p.instrument_id))::int as nests
     from lab.places p join lab.instruments i on i.id = p.instrument_id join lab.drivers d on d.id = i.driver,
       jsonb_array_elements(d.manifest->'nests') n
     where p.id = i.id || '.' || (n->>'name') and i.id in (select instrument_id from lab.places where id = any($1)) order by p.id`,
    [planned, runId],
  );
  const taken = new Set<string>();
  return planned.map((name) => {
    const own = nests.find(({ place }) => place === name);
    const alike = nests.filter(
      (nest) => nest.instrument === own?.instrument && nest.takes === own.takes && nest.free && !taken.has(nest.place),
    );
    const place = (alike.find((nest) => nest.place === name) ?? alike[0] ?? own)?.place ?? name;
    taken.add(place);
    return { planned: name, place, instrument: own?.instrument ?? '', shared: (own?.nests ?? 1) > 1 };
  });
}

/** Where the places of a run's plan really are, for those that it has reserved under another name. */
export async function placesAsReserved(tx: Tx, runId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ planned: string; place: string }>(
    `select planned_place as planned, place_id as place from lab.reservations where run_id = $1 and released_at is null and planned_place <> place_id`,
    [runId],
  );
  return new Map(rows.map(({ planned, place }) => [planned, place]));
}
