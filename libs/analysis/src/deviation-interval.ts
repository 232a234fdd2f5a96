import { chiSquareQuantile } from './chi-square';
import type { Interval } from './interval';

/**
 * The interval of a standard deviation of `count` (2 or more) normal values: s sqrt((n - 1) / chi-square), in the unit of `standardDeviation`.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.8; Snedecor and Cochran, Statistical Methods, 8th ed. (1989), 5.11.
 * @throws RangeError for fewer values
 */
export function deviationInterval(standardDeviation: number, count: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  const df = count - 1;
  return {
    low: standardDeviation * Math.sqrt(df / chiSquareQuantile(1 - tail, df)),
    high: standardDeviation * Math.sqrt(df / chiSquareQuantile(tail, df)),
  };
}
