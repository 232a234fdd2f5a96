import { pathLengthByVolume, subtractBlank } from '@labwright/analysis';
import { LabError, canonicalUnit, type ReadingQuality } from '@labwright/domain';
import {
  insertSavedReadings,
  latestSaved,
  maskedWells,
  readPlateOfStep,
  readSeriesOfStep,
  recordEvents,
  type NewSavedReading,
  type StepReadingRow,
  type Tx,
} from '@labwright/persistence';
import type { PlanExpect, PlanLabware, PlanOperation, PlanSave } from '@labwright/protocol';
import { nameOf, type StepRow } from './run-store';
import { wellVolumes } from './task-labware';

/** What all values of one saved reading have in common. */
interface Saving {
  readonly step: StepRow;
  readonly save: PlanSave;
  readonly labware: PlanLabware | null;
  readonly sure: boolean;
  /** For what was not read: the time of this look, in the lab and by the database's clock, and whether the instrument is simulated. */
  readonly now: Date;
  readonly wallNow: Date;
  readonly simulated: boolean;
}

/**
 * Works out and stores what a step saves, in the transaction that stores its result: raw values of the step, minus the blanks, brought to a
 * path of 1 cm by the volume that was pipetted. A value that cannot be worked out is kept as such, with the reason; conditions find it UNKNOWN.
 */
export async function saveReadings(tx: Tx, step: StepRow, definition: PlanOperation, actor: string): Promise<readonly NewSavedReading[]> {
  const saved: NewSavedReading[] = [];
  if (definition.saves === undefined) return saved;
  const [labware, sure] = await labwareOf(tx, step.runId, definition.labware);
  const [look] = await tx.query<Pick<Saving, 'now' | 'wallNow' | 'simulated'>>(
    `select lab.lab_now() as now, clock_timestamp() as "wallNow",
       coalesce((select simulated from lab.instruments where id = $1), false) as simulated`,
    [definition.instrument],
  );
  if (!look) throw new LabError('INTERNAL', 'the database has no time', { where: 'saveReadings' });
  for (const save of definition.saves) {
    const saving: Saving = { step, save, labware, sure, ...look };
    const own = save.wells.length > 0 ? await plateValues(tx, saving) : await seriesValues(tx, saving);
    saved.push(...own);
    await recordEvents(tx, [
      {
        type: 'reading.saved',
        actor,
        runId: step.runId,
        stepInstanceId: step.id,
        instrumentId: step.instrumentId,
        data: told(saving, own),
      },
    ]);
  }
  await insertSavedReadings(tx, saved);
  return saved;
}

async function labwareOf(tx: Tx, runId: string, name: string | null): Promise<[PlanLabware | null, boolean]> {
  if (name === null) return [null, true];
  const [row] = await tx.query<{ labware: PlanLabware | null; identity: string }>(
    `select (select l from jsonb_array_elements(r.plan->'labware') l where l->>'id' = $2) as labware, b.identity
     from lab.runs r join lab.labware b on b.run_id = r.id and b.name = $2 where r.id = $1`,
    [runId, name],
  );
  return [row?.labware ?? null, row?.identity === 'known'];
}

async function plateValues(tx: Tx, saving: Saving): Promise<NewSavedReading[]> {
  const { step, save, labware } = saving;
  const masked = labware ? await maskedWells(tx, step.runId, labware.id) : new Map<string, string>();
  // A masked blank is no blank either.
  const read = await readPlateOfStep(tx, step.id, save.reading, save.wavelength);
  const rows = read.map((row) => (masked.has(row.well) ? { ...row, quality: 'masked' as const } : row));
  const byWell = new Map(rows.map((row) => [row.well, row]));
  const blanked = save.process.includes('blank') ? subtractBlank(rows, save.blanks) : null;
  const volumes = save.process.includes('pathlength') && labware ? await wellVolumes(tx, step.runId, labware.id) : null;
  return save.wells.map((well): NewSavedReading => {
    const raw = byWell.get(well);
    if (!raw && masked.has(well)) return valueOf(saving, well, undefined, { quality: 'masked', reason: masked.get(well) ?? null });
    if (!raw) return valueOf(saving, well, undefined, { quality: 'missing', reason: 'the instrument gave no value of this well' });
    if (raw.quality !== 'ok' || raw.value === null)
      return valueOf(saving, well, raw, { quality: raw.quality, reason: masked.get(well) ?? null });
    let value = raw.value;
    let blank: number | null = null;
    if (blanked !== null) {
      if (blanked.kind !== 'ok') return valueOf(saving, well, raw, { quality: 'suspect', reason: blanked.why });
      blank = blanked.blank.mean;
      value -= blank;
    }
    if (volumes === null) return valueOf(saving, well, raw, { value, blank });
    const volume = volumes.get(well);
    if (volume === undefined)
      return valueOf(saving, well, raw, { blank, quality: 'suspect', reason: 'no volume is recorded for this well' });
    const path = pathLengthByVolume(labware?.type ?? '', volume);
    if (path.kind !== 'ok') return valueOf(saving, well, raw, { blank, quality: 'suspect', reason: path.why });
    return valueOf(saving, well, raw, { value: value / path.cm, blank, pathCm: path.cm });
  });
}

