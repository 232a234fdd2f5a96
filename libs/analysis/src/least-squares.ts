import type { FitOptions, Fit, LackOfFit, Residual } from './curve';
import { fAbove } from './f-distribution';
import { insufficient, type Insufficient } from './insufficient';
import type { Point } from './linear-regression';
import { weightsOf, type Weights, Weighting } from './weighting';

/** Points that may be fitted, with their weights. */
export interface Weighted {
  readonly kind: 'ok';
  readonly points: readonly Point[];
  readonly weights: Weights;
  readonly confidence: number;
}

/** Checks points and options of a fit. @throws RangeError when a list of weights has another length than the points, or one is not above 0 */
export function prepare(points: readonly Point[], { weights = Weighting.none, confidence = 0.95 }: FitOptions): Weighted | Insufficient {
  if (points.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))) return insufficient('a point has a value that is no number');
  if (typeof weights !== 'string') {
    if (weights.length !== points.length || !weights.every((weight) => weight > 0 && weight < Infinity)) {
      throw new RangeError('a list of weights has one weight above 0 for each point');
    }
    return { kind: 'ok', points, weights: { values: weights, of: () => 1 }, confidence };
  }
  const found = weightsOf(points, weights);
  if (!found) return insufficient(`weights of ${weights} need a point with a value above 0`);
  return { kind: 'ok', points, weights: found, confidence };
}

/** How many different x there are. */
export function levelsOf(points: readonly Point[]): number {
  return new Set(points.map(({ x }) => x)).size;
}

/** Weighted sum of squared residuals. */
export function squaresAbout({ points, weights }: Weighted, f: (x: number) => number): number {
  return points.reduce((sum, { x, y }, index) => sum + (weights.values[index] ?? 0) * (y - f(x)) ** 2, 0);
}

/** All of a fit but the covariance: `f` is the fitted curve, `parameters` how many were fitted. */
export function describeFit(data: Weighted, f: (x: number) => number, parameters: number): Omit<Fit, 'covariance'> {
  const { points, weights, confidence } = data;
  const degreesOfFreedom = points.length - parameters;
  const squares = squaresAbout(data, f);
  const residualDeviation = Math.sqrt(squares / degreesOfFreedom);
  const mean = weightedMean(data);
  const total = squaresAbout(data, () => mean);
  const residuals = points.map(({ x, y }, index): Residual => {
    const fitted = f(x);
    const residual = y - fitted;
    const standardized = residualDeviation > 0 ? (residual * Math.sqrt(weights.values[index] ?? 1)) / residualDeviation : 0;
    return { x, y, fitted, residual, standardized };
  });
  return {
    kind: 'ok',
    count: points.length,
    confidence,
    degreesOfFreedom,
    residualDeviation,
    rSquared: total > 0 ? 1 - squares / total : 1,
    residuals,
    lackOfFit: lackOfFit(data, squares, parameters),
    range: { low: Math.min(...points.map(({ x }) => x)), high: Math.max(...points.map(({ x }) => x)) },
    weightOf: weights.of,
  };
}

/** Source: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), section 2.1; with weights, section 9.2. */
function lackOfFit(data: Weighted, squares: number, parameters: number): LackOfFit | null {
  const { points, weights } = data;
  const levels = levelsOf(points);
  const [numeratorDf, denominatorDf] = [levels - parameters, points.length - levels];
  if (numeratorDf < 1 || denominatorDf < 1) return null;
  const sums = new Map<number, { weight: number; weighted: number }>();
  points.forEach(({ x, y }, index) => {
    const weight = weights.values[index] ?? 1;
    const sum = sums.get(x) ?? { weight: 0, weighted: 0 };
    sums.set(x, { weight: sum.weight + weight, weighted: sum.weighted + weight * y });
  });
  const pure = squaresAbout(data, (x) => {
    const { weight, weighted } = sums.get(x) ?? { weight: 1, weighted: 0 };
    return weighted / weight;
  });
  if (!(pure > 0)) return null;
  const f = Math.max(squares - pure, 0) / numeratorDf / (pure / denominatorDf);
  return { f, numeratorDf, denominatorDf, pValue: fAbove(f, numeratorDf, denominatorDf) };
}

function weightedMean({ points, weights }: Weighted): number {
  const weight = weights.values.reduce((sum, value) => sum + value, 0);
  const first = points[0]?.y ?? 0;
  return points.reduce((sum, { y }, index) => sum + (weights.values[index] ?? 0) * (y - first), 0) / weight + first;
}
