import { grubbsTest, summarize, type Point } from '@labwright/analysis';
import type { AnalysisWell, PlanLabware } from '@labwright/protocol';
import type { Figure } from './figure';
import { plateFigure } from './plate-figure';
import type { RecordView, Series } from './record-view';
import type { ResultFlag } from './result';
import { lastComplete, leftOutFlags } from './well-groups';

/** A well with its good value. */
export interface ReadWell extends AnalysisWell {
  readonly value: number;
}

/** One value a well of a plate: of a reading that was saved several times that of the last complete series. */
export interface PlateReading {
  readonly reading: string;
  /** UCUM. */
  readonly unit: string;
  /** Null where nothing good was read. */
  readonly taken: Series | null;
  /** Which series was taken, as a sentence. */
  readonly words: string;
  readonly flags: readonly ResultFlag[];
  /** The wells of a selection that have a good value. */
  of(wells: readonly AnalysisWell[]): readonly ReadWell[];
}

export function plateReading(view: RecordView, reading: string, wells: readonly AnalysisWell[]): PlateReading {
  return plateReadingOf(view.series(reading), { reading, unit: view.unitOf(reading), wells });
}

/** The same of series that were worked out, such as quotients. */
export function plateReadingOf(
  series: readonly Series[],
  { reading, unit, wells }: { readonly reading: string; readonly unit: string; readonly wells: readonly AnalysisWell[] },
): PlateReading {
  const taken = lastComplete(series, wells);
  const which = series.length > 1 ? `the last complete of ${series.length} series of "${reading}"` : `"${reading}"`;
  return {
    reading,
    unit,
    taken,
    words: taken
      ? `Of ${which}, read ${taken.hours.toFixed(2)} h after the start; only values of quality ok count, blanks and path lengths are those of the saved values.`
      : '',
    flags: taken ? leftOutFlags([taken], wells) : [],
    of: (selection) =>
      selection.flatMap((well) => {
        const value = taken?.values.get(well.well);
        return value === undefined ? [] : [{ ...well, value }];
      }),
  };
}

/** The plate as it was taken. */
export function plateMap(
  labware: PlanLabware | null,
  { taken, reading, unit }: PlateReading,
  wells: readonly AnalysisWell[],
  flagged?: ReadonlySet<string>,
): Figure | null {
  if (!taken) return null;
  return plateFigure(labware, {
    id: 'plate',
    title: `${reading} at ${taken.hours.toFixed(1)} h`,
    label: reading,
    unit,
    values: new Map(wells.map(({ well }) => [well, taken.values.get(well) ?? null])),
    flagged: new Set([...taken.leftOut.keys(), ...(flagged ?? [])]),
  });
}

/** Wells whose content is known, as points of their value over it. */
export function pointsOf(wells: readonly ReadWell[]): readonly (Point & { readonly well: string })[] {
  return wells.flatMap(({ well, nominal, value }) => (nominal === null ? [] : [{ x: nominal, y: value, well }]));
}

/** A replicate that lies farther from the others than chance lets expect, told and not dropped. */
export function outlierFlags(replicates: readonly ReadWell[], what: string): readonly ResultFlag[] {
  const test = grubbsTest(
    replicates.map(({ value }) => value),
    SIGNIFICANCE,
  );
  const well = test.kind === 'ok' && test.outlier ? replicates[test.index] : undefined;
  if (!well || test.kind !== 'ok') return [];
  const why = `lies ${test.statistic.toFixed(2)} standard deviations from the mean of ${replicates.length} replicates of ${what} (Grubbs, critical ${test.critical.toFixed(2)}); it counts all the same`;
  return [{ well: well.well, sample: well.sample, what: 'outlier', why }];
}

/** Of the outlier test: with many samples on a plate, one in twenty would be flagged for nothing otherwise. */
const SIGNIFICANCE = 0.01;

export function meanOf(wells: readonly ReadWell[]): number | null {
  const summary = summarize(wells.map(({ value }) => value));
  return summary.kind === 'ok' ? summary.mean : null;
}