async function seriesValues(tx: Tx, saving: Saving): Promise<NewSavedReading[]> {
  const rows = await readSeriesOfStep(tx, saving.step.id, saving.save.reading);
  // A series without a point must not leave that of an earlier step as the latest.
  if (rows.length === 0) return [valueOf(saving, '', undefined, { quality: 'missing', reason: 'the instrument gave no value of it' })];
  return rows.map((row) => valueOf(saving, row.well, row, { value: row.value, quality: row.quality }));
}

/** One value, with everything that is the same for all. Without a number, or from labware that may be another, it is not `ok`. */
function valueOf(
  { step, save, labware, sure, now, wallNow, simulated }: Saving,
  well: string,
  raw: StepReadingRow | undefined,
  found: Partial<Pick<NewSavedReading, 'value' | 'blank' | 'pathCm' | 'quality' | 'reason'>>,
): NewSavedReading {
  const value = found.value ?? null;
  const quality = found.quality ?? (value === null ? 'missing' : 'ok');
  return {
    runId: step.runId,
    stepInstanceId: step.id,
    attempt: step.attempt,
    name: save.name,
    kind: save.kind,
    labware: labware?.id ?? null,
    well,
    sample: labware?.layout?.[well]?.sample ?? null,
    value,
    unit: canonicalUnit(save.kind),
    quality: quality === 'ok' && !sure ? 'suspect' : quality,
    reason: found.reason ?? (sure ? null : 'nobody knows whether this is the right labware'),
    rawValue: raw?.value ?? null,
    blank: found.blank ?? null,
    pathCm: found.pathCm ?? null,
    simulated: raw?.simulated ?? simulated,
    atLab: raw?.atLab ?? now,
    atWall: raw?.atWall ?? wallNow,
  };
}

function told({ step, save }: Saving, own: readonly NewSavedReading[]): Readonly<Record<string, unknown>> {
  const values = own.flatMap(({ value, quality }) => (quality === 'ok' && value !== null ? [value] : [])).toSorted((a, b) => a - b);
  const median =
    values.length === 0
      ? null
      : ((values[Math.floor((values.length - 1) / 2)] ?? 0) + (values[Math.ceil((values.length - 1) / 2)] ?? 0)) / 2;
  return { ...nameOf(step), name: save.name, unit: canonicalUnit(save.kind), median, ok: values.length, of: own.length };
}

interface Point {
  readonly well: string;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  readonly reason: string | null;
  /** False while nobody knows whether the labware is what it should be. */
  readonly sure?: boolean;
}

/** Why a saved reading, of this step or the latest one, is not what the step expects: UNKNOWN, or out of range. Null when it is. */
export async function unexpected(
  tx: Tx,
  step: StepRow,
  expect: PlanExpect,
  saved: readonly NewSavedReading[],
): Promise<LabError<'RUN_CONDITION_UNKNOWN'> | LabError<'RUN_READING_UNEXPECTED'> | null> {
  const own: readonly Point[] = saved.filter(({ name }) => name === expect.reading);
  const points = (own.length > 0 ? own : await latestSaved(tx, step.runId, expect.reading)).filter(({ quality }) => quality !== 'masked');
  const unit = points[0]?.unit ?? '';
  const wanted = `${expect.reading} should be ${expect.min ?? 'any'} to ${expect.max ?? 'any'} ${unit}`;
  const list = (found: readonly Point[]) =>
    found
      .slice(0, 12)
      .map((point) => words(point))
      .join(', ');
  const doubtful = points.filter(({ quality, value, sure }) => quality !== 'ok' || value === null || sure === false);
  if (points.length === 0 || doubtful.length > 0) {
    const reasons = [points.length === 0 ? 'nothing was read' : list(doubtful)];
    return new LabError('RUN_CONDITION_UNKNOWN', `${wanted}, and is UNKNOWN: ${reasons[0]}`, {
      step: step.stepId,
      condition: wanted,
      reasons,
    });
  }
  const outside = points.filter(({ value }) => value !== null && (value < (expect.min ?? -Infinity) || value > (expect.max ?? Infinity)));
  if (outside.length === 0) return null;
  const wells = outside.map(({ well }) => well);
  return new LabError('RUN_READING_UNEXPECTED', `${wanted}: ${list(outside)}`, { step: step.stepId, reading: expect.reading, wells });
}

function words({ well, value, unit, quality, reason, sure }: Point): string {
  const what =
    sure === false
      ? 'of labware that may be another one'
      : quality === 'ok' && value !== null
        ? `${Number(value.toPrecision(4))} ${unit}`
        : `${quality}${reason ? ` (${reason})` : ''}`;
  return well === '' ? what : `${well} ${what}`;
}
