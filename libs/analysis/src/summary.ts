import { insufficient, type Insufficient } from './insufficient';

/** What describes a set of values; every field but `count` has the unit of the values. */
export interface Summary {
  readonly kind: 'ok';
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** With n - 1 in the denominator; null for one value. */
  readonly standardDeviation: number | null;
  /** Of the mean; null for one value. */
  readonly standardError: number | null;
}

/**
 * Mean, median, range, standard deviation and standard error of the finite values given, in any one unit; what is not finite is left out.
 * The deviation is computed in two passes with the rounding of the mean taken back.
 * Sources: median and mean, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.1; standard deviation, 1.3.5.6 and Chan, Golub, LeVeque,
 * The American Statistician 37 (1983) 242, the corrected two-pass algorithm; standard error of the mean, GUM (JCGM 100:2008), 4.2.3, equation 5.
 */
export function summarize(values: readonly number[]): Summary | Insufficient {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const count = sorted.length;
  const min = sorted[0];
  const max = sorted[count - 1];
  if (min === undefined || max === undefined) return insufficient('there is no usable value');
  const mean = sorted.reduce((sum, value) => sum + (value - min), 0) / count + min;
  const deviations = sorted.map((value) => value - mean);
  const squares = deviations.reduce((sum, d) => sum + d * d, 0);
  const drift = deviations.reduce((sum, d) => sum + d, 0);
  const standardDeviation = count > 1 ? Math.sqrt(Math.max(squares - (drift * drift) / count, 0) / (count - 1)) : null;
  return {
    kind: 'ok',
    count,
    mean,
    median: medianOf(sorted),
    min,
    max,
    standardDeviation,
    standardError: standardDeviation === null ? null : standardDeviation / Math.sqrt(count),
  };
}

function medianOf(sorted: readonly number[]): number {
  const upper = Math.floor(sorted.length / 2);
  const high = sorted[upper] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[upper - 1] ?? Number.NaN) + high) / 2;
}
