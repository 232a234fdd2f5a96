import { growthRate, summarize, type GrowthRate, type GrowthRateOptions, type Insufficient } from '@labwright/analysis';
import { correctedBound } from './corrected-density';
import type { TimePoint } from './record-view';

/** A fitted growth rate with what is needed to draw it: density = exp(intercept + rate * hours). */
export interface GrowthFit {
  readonly kind: 'ok';
  readonly growth: GrowthRate;
  readonly intercept: number;
  /** Points of the window. */
  readonly points: readonly TimePoint[];
}

export const CONFIDENCE = 0.95;
/** Most points of a curve that is fitted; neighbours of denser ones are taken together. */
const MOST = 240;

/** Where exponential growth is looked for, as photometers show it. */
const USUAL = { minOd: 0.03, maxOd: 0.3, minPoints: 6, confidence: CONFIDENCE };
/** A plate that is read every 20 min has too few points there. */
const WIDE = { minOd: 0.04, maxOd: 0.65, minPoints: 5, confidence: CONFIDENCE };
export type GrowthRange = Required<GrowthRateOptions>;

/**
 * The fit in the first range that has enough points, and that range; the last one where none has. The ranges are where a culture grows evenly, so
 * those of a curve that was corrected with a curvature, per AU, are the same densities, corrected.
 */
export function fitGrowth(
  curve: readonly TimePoint[],
  curvature?: number,
): { readonly fit: GrowthFit | Insufficient; readonly range: GrowthRange } {
  const usual = correctedRange(USUAL, curvature);
  const fit = fitGrowthIn(curve, usual);
  if (fit.kind === 'ok') return { fit, range: usual };
  const wide = correctedRange(WIDE, curvature);
  return { fit: fitGrowthIn(curve, wide), range: wide };
}

function correctedRange(range: GrowthRange, curvature: number | undefined): GrowthRange {
  if (curvature === undefined) return range;
  return { ...range, minOd: correctedBound(range.minOd, curvature), maxOd: correctedBound(range.maxOd, curvature) };
}

export function fitGrowthIn(curve: readonly TimePoint[], range: GrowthRange): GrowthFit | Insufficient {
  const even = evenly(curve);
  const growth = growthRate(
    even.map(({ hours, value }) => ({ hours, od: value })),
    range,
  );
  if (growth.kind !== 'ok') return growth;
  const { fromHours, toHours } = growth.window;
  const points = even.filter(({ hours, value }) => hours >= fromHours && hours <= toHours && value > 0);
  const mean = (of: (point: TimePoint) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return { kind: 'ok', growth, points, intercept: mean(({ value }) => Math.log(value)) - growth.rate * mean(({ hours }) => hours) };
}

/** What the fit says at a time. */
export function densityAt({ growth, intercept }: GrowthFit, hours: number): number {
  return Math.exp(intercept + growth.rate * hours);
}

/** At most `MOST` points: medians of as many neighbours as are needed for it. */
export function evenly(curve: readonly TimePoint[]): readonly TimePoint[] {
  const size = Math.ceil(curve.length / MOST);
  if (size <= 1) return curve;
  return Array.from({ length: Math.ceil(curve.length / size) }, (_, i) => {
    const part = curve.slice(i * size, (i + 1) * size);
    return { hours: medianOf(part.map(({ hours }) => hours)), value: medianOf(part.map(({ value }) => value)) };
  });
}

function medianOf(values: readonly number[]): number {
  const summary = summarize(values);
  return summary.kind === 'ok' ? summary.median : Number.NaN;
}
