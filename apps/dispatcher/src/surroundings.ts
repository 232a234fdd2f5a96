import type { Surroundings } from '@labwright/domain';
import { labwareType } from '@labwright/labware';
import type { Database } from '@labwright/persistence';

/** What the record knows about an instrument at this moment: what stands on it, and its registered limits. @throws LabError DATABASE_UNAVAILABLE */
export async function readSurroundings(database: Database, instrumentId: string): Promise<Surroundings> {
  const [row] = await database.prepared<{
    limits: Surroundings['limits'];
    labware: readonly { nest: string; name: string; type: string; runId: string }[];
  }>(
    `select i.limits, coalesce((select jsonb_agg(jsonb_build_object('nest', p.id, 'name', l.name, 'type', l.type, 'runId', l.run_id) order by p.id)
       from lab.places p join lab.labware l on l.place_id = p.id where p.instrument_id = i.id), '[]') as labware
     from lab.instruments i where i.id = $1`,
    [instrumentId],
  );
  const labware = (row?.labware ?? []).map(({ type, ...piece }) => {
    const known = labwareType(type);
    return { ...piece, maxTemperature: known?.maxTemperature ?? null, maxSpeed: known?.maxSpeed ?? null };
  });
  return { labware, limits: row?.limits ?? {} };
}
