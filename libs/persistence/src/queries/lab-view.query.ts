import type { Database } from '../database';
import { LINK_NOW } from './instrument-link.query';

/** What makes the lab able to work, as the database has it. */
export interface LabStateRow {
  readonly migrations: number;
  /** Bench agents that were seen in the time asked for. */
  readonly agents: readonly { readonly name: string; readonly machine: string; readonly seenAt: string; readonly agoMs: number }[];
  /** Instruments that are not retired, by their link. */
  readonly instruments: { readonly online: number; readonly connecting: number; readonly offline: number };
}

export async function readLabState(database: Database, agentsSeenWithinMs: number): Promise<LabStateRow> {
  const [row] = await database.query<LabStateRow>(
    `select (select count(*)::int from lab.migrations) as migrations,
       coalesce((select jsonb_agg(jsonb_build_object('name', a.name, 'machine', a.machine, 'seenAt', a.seen_at,
         'agoMs', round(extract(epoch from clock_timestamp() - a.seen_at) * 1000)) order by a.name)
         from lab.agents a where a.seen_at > clock_timestamp() - $1 * interval '1 millisecond'), '[]') as agents,
       (select jsonb_build_object('online', count(*) filter (where link = 'online'), 'connecting', count(*) filter (where link = 'connecting'),
         'offline', count(*) filter (where link = 'offline')) from (select ${LINK_NOW} as link from lab.instruments i where i.service <> 'retired') n) as instruments`,
    [agentsSeenWithinMs],
  );
  return row ?? { migrations: 0, agents: [], instruments: { online: 0, connecting: 0, offline: 0 } };
}

export interface LabClockRow {
  readonly labNow: Date;
  readonly wallNow: Date;
  readonly rate: number;
  readonly scale: number;
  readonly simulated: boolean;
}

/** The clock of the lab as Postgres has it now. */
export async function readLabClock(database: Database): Promise<LabClockRow> {
  const [row] = await database.query<LabClockRow>(
    `select lab.lab_now() as "labNow", clock_timestamp() as "wallNow", rate, scale, simulated from lab.lab_clock`,
  );
  if (!row) throw new Error('lab.lab_clock has no row');
  return row;
}

export interface LabwareRow {
  readonly id: string;
  readonly run: string;
  readonly name: string;
  readonly type: string;
  readonly barcode: string | null;
  readonly place: string;
  /** False while nobody knows whether it is what it should be. */
  readonly identityKnown: boolean;
  readonly masked: readonly { readonly well: string; readonly reason: string }[];
}

/** One piece of labware; null when there is none of that id. */
export async function readLabware(database: Database, id: string): Promise<LabwareRow | null> {
  const [row] = await database.query<LabwareRow>(
    `select l.id, l.run_id as run, l.name, l.type, l.barcode, l.place_id as place, l.identity = 'known' as "identityKnown",
       coalesce((select jsonb_agg(jsonb_build_object('well', m.well, 'reason', m.reason) order by m.well) from lab.masked_wells m
         where m.labware_id = l.id and m.lifted_at is null), '[]') as masked
     from lab.labware l where l.id = $1`,
    [id],
  );
  return row ?? null;
}
