import { insufficient, type Insufficient } from './insufficient';
import { studentT } from './student-t';
import { summarize } from './summary';

/** The value farthest from the mean of its replicates. */
export interface GrubbsTest {
  readonly kind: 'ok';
  /** Its place among the values. */
  readonly index: number;
  /** Distance from the mean in standard deviations. */
  readonly statistic: number;
  /** What the statistic of values without an outlier exceeds with the significance given. */
  readonly critical: number;
  readonly outlier: boolean;
}

/**
 * Grubbs' two-sided test for one outlier among 3 or more normal values; it says which, and drops nothing. `significance` between 0 and 1,
 * default 0.05. G = max |y - mean| / s; critical (n - 1) / sqrt(n) sqrt(t^2 / (n - 2 + t^2)), t at significance / (2 n) with n - 2.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17.1; Grubbs, Technometrics 11 (1969) 1.
 */
export function grubbsTest(values: readonly number[], significance = 0.05): GrubbsTest | Insufficient {
  const count = values.length;
  const summary = summarize(values);
  if (summary.kind === 'insufficient' || summary.count !== count) return insufficient('a value is no number');
  if (count < 3) return insufficient(`an outlier shows among 3 values, there are ${count}`);
  const { mean, standardDeviation } = summary;
  if (standardDeviation === null || !(standardDeviation > 0)) return insufficient('the values do not scatter');
  const distances = values.map((value) => Math.abs(value - mean));
  const farthest = Math.max(...distances);
  const t = studentT(1 - significance / count, count - 2);
  const critical = ((count - 1) / Math.sqrt(count)) * Math.sqrt((t * t) / (count - 2 + t * t));
  const statistic = farthest / standardDeviation;
  return { kind: 'ok', index: distances.indexOf(farthest), statistic, critical, outlier: statistic > critical };
}

/** Above this a modified z-score is called an outlier. */
const MOST_SCORE = 3.5;

/** A value with its robust distance from the median. */
export interface ModifiedScore {
  readonly value: number;
  /** 0.6745 (value - median) / MAD. */
  readonly score: number;
  readonly outlier: boolean;
}

/**
 * Modified z-scores by the median of absolute deviations from the median, MAD; |score| above 3.5 is flagged. Where more than half of the values
 * are equal, and the MAD is 0, the mean absolute deviation times 1.253314 stands in for MAD / 0.6745.
 * Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers, ASQC (1993), chapter 3; the stand-in as in IBM SPSS.
 */
export function modifiedZScores(values: readonly number[]): readonly ModifiedScore[] | Insufficient {
  const summary = summarize(values);
  if (summary.kind === 'insufficient' || summary.count !== values.length) return insufficient('a value is no number');
  if (values.length < 3) return insufficient(`an outlier shows among 3 values, there are ${values.length}`);
  const deviations = values.map((value) => Math.abs(value - summary.median));
  const spread = summarize(deviations);
  if (spread.kind === 'insufficient') return spread;
  const unit = spread.median > 0 ? spread.median / 0.6745 : 1.253314 * spread.mean;
  return values.map((value) => {
    const score = unit > 0 ? (value - summary.median) / unit : 0;
    return { value, score, outlier: Math.abs(score) > MOST_SCORE };
  });
}
