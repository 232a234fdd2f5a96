import { logGammaOfHalves } from './incomplete-gamma';

const MOST_TERMS = 10_000;
const TINY = 1e-300;

/**
 * Probability that F with `numerator` and `denominator` degrees of freedom (whole numbers, 1 or more) is above `f`, 0 or more: the regularised
 * incomplete beta function I_x(denominator / 2, numerator / 2) at x = denominator / (denominator + numerator f).
 * Sources: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.6.2; DLMF 8.17.22, the continued fraction.
 * @throws RangeError for other degrees of freedom
 */
export function fAbove(f: number, numerator: number, denominator: number): number {
  for (const df of [numerator, denominator]) {
    if (!Number.isInteger(df) || df < 1) throw new RangeError(`degrees of freedom are a whole number from 1, not ${df}`);
  }
  if (f === Infinity) return 0;
  if (!(f > 0)) return 1;
  return incompleteBeta(denominator, numerator, denominator / (denominator + numerator * f));
}

/** I_x(p / 2, q / 2); the fraction converges fast below the mean, and I_x(a, b) = 1 - I_(1-x)(b, a) above. */
function incompleteBeta(p: number, q: number, x: number): number {
  const [a, b] = [p / 2, q / 2];
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(q, p, 1 - x);
  const scale = a * Math.log(x) + b * Math.log1p(-x) + logGammaOfHalves(p + q) - logGammaOfHalves(p) - logGammaOfHalves(q);
  return (Math.exp(scale) / a) * fraction(a, b, x);
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    const even = (n * (b - n) * x) / ((a + 2 * n - 1) * (a + 2 * n));
    const odd = (-(a + n) * (a + b + n) * x) / ((a + 2 * n) * (a + 2 * n + 1));
    let factor = 1;
    for (const numerator of [even, odd]) {
      d = 1 / away(1 + numerator * d);
      c = away(1 + numerator / c);
      factor = c * d;
      value *= factor;
    }
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
