import { insufficient, type Insufficient } from './insufficient';
import { intervalByT, type Interval } from './interval';
import type { Summary } from './summary';

/** Difference of two means, first less second, in their unit. */
export interface MeanDifference {
  readonly kind: 'ok';
  readonly difference: number;
  readonly standardError: number;
  /** Of Welch and Satterthwaite, not rounded. */
  readonly degreesOfFreedom: number;
  /** Difference over its error. */
  readonly t: number;
  readonly interval: Interval;
}

type Group = Pick<Summary, 'count' | 'mean' | 'standardDeviation'>;

/**
 * Welch's comparison of two means whose scatters may differ. The interval takes the degrees of freedom rounded down.
 * Sources: Welch, Biometrika 34 (1947) 28; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.3; rounding, GUM (JCGM 100:2008), G.4.1.
 */
export function meanDifference(first: Group, second: Group, confidence = 0.95): MeanDifference | Insufficient {
  const variances = [first, second].map(({ count, standardDeviation }) =>
    standardDeviation === null ? null : standardDeviation ** 2 / count,
  );
  const [a, b] = variances;
  if (a === null || b === null || a === undefined || b === undefined) return insufficient('a group of one value shows no scatter');
  const variance = a + b;
  if (!(variance > 0)) return insufficient('neither group scatters');
  const difference = first.mean - second.mean;
  const standardError = Math.sqrt(variance);
  const degreesOfFreedom = variance ** 2 / (a ** 2 / (first.count - 1) + b ** 2 / (second.count - 1));
  const whole = Math.max(Math.floor(degreesOfFreedom * (1 + 1e-12)), 1);
  return {
    kind: 'ok',
    difference,
    standardError,
    degreesOfFreedom,
    t: difference / standardError,
    interval: intervalByT(difference, standardError, confidence, whole),
  };
}
