import type { ReadingQuality } from '@labwright/domain';
import type { Database } from '../database';

/** One value with everything that says what it is of; the same fields for what instruments gave and for what the run saved. */
export interface ExportedReading {
  /** Number of its row; pass it back as `after`. */
  readonly id: string;
  readonly step: string | null;
  readonly iterationPath: string | null;
  readonly instrument: string | null;
  /** Labware that the step acts on, by its name in the protocol. */
  readonly labware: string | null;
  readonly well: string;
  /** As it was when the value was saved; null for what an instrument gave. */
  readonly sample: string | null;
  readonly name: string;
  /** Of an absorbance, nm. */
  readonly wavelength: number | null;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly reason: string | null;
  readonly rawValue: number | null;
  readonly blank: number | null;
  readonly pathCm: number | null;
  readonly simulated: boolean;
  readonly atLab: Date;
  readonly atWall: Date;
}

export interface ExportRequest {
  readonly runId: string;
  readonly name?: string | undefined;
  /** Lab time, inclusive. */
  readonly from?: string | undefined;
  /** Lab time, exclusive. */
  readonly to?: string | undefined;
  readonly after: string | null;
  readonly limit: number;
}

const given = ({ runId, name, from, to, after, limit }: ExportRequest): readonly unknown[] => [
  runId,
  name ?? null,
  from ?? null,
  to ?? null,
  after,
  limit,
];

/**
 * The next rows of an export of readings, by name and then in lab time: the order of the index, so that each batch costs the same wherever
 * it is in a run of millions.
 */
export async function readingBatch(database: Database, request: ExportRequest): Promise<ExportedReading[]> {
  return database.query<ExportedReading>(
    `select r.id::text, s.step_id as step, s.iteration_path as "iterationPath", r.instrument_id as instrument, s.definition->>'labware' as labware,
       r.well, null as sample, r.name, r.wavelength, r.value, r.unit, r.quality, null as reason, r.value as "rawValue", null as blank, null as "pathCm", r.simulated,
       r.at_lab as "atLab", r.at_wall as "atWall"
     from (select * from lab.readings
       where run_id = $1 and ($2::text is null or name = $2) and ($3::timestamptz is null or at_lab >= $3) and ($4::timestamptz is null or at_lab < $4)
         and ($5::bigint is null or (name, at_lab, id) > (select name, at_lab, id from lab.readings where id = $5))
       order by name, at_lab, id limit $6) r
     left join lab.step_instances s on s.id = r.step_instance_id order by r.name, r.at_lab, r.id`,
    given(request),
  );
}

/** The same of saved readings, by name and then in the order in which they were stored. */
export async function savedReadingBatch(database: Database, request: ExportRequest): Promise<ExportedReading[]> {
  return database.query<ExportedReading>(
    `select r.id::text, s.step_id as step, s.iteration_path as "iterationPath", s.instrument_id as instrument, r.labware, r.well, r.sample, r.name,
       (select (v->>'wavelength')::float8 from jsonb_array_elements(s.definition->'saves') v where v->>'name' = r.name limit 1) as wavelength,
       r.value, r.unit, r.quality, r.reason, r.raw_value as "rawValue", r.blank, r.path_cm as "pathCm", r.simulated, r.at_lab as "atLab",
       r.at_wall as "atWall"
     from (select * from lab.saved_readings
       where run_id = $1 and ($2::text is null or name = $2) and ($3::timestamptz is null or at_lab >= $3) and ($4::timestamptz is null or at_lab < $4)
         and ($5::bigint is null or (name, id) > (select name, id from lab.saved_readings where id = $5))
       order by name, id limit $6) r
     join lab.step_instances s on s.id = r.step_instance_id order by r.name, r.id`,
    given(request),
  );
}
