/** Terms at most; a series or fraction of ours ends long before. */
const MOST_TERMS = 100_000;
const TINY = 1e-300;

/**
 * ln Gamma(halves / 2), for a whole number of halves from 1: the sum of logarithms that Gamma(z + 1) = z Gamma(z) leaves down to
 * Gamma(1) = 1 or Gamma(1/2) = sqrt(pi). Source: DLMF 5.5.1 and 5.4.6.
 */
export function logGammaOfHalves(halves: number): number {
  let sum = halves % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let below = halves - 2; below > 0; below -= 2) sum += Math.log(below / 2);
  return sum;
}

/**
 * The regularised lower incomplete gamma function P(halves / 2, x), x 0 or more, 0 to 1: by its series below the mean, by the continued
 * fraction of its complement above. `logGamma` saves working it out again. Source: DLMF 8.7.1 (series) and 8.9.2 (fraction, evaluated by Lentz's method as in Press et al., Numerical
 * Recipes, 3rd ed. (2007), 5.2).
 */
export function incompleteGamma(halves: number, x: number, logGamma = logGammaOfHalves(halves)): number {
  if (!(x > 0)) return 0;
  const a = halves / 2;
  const scale = Math.exp(a * Math.log(x) - x - logGamma);
  return x < a + 1 ? scale * series(a, x) : 1 - scale * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / away(numerator * d + b);
    c = away(b + numerator / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
