import type { DriverReading, ReadingQuality } from '@labwright/domain';
import { pgCode, type Database, type Tx } from '../database';
import { copyText } from './copy-text';

const UNIQUE_VIOLATION = '23505';

/** A reading with its place. What a driver leaves out may also stand here as undefined. */
export interface NewReading extends Omit<DriverReading, 'target' | 'well' | 'wavelength' | 'lateMs'> {
  readonly target?: number | null | undefined;
  readonly well?: string | undefined;
  readonly wavelength?: number | undefined;
  readonly runId: string | null;
  readonly stepInstanceId: string | null;
  readonly instrumentId: string;
  readonly simulated: boolean;
  readonly atWall: Date;
  readonly atLab: Date;
}

/** Readings in bulk, as columns. A reading that is there already (same command, name, well, step and bytes) is left as it is: exactly once. */
export async function insertReadings(tx: Pick<Tx, 'prepared'>, readings: readonly NewReading[]): Promise<void> {
  if (readings.length === 0) return;
  const column = <T>(of: (reading: NewReading) => T): T[] => readings.map(of);
  await tx.prepared(
    `insert into lab.readings (run_id, step_instance_id, instrument_id, name, well, value, unit, quality, target, raw, simulated, command_id, at_wall, at_lab, wavelength)
     select r.run, r.step, r.instrument, r.name, r.well, r.value, r.unit, r.quality, r.target, decode(r.raw, 'hex'), r.simulated, r.command, r.wall, r.lab, r.wavelength
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::text[], $9::float8[], $10::text[],
       $11::boolean[], $12::uuid[], $13::timestamptz[], $14::timestamptz[], $15::float8[])
       as r(run, step, instrument, name, well, value, unit, quality, target, raw, simulated, command, wall, lab, wavelength)
     on conflict do nothing`,
    [
      column((r) => r.runId),
      column((r) => r.stepInstanceId),
      column((r) => r.instrumentId),
      column((r) => r.name),
      column((r) => r.well ?? ''),
      column((r) => r.value),
      column((r) => r.unit),
      column((r) => r.quality),
      column((r) => r.target ?? null),
      column((r) => Buffer.from(r.raw).toString('hex')),
      column((r) => r.simulated),
      column((r) => r.commandId),
      column((r) => r.atWall),
      column((r) => r.atLab),
      column((r) => r.wavelength ?? null),
    ],
  );
}

/**
 * The same of many readings that are nearly always new, in less than half of the time. When one of them is there already, all go the way of
 * `insertReadings`. @throws LabError DATABASE_UNAVAILABLE
 */
export async function copyReadings(database: Database, readings: readonly NewReading[]): Promise<void> {
  try {
    await database.copy(
      'lab.readings (run_id, step_instance_id, instrument_id, name, well, value, unit, quality, target, raw, simulated, command_id, at_wall, at_lab, wavelength)',
      copyText(
        readings.map((r) => [
          r.runId,
          r.stepInstanceId,
          r.instrumentId,
          r.name,
          r.well ?? '',
          r.value,
          r.unit,
          r.quality,
          r.target,
          r.raw,
          r.simulated,
          r.commandId,
          r.atWall,
          r.atLab,
          r.wavelength,
        ]),
      ),
    );
  } catch (error) {
    if (pgCode(error) !== UNIQUE_VIOLATION) throw error;
    await insertReadings(database, readings);
  }
}

export interface ReadingRow {
  readonly id: string;
  readonly name: string;
  readonly well: string;
  /** Of an absorbance, nm. */
  readonly wavelength: number | null;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly target: number | null;
  readonly instrumentId: string;
  readonly stepInstanceId: string | null;
  readonly stepId: string | null;
  readonly simulated: boolean;
  readonly atWall: Date;
  readonly atLab: Date;
  readonly rawHex: string;
  readonly commandId: string;
}

/** Readings of a run in time order, optionally of one name, after a reading id; at most `limit`. */
export async function readReadings(
  database: Database,
  options: { readonly runId: string; readonly name?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<ReadingRow[]> {
  return database.query<ReadingRow>(
    `select r.id::text, r.name, r.well, r.wavelength, r.value, r.unit, r.quality, r.target, r.instrument_id as "instrumentId", r.step_instance_id as "stepInstanceId",
       s.step_id as "stepId", r.simulated, r.at_wall as "atWall", r.at_lab as "atLab", encode(r.raw, 'hex') as "rawHex", r.command_id as "commandId"
     from lab.readings r left join lab.step_instances s on s.id = r.step_instance_id
     where r.run_id = $1 and ($2::text is null or r.name = $2)
       and ($3::bigint is null or (r.at_lab, r.id) > (select at_lab, id from lab.readings where id = $3))
     order by r.at_lab, r.id limit $4`,
    [options.runId, options.name ?? null, options.after ?? null, options.limit],
  );
}
