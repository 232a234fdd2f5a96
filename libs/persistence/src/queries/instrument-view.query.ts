import type { ActivityState, LinkState, RestartPolicy, ServiceState } from '@labwright/domain';
import type { Database } from '../database';
import { LINK_NOW, LINK_REASON_NOW } from './instrument-link.query';
import type { InstrumentRow } from './registry-view.query';

/** An instrument as the API shows it. */
export interface InstrumentViewRow extends InstrumentRow {
  /** Since when it is paused for the queue, and why; null and empty when it is not. */
  readonly pausedAt: Date | null;
  readonly pauseReason: string;
  /** Wall milliseconds since it last said anything, known within 5 s; null while it never has. */
  readonly silentMs: number | null;
  readonly onRestart: RestartPolicy;
  /** Last day on which its calibration counts, YYYY-MM-DD; null where nobody keeps one. */
  readonly calibrationDue: string | null;
}

export interface InstrumentFilter {
  readonly driver?: string | undefined;
  readonly agent?: string | undefined;
  readonly location?: string | undefined;
  readonly link?: LinkState | undefined;
  readonly activity?: ActivityState | undefined;
  readonly service?: ServiceState | undefined;
  readonly simulated?: boolean | undefined;
  readonly paused?: boolean | undefined;
}

/** A pause ends with whatever else becomes of the service state; the moment is kept for the record. */

const INSTRUMENT = `select i.id, i.driver, d.manifest->>'vendor' as vendor, d.manifest->>'model' as model, i.url, i.agent, i.settings, i.limits, i.location,
    i.simulated, ${LINK_NOW} as link, ${LINK_REASON_NOW} as "linkReason", i.activity, i.service, i.service_reason as "serviceReason", i.paused_at as "pausedAt",
    i.pause_reason as "pauseReason",
    i.identity, i.last_seen_at as "lastSeenAt", extract(epoch from clock_timestamp() - i.last_seen_at)::float8 * 1000 as "silentMs", i.on_restart as "onRestart",
    to_char(i.calibration_due, 'YYYY-MM-DD') as "calibrationDue", i.created_at as "createdAt",
    coalesce((select jsonb_agg(jsonb_build_object('place', p.id, 'reservedBy', r.run_id, 'labware', l.name, 'labwareId', l.id) order by p.id)
      from lab.places p left join lab.reservations r on r.place_id = p.id and r.released_at is null left join lab.labware l on l.place_id = p.id
      where p.instrument_id = i.id), '[]') as nests
  from lab.instruments i left join lab.drivers d on d.id = i.driver`;

/** Instruments that fit, by id, after that id; at most `limit`. */
export async function listInstrumentViews(
  database: Database,
  { after, limit, ...filter }: InstrumentFilter & { readonly after?: string | undefined; readonly limit: number },
): Promise<InstrumentViewRow[]> {
  const { driver, agent, location, link, activity, service, simulated, paused } = filter;
  return database.query<InstrumentViewRow>(
    `${INSTRUMENT} where ($1::text is null or i.id > $1) and ($3::text is null or i.driver = $3) and ($4::text is null or i.agent = $4)
       and ($5::text is null or i.location = $5) and ($6::text is null or ${LINK_NOW} = $6) and ($7::text is null or i.activity = $7)
       and ($8::text is null or i.service = $8) and ($9::boolean is null or i.simulated = $9)
       and ($10::boolean is null or (i.paused_at is not null) = $10) order by i.id limit $2`,
    [after ?? null, limit, driver, agent, location, link, activity, service, simulated, paused].map((value) => value ?? null),
  );
}

/** One instrument; null when there is none of that id. */
export async function readInstrumentView(database: Database, id: string): Promise<InstrumentViewRow | null> {
  const [row] = await database.query<InstrumentViewRow>(`${INSTRUMENT} where i.id = $1`, [id]);
  return row ?? null;
}

/** A nest with what it takes, who has it and what is on it. */
export interface NestRow {
  readonly place: string;
  readonly name: string;
  readonly formats: readonly string[];
  readonly maxHeightMm: number;
  readonly reserved: { readonly run: string; readonly protocolTitle: string; readonly since: string; readonly planned: string } | null;
  readonly labware: {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly barcode: string | null;
    readonly run: string;
  } | null;
}

/** Nests of an instrument in the order of its manifest. */
export async function listNests(database: Database, instrument: string): Promise<NestRow[]> {
  return database.query<NestRow>(
    `select p.id as place, n.nest->>'name' as name, n.nest->'formats' as formats, (n.nest->>'maxHeightMm')::float8 as "maxHeightMm",
       case when r.id is not null then jsonb_build_object('run', r.run_id, 'protocolTitle', q.title, 'since', r.reserved_at, 'planned', r.planned_place) end as reserved,
       case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name, 'type', l.type, 'barcode', l.barcode, 'run', l.run_id) end as labware
     from lab.instruments i join lab.drivers d on d.id = i.driver
     cross join lateral jsonb_array_elements(d.manifest->'nests') with ordinality as n(nest, number)
     join lab.places p on p.id = i.id || '.' || (n.nest->>'name')
     left join lab.reservations r on r.place_id = p.id and r.released_at is null
     left join lab.runs u on u.id = r.run_id left join lab.protocols q on q.hash = u.protocol_hash
     left join lab.labware l on l.place_id = p.id
     where i.id = $1 order by n.number`,
    [instrument],
  );
}
