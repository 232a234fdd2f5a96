import { dispensingErrors, fitProportional, type DispensingErrors } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import { CONFIDENCE } from './growth-fit';
import { plateFigure } from './plate-figure';
import { outlierFlags, plateReading, pointsOf, type ReadWell } from './plate-reading';
import type { RecordView } from './record-view';
import type { ResultValue } from './result';
import { xyFigure } from './xy-figure';

type Dispensing = Extract<PlanAnalysis, { kind: 'dispensing' }>;

/** Errors of dispensed volumes by the absorbance of their dye; the main value is the systematic error of the first sample and volume. */
export function dispensingFindings(view: RecordView, analysis: Dispensing): Findings {
  const { reading, wells, reference } = analysis;
  const unit = analysis.nominalUnit ?? 'uL';
  const read = plateReading(view, reading, [...reference, ...wells]);
  const known = pointsOf(read.of(reference));
  const line = fitProportional(known, CONFIDENCE);
  const shared = {
    method:
      `Volumes are absorbances over the slope of a line through the origin and the reference wells (ISO 8655-8); systematic error and coefficient of variation as in ISO 8655-6, with intervals by Student's t and chi-square; that of the systematic error counts the scatter of the reference wells too. ${read.words}`.trim(),
    simulated: view.isSimulated(reading),
  };
  if (line.kind !== 'ok' || !(line.slope > 0)) {
    const why = line.kind === 'ok' ? 'the absorbance of the reference does not rise with its volume' : line.why;
    return {
      ...shared,
      main: null,
      values: [],
      insufficient: read.taken ? `of the reference wells: ${why}` : 'nothing was read',
      flags: read.flags,
      figures: [],
    };
  }
  const volumes = read.of(wells).map((well) => ({ ...well, value: well.value / line.slope }));
  const groups = groupsOfVolumes(volumes);
  const { slope, interval } = line;
  const values = groups.map((group) => errorsOf(group, unit, (interval.high - slope) / slope));
  return {
    ...shared,
    ...mainOf(values[0]?.[0], 'no well was read'),
    values: values.flat(),
    flags: [...groups.flatMap((group) => outlierFlags(group.wells, group.name)), ...read.flags],
    figures: [
      plateFigure(view.labware(analysis.labware), {
        id: 'volumes',
        title: 'Volume in each well',
        label: 'Volume',
        unit,
        values: new Map([...wells.map(({ well }) => [well, null] as const), ...volumes.map(({ well, value }) => [well, value] as const)]),
      }),
      xyFigure({
        id: 'dispensed',
        title: 'Error of each volume over what it should be',
        x: { label: 'Nominal volume', unit, scale: 'linear' },
        y: { label: 'Dispensed less nominal', unit: '%', scale: 'linear' },
        series: groups.map(({ sample, wells: own, nominal }) => ({
          name: sample,
          style: 'points',
          group: sample,
          points: own.map(({ well, value }) => ({ x: nominal, y: (100 * (value - nominal)) / nominal, well })),
        })),
        marks: [{ axis: 'y', at: 0, label: 'exact' }],
      }),
    ],
  };
}

interface Volumes {
  readonly name: string;
  readonly sample: string;
  readonly nominal: number;
  readonly wells: readonly ReadWell[];
}

/** Wells of one sample that should have the same volume. */
function groupsOfVolumes(wells: readonly ReadWell[]): readonly Volumes[] {
  const groups = new Map<string, Volumes & { readonly wells: ReadWell[] }>();
  for (const well of wells) {
    const { nominal } = well;
    if (nominal === null || !(nominal > 0)) continue;
    const sample = well.sample ?? well.role;
    const name = `${sample}, ${nominal}`;
    const group = groups.get(name);
    if (group) group.wells.push(well);
    else groups.set(name, { name, sample, nominal, wells: [well] });
  }
  return [...groups.values()];
}

/** `ofReference`: half width of the interval of the slope, as a part of it. */
function errorsOf({ name, nominal, wells }: Volumes, unit: string, ofReference: number): readonly ResultValue[] {
  const of = `${name} ${unit}`;
  const systematic = { name: 'systematic_error', label: 'Systematic error', of, unit: '%' };
  const random = { name: 'random_error', label: 'Random error, coefficient of variation', of, unit: '%' };
  const errors = dispensingErrors(
    wells.map(({ value }) => value),
    nominal,
    CONFIDENCE,
  );
  if (errors.kind !== 'ok') return [systematic, random].map((each) => resultValue({ ...each, value: null, note: errors.why }));
  const note = `of ${errors.count} wells`;
  return [
    resultValue({ ...systematic, value: errors.systematicPercent, ...widened(errors, nominal, ofReference), confidence: CONFIDENCE, note }),
    resultValue({ ...random, value: errors.randomPercent, ...errors.randomInterval, confidence: CONFIDENCE, note }),
    resultValue({ name: 'mean_volume', label: 'Mean volume', of, unit, value: errors.mean }),
  ];
}

/** The interval of a systematic error with what is not known of the reference: half widths add as squares, being of independent wells. */
function widened(
  { systematicPercent, systematicInterval, mean }: DispensingErrors,
  nominal: number,
  ofReference: number,
): { readonly low: number; readonly high: number } {
  const half = Math.hypot(systematicInterval.high - systematicPercent, (100 * ofReference * mean) / nominal);
  return { low: systematicPercent - half, high: systematicPercent + half };
}
