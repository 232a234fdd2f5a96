import type { Database } from '../database';
import type { PhotoEntity } from '../entities/material.entity';

/** A registered lot as lists show it. */
export interface LotRow {
  readonly id: string;
  readonly material: string;
  readonly lot: string;
  /** `2027-01-31`: the last day on which it may be used. */
  readonly expiresOn: string | null;
  readonly expired: boolean;
  readonly note: string;
  readonly registeredBy: { readonly id: string; readonly name: string };
  readonly registeredAt: Date;
}

const LOT = `select l.id, l.material, l.lot, to_char(l.expires_on, 'YYYY-MM-DD') as "expiresOn", coalesce(l.expires_on < current_date, false) as expired,
    l.note, jsonb_build_object('id', p.id, 'name', p.name) as "registeredBy", l.registered_at as "registeredAt"
  from lab.lots l join lab.principals p on p.id = l.registered_by`;

/** Lots, the newest first, after the lot of that id; at most `limit`. */
export async function listLots(
  database: Database,
  options: { readonly material?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<LotRow[]> {
  return database.query<LotRow>(
    `${LOT} where ($1::text is null or l.material = $1)
       and ($2::uuid is null or (l.registered_at, l.id) < (select registered_at, id from lab.lots where id = $2))
     order by l.registered_at desc, l.id desc limit $3`,
    [options.material ?? null, options.after ?? null, options.limit],
  );
}

/** One lot; null when there is none of that id. */
export async function readLot(database: Database, id: string): Promise<LotRow | null> {
  const [row] = await database.query<LotRow>(`${LOT} where l.id = $1`, [id]);
  return row ?? null;
}

/** A lot that a run was given. */
export interface RunMaterialRow {
  /** Id in the protocol. */
  readonly material: string;
  /** Name in the protocol; null when the plan does not list the material. */
  readonly name: string | null;
  readonly lot: string;
  readonly lotId: string;
  readonly expiresOn: string | null;
  /** Operator task in which its lot was told. */
  readonly task: string;
  readonly recordedAt: Date;
  readonly recordedLab: Date;
}

/** Lots that a run was given, in the order in which they were. */
export async function listRunMaterials(database: Database, runId: string): Promise<RunMaterialRow[]> {
  return database.query<RunMaterialRow>(
    `select m.material, (select p->>'name' from jsonb_array_elements(r.plan->'materials') p where p->>'id' = m.material limit 1) as name,
       l.lot, l.id as "lotId", to_char(l.expires_on, 'YYYY-MM-DD') as "expiresOn", m.task_id as task, m.recorded_at as "recordedAt",
       m.recorded_lab as "recordedLab"
     from lab.run_materials m join lab.runs r on r.id = m.run_id join lab.lots l on l.id = m.lot_id where m.run_id = $1 order by m.id`,
    [runId],
  );
}

/** The bytes of one photo; null when there is none of that hash. */
export async function readPhoto(database: Database, sha256: string): Promise<Pick<PhotoEntity, 'mediaType' | 'bytes'> | null> {
  const [row] = await database.query<Pick<PhotoEntity, 'mediaType' | 'bytes'>>(
    `select media_type as "mediaType", bytes from lab.photos where sha256 = $1`,
    [sha256],
  );
  return row ?? null;
}
