import type { ReadingQuality } from '@labwright/domain';
import type { Database } from '../database';

/** One value of an instrument over time, not of a plate. */
export interface CurveRow {
  readonly name: string;
  readonly instrument: string;
  readonly unit: string;
  readonly value: number;
  readonly atLab: Date;
  readonly simulated: boolean;
  /** How many good values of this instrument and name the run has. */
  readonly of: number;
}

/**
 * Good values that instruments gave over time, thinned in the database: of each of `slices` equal parts of a curve (in number of values) the
 * lowest and the highest. At most 2 `slices` rows a curve, of at most 8 names, in lab time.
 */
export async function thinnedReadings(database: Database, runId: string, slices: number): Promise<CurveRow[]> {
  return database.query<CurveRow>(
    `with named as (select *, dense_rank() over (order by name) as nth from lab.readings where run_id = $1 and well = '' and quality = 'ok' and value is not null),
       sliced as (select *, ntile($2) over w as slice, count(*) over (partition by name, instrument_id, unit) as "of" from named
         where nth <= 8 window w as (partition by name, instrument_id, unit order by at_lab, id)),
       ranked as (select *, row_number() over (partition by name, instrument_id, unit, slice order by value, id) as low,
         row_number() over (partition by name, instrument_id, unit, slice order by value desc, id) as high from sliced)
     select name, instrument_id as instrument, unit, value, at_lab as "atLab", simulated, "of"::float8 as "of" from ranked
     where low = 1 or high = 1 order by name, instrument_id, unit, at_lab, id`,
    [runId, slices],
  );
}

/** What the wells of one sample gave in one series of a saved reading. */
export interface SampleMedianRow {
  readonly name: string;
  readonly unit: string;
  /** Null for wells without a sample, and for what is not of a plate. */
  readonly sample: string | null;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly wells: number;
  readonly atLab: Date;
  readonly simulated: boolean;
}

/** Saved readings by sample and series, only good values, in the order in which they were saved; at most `limit`, the first ones. */
export async function listSampleMedians(database: Database, runId: string, limit: number): Promise<SampleMedianRow[]> {
  return database.query<SampleMedianRow>(
    `select name, unit, sample, percentile_cont(0.5) within group (order by value) as median, min(value) as low, max(value) as high,
       count(*)::float8 as wells, max(at_lab) as "atLab", bool_or(simulated) as simulated
     from lab.saved_readings where run_id = $1 and quality = 'ok' and value is not null
     group by name, unit, sample, step_instance_id, attempt order by max(id), name, sample nulls first limit $2`,
    [runId, limit],
  );
}

/** A well of the first or the last series of a saved reading. */
export interface PlateWellRow {
  readonly name: string;
  readonly unit: string;
  readonly labware: string;
  readonly well: string;
  readonly sample: string | null;
  readonly value: number | null;
  readonly quality: ReadingQuality;
  readonly atLab: Date;
  readonly step: string;
  readonly iterationPath: string;
  /** Number of this series among those of its reading and labware, from 1, and how many there were. */
  readonly series: number;
  readonly of: number;
}

/** Plates of saved readings, of each reading and labware the first series and the last; at most 8 readings and 24 576 wells. */
export async function listEndPlates(database: Database, runId: string): Promise<PlateWellRow[]> {
  return database.query<PlateWellRow>(
    `with series as (select *, min(id) over (partition by name, labware, step_instance_id, attempt) as first, dense_rank() over (order by name) as nth
         from lab.saved_readings where run_id = $1 and labware is not null and well <> ''),
       counted as (select *, dense_rank() over (partition by name, labware order by first) as at,
         dense_rank() over (partition by name, labware order by first desc) as back from series where nth <= 8)
     select r.name, r.unit, r.labware, r.well, r.sample, r.value, r.quality, r.at_lab as "atLab", s.step_id as step, s.iteration_path as "iterationPath",
       r.at::float8 as series, (r.at + r.back - 1)::float8 as "of"
     from counted r join lab.step_instances s on s.id = r.step_instance_id where r.at = 1 or r.back = 1
     order by r.name, r.labware, r.first, r.id limit 24576`,
    [runId],
  );
}
