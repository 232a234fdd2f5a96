import { labwareType } from '@labwright/labware';
import type { CurveRow, PlateWellRow, RunLabwareRow, SampleMedianRow } from '@labwright/persistence';
import type { CurvePoint, ReportCurve, ReportPlate } from '@labwright/report';

/** Curves of one figure at most: more than this nobody tells apart. */
const MOST_CURVES = 24;

type Row = CurvePoint & { readonly series: string; readonly simulated: boolean; readonly of: number };

/** Values of instruments over time, a figure for each name and unit. */
export function instrumentCurves(rows: readonly CurveRow[]): readonly ReportCurve[] {
  return [...groupBy(rows, ({ name, unit }) => JSON.stringify([name, unit])).values()].flatMap((same, i) => {
    const { name, unit } = same[0]!;
    const words = name.replaceAll('_', ' ');
    const label = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
    const points = same.map(({ instrument, atLab, value, simulated, of }) => ({ series: instrument, atLab, value, simulated, of }));
    return curveOf(
      { id: `given-${i + 1}`, title: `${label} of the instruments`, label, unit, points: 'a value that an instrument gave' },
      points,
    );
  });
}

/** Saved readings by sample over time, a figure for each that was saved more than once. */
export function sampleCurves(rows: readonly SampleMedianRow[]): readonly ReportCurve[] {
  return [...groupBy(rows, ({ name, unit }) => JSON.stringify([name, unit])).values()].flatMap((same, i) => {
    const { name, unit } = same[0]!;
    const bySample = groupBy(same, ({ sample }) => sample ?? '');
    if (![...bySample.values()].some((points) => points.length > 1)) return [];
    const several = same.some(({ wells }) => wells > 1);
    const points = same.map(({ sample, atLab, median, low, high, simulated }) => ({
      series: sample ?? name,
      atLab,
      value: median,
      ...(several ? { low, high } : {}),
      simulated,
      of: bySample.get(sample ?? '')?.length ?? 0,
    }));
    const what = several ? 'the median of the good wells of a sample, with the lowest and the highest' : 'a value that the run saved';
    return curveOf({ id: `saved-${i + 1}`, title: `${name} by sample`, label: name, unit, points: what }, points);
  });
}

function curveOf(head: Pick<ReportCurve, 'id' | 'title' | 'label' | 'unit' | 'points'>, rows: readonly Row[]): readonly ReportCurve[] {
  const all = [...groupBy(rows, ({ series }) => series)];
  const left = all.length - MOST_CURVES;
  const series = all.slice(0, MOST_CURVES).map(([name, own]) => ({
    name,
    of: own[0]?.of ?? 0,
    points: own.map(({ atLab, value, low, high }) => ({ atLab, value, ...(low === undefined || high === undefined ? {} : { low, high }) })),
  }));
  const points = left > 0 ? `${head.points}; ${left} more curves are in the export only` : head.points;
  return [{ ...head, points, series, simulated: rows.some(({ simulated }) => simulated) }];
}

/** Plates as maps. Labware of a type that the catalogue no longer has is as large as its wells need. */
export function platesOf(rows: readonly PlateWellRow[], labware: readonly RunLabwareRow[]): readonly ReportPlate[] {
  const known = new Map(labware.map((each) => [each.name, each]));
  return [...groupBy(rows, ({ name, labware: on, series }) => JSON.stringify([name, on, series])).values()].map((wells) => {
    const { name, unit, labware: on, atLab, step, iterationPath, series, of } = wells[0]!;
    const piece = known.get(on);
    const size = labwareType(piece?.type ?? '') ?? sizeOf(wells.map(({ well }) => well));
    return {
      labware: on,
      atLab,
      step,
      iterationPath,
      series,
      of,
      figure: {
        type: 'plate',
        id: JSON.stringify([name, on]),
        title: of === 1 ? `${name} of ${on}` : `${name} of ${on}, ${series === 1 ? 'the first' : 'the last'} of ${of}`,
        rows: size.rows,
        columns: size.columns,
        label: name,
        unit,
        wells: Object.fromEntries(
          wells.map(({ well, sample, value, quality }) => [
            well,
            {
              value: quality === 'ok' ? value : null,
              role: piece?.layout[well]?.role ?? null,
              sample,
              ...(quality === 'ok' ? {} : { flagged: true as const }),
            },
          ]),
        ),
      },
    };
  });
}

function sizeOf(wells: readonly string[]): { readonly rows: number; readonly columns: number } {
  const rows = Math.max(1, ...wells.map((well) => well.charCodeAt(0) - 64));
  const columns = Math.max(1, ...wells.map((well) => Number(well.slice(1)) || 1));
  return { rows: Math.min(rows, 32), columns: Math.min(columns, 48) };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
