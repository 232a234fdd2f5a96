import type { Database } from '@labwright/persistence';
import type { RunMaterial } from './protocol-material';

/** One piece of labware of a run. */
export interface RunLabware {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Where it is by the database. */
  readonly place: string;
  /** Where the plan has it at the start. */
  readonly startsAt: string;
}

/** What a run brings into the lab. */
export interface RunInventory {
  readonly run: string;
  readonly labware: readonly RunLabware[];
  readonly materials: readonly RunMaterial[];
}

const INVENTORY = `
  select r.id as run, coalesce(r.plan->'materials', '[]') as materials,
    coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'type', w.type, 'place', w.place_id,
      'startsAt', coalesce((select p->>'startsAt' from jsonb_array_elements(r.plan->'labware') p where p->>'id' = w.name), w.place_id)) order by w.name)
      from lab.labware w where w.run_id = r.id), '[]') as labware
  from lab.runs r`;

/** The inventory of one run; undefined when there is no such run. */
export async function readInventory(database: Database, run: string): Promise<RunInventory | undefined> {
  const [found] = await database.query<RunInventory>(`${INVENTORY} where r.id = $1`, [run]);
  return found;
}

/** Of runs that go on, and of those that ended with labware still on an instrument; oldest first. */
export async function readOpenInventories(database: Database): Promise<readonly (RunInventory & { readonly ended: boolean })[]> {
  return database.query<RunInventory & { readonly ended: boolean }>(
    `select i.*, r.ended_at is not null as ended from (${INVENTORY}) i join lab.runs r on r.id = i.run
     where r.ended_at is null or exists (select from lab.labware w where w.run_id = r.id and w.place_id not in ('bench', 'waste'))
     order by r.ended_at nulls last, r.created_at`,
  );
}
