import type { Point } from './text-plot';

/** What a plot needs of a reading, saved or not. */
export interface Sample {
  readonly well: string;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: string;
  readonly atLab: string;
  readonly stepInstance: string | null;
}

export interface PlotSeries {
  readonly label: string;
  readonly xUnit: 'h' | 'min';
  readonly points: readonly Point[];
}

const MINUTE_MS = 60_000;

/**
 * Samples as points over the lab time since `startMs`: one series a well, or the median of all wells at each reading where none is named.
 * Values that are not ok are left out. Hours, or minutes for what is shorter than two hours.
 */
export function seriesToPlot(samples: readonly Sample[], wells: readonly string[], startMs: number): readonly PlotSeries[] {
  const good = samples.filter(({ value, quality }) => value !== null && quality === 'ok');
  const last = Math.max(0, ...good.map(({ atLab }) => Date.parse(atLab) - startMs));
  const xUnit = last < 120 * MINUTE_MS ? 'min' : 'h';
  const x = (atLab: string) => (Date.parse(atLab) - startMs) / (xUnit === 'h' ? 60 * MINUTE_MS : MINUTE_MS);
  const named = (label: string, points: readonly Point[]) => (points.length > 0 ? [{ label, xUnit, points } as const] : []);
  if (wells.length > 0) {
    return wells.flatMap((well) =>
      named(
        well,
        good.filter((it) => it.well === well).map(({ atLab, value }) => ({ x: x(atLab), y: value ?? 0 })),
      ),
    );
  }
  const byMoment = new Map<string, { readonly atLab: string; readonly values: number[] }>();
  for (const { well, stepInstance, atLab, value } of good) {
    // Wells of a plate are read one after the other: they belong to one reading of one step.
    const key = well === '' ? atLab : `${stepInstance ?? ''} ${Math.round(Date.parse(atLab) / MINUTE_MS)}`;
    const moment = byMoment.get(key) ?? { atLab, values: [] };
    moment.values.push(value ?? 0);
    byMoment.set(key, moment);
  }
  const label = good.some(({ well }) => well !== '') ? 'median of all wells' : 'value';
  return named(
    label,
    [...byMoment.values()].map(({ atLab, values }) => ({ x: x(atLab), y: median(values) })),
  );
}

/** How many values, from where to where, and the last one. */
export function summaryOf({ points }: PlotSeries, unit: string): string {
  const ys = points.map(({ y }) => y);
  const short = (y: number | undefined) => `${Number((y ?? 0).toPrecision(4))}`;
  const low = ys.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = ys.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return `${ys.length} values, ${short(low)} to ${short(high)}, last ${short(ys.at(-1))} ${unit}`.trimEnd();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
