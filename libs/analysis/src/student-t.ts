/**
 * Probability that |T| stays below `t` (0 or more), T being Student's t with `df` degrees of freedom (a whole number, 1 or more).
 * The series is finite and exact. Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 (odd) and 26.7.4 (even).
 */
export function studentTWithin(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const sine = Math.sin(angle);
  const cosineSquared = Math.cos(angle) ** 2;
  const odd = df % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = 0;
  // Odd: cos + (2/3) cos^3 + (2*4)/(3*5) cos^5 ...; even: 1 + (1/2) cos^2 + (1*3)/(2*4) cos^4 ...; both up to cos^(df-2).
  for (let power = odd ? 1 : 0; power <= df - 2; power += 2) {
    sum += term;
    term *= (cosineSquared * (power + 1)) / (power + 2);
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * The half-width of a two-sided confidence interval in standard errors: t with `studentTWithin(t, df)` = `confidence`.
 * `confidence` in (0, 1), such as 0.95; `df` a whole number, 1 or more. By bisection to the last bit that doubles have, so that it is as
 * exact as the series above. @throws RangeError outside these ranges
 */
export function studentT(confidence: number, df: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`a confidence is between 0 and 1, not ${confidence}`);
  if (!Number.isInteger(df) || df < 1) throw new RangeError(`degrees of freedom are a whole number from 1, not ${df}`);
  let low = 0;
  let high = 1;
  while (studentTWithin(high, df) < confidence) high *= 2;
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTWithin(middle, df) < confidence) low = middle;
    else high = middle;
  }
  return high;
}
