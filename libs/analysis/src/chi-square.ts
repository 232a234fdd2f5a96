import { incompleteGamma, logGammaOfHalves } from './incomplete-gamma';

/** Probability that chi-square with `df` degrees of freedom (a whole number, 1 or more) stays below `x`. Source: DLMF 8.2.4 with a = df / 2. */
export function chiSquareBelow(x: number, df: number): number {
  return incompleteGamma(df, x / 2);
}

/** Steps at most; Newton takes about six, and each other step halves what is left. */
const MOST_STEPS = 200;

/**
 * The value that chi-square with `df` degrees of freedom stays below with `probability`: Newton's steps, and halves of the bracket where they
 * would leave it. `probability` in (0, 1); `df` a whole number, 1 to 100000.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.6 (density). @throws RangeError outside these ranges
 */
export function chiSquareQuantile(probability: number, df: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`a probability is between 0 and 1, not ${probability}`);
  if (!Number.isInteger(df) || df < 1 || df > 100_000)
    throw new RangeError(`degrees of freedom are a whole number up to 100000, not ${df}`);
  const logGamma = logGammaOfHalves(df);
  const density = (x: number): number => Math.exp((df / 2 - 1) * Math.log(x / 2) - x / 2 - logGamma) / 2;
  let [low, high, x] = [0, Infinity, df];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const excess = incompleteGamma(df, x / 2, logGamma) - probability;
    if (excess < 0) low = x;
    else high = x;
    const newton = x - excess / density(x);
    const halfway = high === Infinity ? 2 * x : (low + high) / 2;
    const next = newton > low && newton < high ? newton : halfway;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}
