import { insufficient, type Insufficient } from './insufficient';

/** A pair to fit; units are the caller's. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line through points: y = intercept + slope x. */
export interface Line {
  readonly kind: 'ok';
  readonly count: number;
  /** Unit of y per unit of x. */
  readonly slope: number;
  /** Unit of y per unit of x. */
  readonly slopeError: number;
  /** Unit of y. */
  readonly intercept: number;
  /** Unit of y. */
  readonly interceptError: number;
  /** Scatter about the line, unit of y: the square root of the residual sum of squares over `degreesOfFreedom`. */
  readonly residualDeviation: number;
  readonly degreesOfFreedom: number;
  /** 0 to 1. 1 where y does not vary at all. */
  readonly rSquared: number;
}

/**
 * Ordinary least squares of y on x, both centred first.
 * Source: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), sections 1.2 (line), 1.3 (R squared) and 1.4
 * (standard errors).
 */
export function fitLine(points: readonly Point[]): Line | Insufficient {
  const count = points.length;
  if (count < 3) return insufficient(`a line with its error needs 3 points, there are ${count}`);
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (const { x, y } of points) {
    sxx += (x - meanX) ** 2;
    sxy += (x - meanX) * (y - meanY);
    syy += (y - meanY) ** 2;
  }
  if (!(sxx > 0) || !Number.isFinite(sxy + syy)) return insufficient('the points have one x only, or values that are no numbers');
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const residuals = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const degreesOfFreedom = count - 2;
  const residualDeviation = Math.sqrt(residuals / degreesOfFreedom);
  return {
    kind: 'ok',
    count,
    slope,
    slopeError: residualDeviation / Math.sqrt(sxx),
    intercept,
    interceptError: residualDeviation * Math.sqrt(1 / count + (meanX * meanX) / sxx),
    residualDeviation,
    degreesOfFreedom,
    rSquared: syy > 0 ? 1 - residuals / syy : 1,
  };
}

/**
 * F of the quadratic and cubic terms when both are added to a fitted line: how much of the scatter they explain, for 2 and `count` - 4
 * degrees of freedom. A bow shows in the first, an S, such as lag, rise and plateau, in the second. 0 for points on the line, infinite for
 * points that a cubic fits exactly. Needs 5 points.
 * Source: Draper and Smith (1998), chapter 6, the extra sum of squares; the terms are made orthogonal by Gram and Schmidt.
 */
export function bend(points: readonly Point[], line: Line): number {
  const meanX = mean(points.map(({ x }) => x));
  const span = Math.max(...points.map(({ x }) => Math.abs(x - meanX)));
  const basis = [points.map(() => 1), points.map(({ x }) => (x - meanX) / span)];
  const residuals = points.map(({ x, y }) => y - line.intercept - line.slope * x);
  let extra = 0;
  for (const power of [2, 3]) {
    const term = orthogonal(
      points.map(({ x }) => ((x - meanX) / span) ** power),
      basis,
    );
    const square = dot(term, term);
    // With fewer than four different x the term says nothing new.
    if (square > 1e-12) extra += dot(term, residuals) ** 2 / square;
    basis.push(term);
  }
  if (extra === 0) return 0;
  return extra / 2 / (Math.max(dot(residuals, residuals) - extra, 0) / (points.length - 4));
}

/** The value that F with 2 and `df` degrees of freedom exceeds with probability 1 - `confidence`; for 2 it has a closed form. */
export function bendBound(confidence: number, df: number): number {
  return (df / 2) * ((1 - confidence) ** (-2 / df) - 1);
}

function orthogonal(values: readonly number[], basis: readonly (readonly number[])[]): number[] {
  return basis.reduce<number[]>(
    (rest, other) => {
      const square = dot(other, other);
      const part = square > 0 ? dot(rest, other) / square : 0;
      return rest.map((value, index) => value - part * (other[index] ?? 0));
    },
    [...values],
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function mean(values: readonly number[]): number {
  const first = values[0] ?? 0;
  return values.reduce((sum, value) => sum + (value - first), 0) / values.length + first;
}
