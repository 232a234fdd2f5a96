import { deviationInterval } from './deviation-interval';
import { insufficient, type Insufficient } from './insufficient';
import { intervalByT, type Interval } from './interval';
import { summarize } from './summary';

/** Errors of one nominal volume; all but percents in its unit. */
export interface DispensingErrors {
  readonly kind: 'ok';
  readonly count: number;
  readonly mean: number;
  /** mean - nominal. */
  readonly systematic: number;
  /** % of nominal. */
  readonly systematicPercent: number;
  /** Of the systematic error, % of nominal. */
  readonly systematicInterval: Interval;
  /** Standard deviation of the volumes. */
  readonly random: number;
  /** Coefficient of variation, % of the mean. */
  readonly randomPercent: number;
  /** Of the coefficient of variation, the mean taken as known, %. */
  readonly randomInterval: Interval;
}

/**
 * Systematic and random error of volumes that should all be `nominal` (above 0, same unit). ISO asks for 10 of them; 2 give an interval.
 * Source: ISO 8655-6:2022, 9.4 (systematic error e_s) and 9.5 (random error s_r, CV); intervals of a mean by Student's t and of a deviation by
 * chi-square. @throws RangeError for a nominal volume that is not above 0
 */
export function dispensingErrors(volumes: readonly number[], nominal: number, confidence = 0.95): DispensingErrors | Insufficient {
  if (!(nominal > 0)) throw new RangeError(`a nominal volume is above 0, not ${nominal}`);
  const summary = summarize(volumes);
  if (summary.kind === 'insufficient') return summary;
  const { count, mean, standardDeviation, standardError } = summary;
  if (standardDeviation === null || standardError === null) return insufficient('one volume shows no scatter');
  if (!(mean > 0)) return insufficient('the mean volume is not above 0');
  const systematic = mean - nominal;
  const around = intervalByT(systematic, standardError, confidence, count - 1);
  const deviation = deviationInterval(standardDeviation, count, confidence);
  return {
    kind: 'ok',
    count,
    mean,
    systematic,
    systematicPercent: (100 * systematic) / nominal,
    systematicInterval: { low: (100 * around.low) / nominal, high: (100 * around.high) / nominal },
    random: standardDeviation,
    randomPercent: (100 * standardDeviation) / mean,
    randomInterval: { low: (100 * deviation.low) / mean, high: (100 * deviation.high) / mean },
  };
}
