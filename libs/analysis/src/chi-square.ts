import { incompleteGamma } from './incomplete-gamma';

/** Probability that chi-square with `df` degrees of freedom (a whole number, 1 or more) stays below `x`. Source: DLMF 8.2.4 with a = df / 2. */
export function chiSquareBelow(x: number, df: number): number {
  return incompleteGamma(df, x / 2);
}

/**
 * The value that chi-square with `df` degrees of freedom stays below with `probability`, by bisection to the last bit.
 * `probability` in (0, 1); `df` a whole number, 1 to 100000. Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.6.
 * @throws RangeError outside these ranges
 */
export function chiSquareQuantile(probability: number, df: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`a probability is between 0 and 1, not ${probability}`);
  if (!Number.isInteger(df) || df < 1 || df > 100_000)
    throw new RangeError(`degrees of freedom are a whole number up to 100000, not ${df}`);
  let low = 0;
  let high = df;
  while (chiSquareBelow(high, df) < probability) high *= 2;
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (chiSquareBelow(middle, df) < probability) low = middle;
    else high = middle;
  }
  return high;
}
