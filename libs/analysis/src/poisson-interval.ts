import { chiSquareQuantile } from './chi-square';
import type { Interval } from './interval';

/**
 * The exact interval of a mean of which `count` (a whole number, 0 to 40000) events were seen: half of the quantiles of chi-square with
 * 2 count and 2 count + 2 degrees of freedom; the low end is 0 for none. Source: Garwood, Biometrika 28 (1936) 437.
 * @throws RangeError for another count or confidence
 */
export function poissonInterval(count: number, confidence = 0.95): Interval {
  if (!Number.isInteger(count) || count < 0 || count > 40_000) throw new RangeError(`a count is a whole number up to 40000, not ${count}`);
  const tail = (1 - confidence) / 2;
  return {
    low: count === 0 ? 0 : chiSquareQuantile(tail, 2 * count) / 2,
    high: chiSquareQuantile(1 - tail, 2 * count + 2) / 2,
  };
}
