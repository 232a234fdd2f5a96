import type { QuantityKind, ReadingQuality } from '@labwright/domain';
import type { Database, Tx } from '../database';

/** One value of a reading that a protocol saves under a name: corrected as it says, in the canonical unit of its kind. */
export interface NewSavedReading {
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly attempt: number;
  readonly name: string;
  readonly kind: QuantityKind;
  /** Labware that was read, by its name in the protocol; null for a reading of the instrument itself. */
  readonly labware: string | null;
  /** Empty for a reading that is not of a plate. */
  readonly well: string;
  readonly sample: string | null;
  /** Null when there is no number; quality and reason say why. */
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly reason: string | null;
  /** What the instrument gave, before any correction. */
  readonly rawValue: number | null;
  /** What was subtracted, in the unit of the reading. */
  readonly blank: number | null;
  /** Path that it was divided by, cm. */
  readonly pathCm: number | null;
  readonly simulated: boolean;
  readonly atLab: Date;
  readonly atWall: Date;
}

/** Stores what a step saves, in the transaction that stores its result. */
export async function insertSavedReadings(tx: Tx, saved: readonly NewSavedReading[]): Promise<void> {
  if (saved.length === 0) return;
  await tx.query(
    `insert into lab.saved_readings (run_id, step_instance_id, attempt, name, kind, labware, well, sample, value, unit, quality, reason, raw_value, blank,
       path_cm, simulated, at_lab, at_wall)
     select "runId", "stepInstanceId", attempt, name, kind, labware, well, sample, value, unit, quality, reason, "rawValue", blank, "pathCm", simulated,
       "atLab", "atWall"
     from jsonb_to_recordset($1::jsonb) as s("runId" uuid, "stepInstanceId" uuid, attempt int, name text, kind text, labware text, well text, sample text,
       value float8, unit text, quality text, reason text, "rawValue" float8, blank float8, "pathCm" float8, simulated boolean, "atLab" timestamptz,
       "atWall" timestamptz)`,
    [JSON.stringify(saved)],
  );
}

/** Of readings `r`: none that a command of an earlier attempt gave. The command of a new reading may not be stored yet. */
const OF_THIS_ATTEMPT = `not exists (select 1 from lab.commands c join lab.step_instances a on a.id = c.step_instance_id
  where c.id = r.command_id and c.step_instance_id = r.step_instance_id and c.attempt < a.attempt)`;

/** A raw value of a step, as its saves need it. */
export interface StepReadingRow {
  readonly well: string;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly simulated: boolean;
  readonly atLab: Date;
  readonly atWall: Date;
}

/**
 * The last value that the current attempt of a step read in each well, of one reading and, where there is one, one wavelength. What an
 * earlier attempt read is told by its command: a well that is missing now must not show what it was then.
 */
export async function readPlateOfStep(tx: Tx, stepInstanceId: string, name: string, wavelength: number | null): Promise<StepReadingRow[]> {
  return tx.query<StepReadingRow>(
    `select distinct on (well) well, value, unit, quality, simulated, at_lab as "atLab", at_wall as "atWall" from lab.readings r
     where step_instance_id = $1 and name = $2 and ($3::float8 is null or wavelength = $3) and ${OF_THIS_ATTEMPT} order by well, id desc`,
    [stepInstanceId, name, wavelength],
  );
}

/** Wells of a piece of labware that a person has masked, with the reason. */
export async function maskedWells(tx: Tx, runId: string, labware: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ well: string; reason: string }>(
    `select m.well, m.reason from lab.masked_wells m join lab.labware l on l.id = m.labware_id
     where l.run_id = $1 and l.name = $2 and m.lifted_at is null`,
    [runId, labware],
  );
  return new Map(rows.map(({ well, reason }) => [well, reason]));
}

/** The values of one reading since the step's hold began, or all of its attempt where it holds nothing; oldest first. */
export async function readSeriesOfStep(tx: Tx, stepInstanceId: string, name: string): Promise<StepReadingRow[]> {
  return tx.query<StepReadingRow>(
    `select r.well, r.value, r.unit, r.quality, r.simulated, r.at_lab as "atLab", r.at_wall as "atWall"
     from lab.readings r join lab.step_instances s on s.id = r.step_instance_id
     where s.id = $1 and r.name = $2 and r.at_lab >= coalesce(s.hold_started_lab, '-infinity') and ${OF_THIS_ATTEMPT} order by r.at_lab, r.id`,
    [stepInstanceId, name],
  );
}

/** A saved value as conditions see it. */
export interface SavedPointRow {
  readonly well: string;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly reason: string | null;
  /** Milliseconds since the epoch. */
  readonly atLabMs: number;
  readonly labware: string | null;
  /** False while nobody knows whether the labware is what it should be. */
  readonly sure: boolean;
}

/**
 * The latest series of a saved reading: what the last step that saved it gave, with the wells masked that are masked now. A series is stored
 * at once, so that it is everything after the last value of another; that is found from the end, however many rounds there were.
 */
export async function latestSaved(tx: Tx, runId: string, name: string): Promise<SavedPointRow[]> {
  return tx.query<SavedPointRow>(
    `select r.well, r.value, r.unit, case when m.id is null then r.quality else 'masked' end as quality, coalesce(m.reason, r.reason) as reason,
       extract(epoch from r.at_lab)::float8 * 1000 as "atLabMs", r.labware,
       coalesce(l.identity, 'known') = 'known' as sure
     from lab.saved_readings r left join lab.labware l on l.run_id = r.run_id and l.name = r.labware
       left join lab.masked_wells m on m.labware_id = l.id and m.well = r.well and m.lifted_at is null
     where r.run_id = $1 and r.name = $2 and r.id > coalesce((select p.id from lab.saved_readings p,
         (select step_instance_id, attempt from lab.saved_readings where run_id = $1 and name = $2 order by id desc limit 1) last
       where p.run_id = $1 and p.name = $2 and (p.step_instance_id, p.attempt) <> (last.step_instance_id, last.attempt) order by p.id desc limit 1), 0)
     order by r.id`,
    [runId, name],
  );
}

export interface SavedReadingRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly labware: string | null;
  readonly well: string;
  readonly sample: string | null;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly reason: string | null;
  readonly rawValue: number | null;
  readonly blank: number | null;
  readonly pathCm: number | null;
  readonly simulated: boolean;
  readonly step: string;
  readonly iterationPath: string;
  readonly stepInstanceId: string;
  readonly attempt: number;
  readonly atLab: Date;
  readonly atWall: Date;
}

/** Saved readings of a run in the order in which they were stored, optionally of one name, after an id; at most `limit`. */
export async function listSavedReadings(
  database: Database,
  options: { readonly runId: string; readonly name?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<SavedReadingRow[]> {
  return database.query<SavedReadingRow>(
    `select r.id::text, r.name, r.kind, r.labware, r.well, r.sample, r.value, r.unit, r.quality, r.reason, r.raw_value as "rawValue", r.blank,
       r.path_cm as "pathCm", r.simulated, s.step_id as step, s.iteration_path as "iterationPath", s.id as "stepInstanceId", r.attempt,
       r.at_lab as "atLab", r.at_wall as "atWall"
     from lab.saved_readings r join lab.step_instances s on s.id = r.step_instance_id
     where r.run_id = $1 and ($2::text is null or r.name = $2) and ($3::bigint is null or r.id > $3) order by r.id limit $4`,
    [options.runId, options.name ?? null, options.after ?? null, options.limit],
  );
}
