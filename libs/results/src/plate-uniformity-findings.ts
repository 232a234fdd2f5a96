import { edgeEffect, medianPolish, summarize, type MedianPolish } from '@labwright/analysis';
import { labwareType } from '@labwright/labware';
import type { AnalysisWell, PlanAnalysis, PlanLabware } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import { CONFIDENCE } from './growth-fit';
import { plateFigure } from './plate-figure';
import { plateMap, plateReading, type ReadWell } from './plate-reading';
import type { RecordView } from './record-view';
import type { ResultFlag, ResultValue } from './result';

type Uniformity = Extract<PlanAnalysis, { kind: 'plate_uniformity' }>;
type Grid = readonly (readonly (number | null)[])[];

/** From here on a B score is told; that of a normal well is beyond it once in two thousand. */
const MOST_SCORE = 3.5;

/** Effects of edge, rows and columns on wells that should be alike; the main value is that of the edge, % of the mean inside. */
export function plateUniformityFindings(view: RecordView, { reading, wells, ...analysis }: Uniformity): Findings {
  const labware = view.labware(analysis.labware);
  const read = plateReading(view, reading, wells);
  const used = read.of(wells);
  const grid = gridOf(labware, used);
  const edge = grid ? edgeEffect(grid, CONFIDENCE) : null;
  const main = edge?.kind === 'ok' && edge.relative !== null ? edgeValue({ ...edge, relative: edge.relative }) : undefined;
  const polish = grid ? polishOf(grid) : null;
  const scores = new Map(polish ? scoresOf(polish) : []);
  const odd = [...scores].filter(([, score]) => Math.abs(score) > MOST_SCORE);
  const why = !read.taken
    ? 'nothing was read'
    : edge?.kind === 'insufficient'
      ? edge.why
      : edge
        ? 'the mean inside is not above 0'
        : 'the labware is no plate of the catalogue';
  return {
    ...mainOf(main, why),
    values: [...(main ? [main] : []), ...variation(used), ...(polish ? effects(polish, read.unit) : [])],
    method:
      `Mean of the outermost wells less that of the others, over the latter, with Welch's interval; one without 0 shows an edge effect. Effects of rows and columns by Tukey's median polish, wells by their B score (Brideau et al. 2003). ${read.words}`.trim(),
    flags: [...read.flags, ...(main ? edgeFlags(main) : []), ...oddFlags(odd, wells)],
    figures: [
      plateMap(labware, read, wells, new Set(odd.map(([well]) => well))),
      plateFigure(labware, {
        id: 'scores',
        title: 'B score of each well',
        label: 'B score',
        unit: '1',
        values: scores,
        flagged: new Set(odd.map(([well]) => well)),
      }),
    ],
    simulated: view.isSimulated(reading),
  };
}

function gridOf(labware: PlanLabware | null, wells: readonly ReadWell[]): Grid | null {
  const type = labware ? labwareType(labware.type) : undefined;
  if (!type) return null;
  const values = new Map(wells.map(({ well, value }) => [well, value]));
  return Array.from({ length: type.rows }, (_, row) =>
    Array.from({ length: type.columns }, (__, column) => values.get(nameOf(row, column)) ?? null),
  );
}

function nameOf(row: number, column: number): string {
  return `${String.fromCharCode(65 + row)}${column + 1}`;
}

interface Polished extends MedianPolish {
  /** Rows and columns of the plate that were read, from 0. */
  readonly rowNumbers: readonly number[];
  readonly columnNumbers: readonly number[];
}

/** Of the rows and columns that were read. */
function polishOf(grid: Grid): Polished | null {
  const rowNumbers = [...grid.keys()].filter((row) => grid[row]?.some((value) => value !== null));
  const columnNumbers = [...(grid[0] ?? []).keys()].filter((column) => grid.some((row) => row[column] !== null));
  const polish = medianPolish(rowNumbers.map((row) => columnNumbers.map((column) => grid[row]?.[column] ?? null)));
  return polish.kind === 'ok' ? { ...polish, rowNumbers, columnNumbers } : null;
}

function scoresOf({ scores = [], rowNumbers, columnNumbers }: Polished): readonly (readonly [string, number])[] {
  return scores.flatMap((row, i) =>
    row.flatMap((score, j): (readonly [string, number])[] =>
      score === null ? [] : [[nameOf(rowNumbers[i] ?? 0, columnNumbers[j] ?? 0), score]],
    ),
  );
}

function edgeValue({
  difference,
  interval,
  relative,
}: {
  difference: number;
  interval: { low: number; high: number };
  relative: number;
}): ResultValue {
  // The mean inside, which the interval is put over too.
  const percent = difference === 0 ? 0 : (100 * relative) / difference;
  const bounds = difference === 0 ? {} : { low: interval.low * percent, high: interval.high * percent, confidence: CONFIDENCE };
  return resultValue({ name: 'edge_effect', label: 'Edge less inside, of the mean inside', unit: '%', value: 100 * relative, ...bounds });
}

function variation(wells: readonly ReadWell[]): readonly ResultValue[] {
  const summary = summarize(wells.map(({ value }) => value));
  if (summary.kind !== 'ok' || summary.standardDeviation === null || !(summary.mean > 0)) return [];
  return [
    resultValue({
      name: 'cv',
      label: 'Coefficient of variation of all wells',
      unit: '%',
      value: (100 * summary.standardDeviation) / summary.mean,
      note: `of ${summary.count} wells`,
    }),
  ];
}

function effects({ rows, columns, rowNumbers, columnNumbers }: Polished, unit: string): readonly ResultValue[] {
  return [
    ...rows.map((value, i) =>
      resultValue({ name: 'row_effect', label: 'Effect of a row', of: nameOf(rowNumbers[i] ?? 0, 0).slice(0, 1), unit, value }),
    ),
    ...columns.map((value, i) =>
      resultValue({ name: 'column_effect', label: 'Effect of a column', of: String((columnNumbers[i] ?? 0) + 1), unit, value }),
    ),
  ];
}

function edgeFlags({ low, high, value }: ResultValue): readonly ResultFlag[] {
  if (low === null || high === null || (low <= 0 && high >= 0)) return [];
  return [
    {
      well: null,
      sample: null,
      what: 'plate_effect',
      why: `the outermost wells differ from the others by ${(value ?? 0).toPrecision(2)} %`,
    },
  ];
}

function oddFlags(odd: readonly (readonly [string, number])[], wells: readonly AnalysisWell[]): readonly ResultFlag[] {
  return odd.map(([well, score]) => ({
    well,
    sample: wells.find((each) => each.well === well)?.sample ?? null,
    what: 'plate_effect',
    why: `its B score is ${score.toFixed(1)}: it differs from its row and column`,
  }));
}
