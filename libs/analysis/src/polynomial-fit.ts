import { Matrix, QrDecomposition, inverse } from 'ml-matrix';
import { CurveModel, type Fit, type FitOptions, type Parameter } from './curve';
import { insufficient, type Insufficient } from './insufficient';
import { intervalByT } from './interval';
import { describeFit, levelsOf, prepare, type Weighted } from './least-squares';
import type { Point } from './linear-regression';

/** y = intercept + slope x, or + curvature x^2. The covariance has this order. */
export interface PolynomialFit extends Fit {
  readonly model: typeof CurveModel.linear | typeof CurveModel.quadratic;
  /** Unit of y. */
  readonly intercept: Parameter;
  /** Unit of y per unit of x; of a quadratic, the slope at x = 0. */
  readonly slope: Parameter;
  /** Unit of y per squared unit of x; null for a line. */
  readonly curvature: Parameter | null;
}

/**
 * Weighted least squares of a straight line or a parabola. x is centred and scaled, and the weighted design matrix decomposed into Q R, so that
 * large loads lose no digits. Needs one point and one level more than the model has parameters, so that there is a scatter.
 * Source: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), sections 1.4 (errors), 5.1 (matrices) and 9.2 (weights).
 */
export function fitPolynomial(
  points: readonly Point[],
  model: PolynomialFit['model'],
  options: FitOptions = {},
): PolynomialFit | Insufficient {
  const terms = model === CurveModel.linear ? 2 : 3;
  const data = prepare(points, options);
  if (data.kind === 'insufficient') return data;
  const levels = levelsOf(points);
  if (points.length <= terms || levels < terms) {
    return insufficient(
      `a ${model} curve with its error needs ${terms + 1} points at ${terms} levels, there are ${points.length} at ${levels}`,
    );
  }
  const [low, high] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const centre = (low + high) / 2;
  const scale = (high - low) / 2;
  const solved = solve(data, terms, (x) => (x - centre) / scale);
  const toRaw = rawBasis(terms, centre, scale);
  const described = describeFit(data, (x) => evaluate(solved.coefficients, (x - centre) / scale), terms);
  const raw = toRaw.mmul(Matrix.columnVector([...solved.coefficients])).getColumn(0);
  const covariance = toRaw
    .mmul(solved.unscaled)
    .mmul(toRaw.transpose())
    .mul(described.residualDeviation ** 2)
    .to2DArray();
  const parameter = (index: number): Parameter => {
    const value = raw[index] ?? 0;
    const standardError = Math.sqrt(Math.max(covariance[index]?.[index] ?? 0, 0));
    return { value, standardError, interval: intervalByT(value, standardError, described.confidence, described.degreesOfFreedom) };
  };
  return {
    ...described,
    model,
    covariance,
    intercept: parameter(0),
    slope: parameter(1),
    curvature: terms === 3 ? parameter(2) : null,
  };
}

function solve({ points, weights }: Weighted, terms: number, scaled: (x: number) => number): { coefficients: number[]; unscaled: Matrix } {
  const roots = weights.values.map(Math.sqrt);
  const powers = Array.from({ length: terms }, (_, power) => power);
  const design = new Matrix(points.map(({ x }, index) => powers.map((power) => (roots[index] ?? 1) * scaled(x) ** power)));
  const right = Matrix.columnVector(points.map(({ y }, index) => (roots[index] ?? 1) * y));
  const qr = new QrDecomposition(design);
  const root = inverse(qr.upperTriangularMatrix);
  return { coefficients: qr.solve(right).getColumn(0), unscaled: root.mmul(root.transpose()) };
}

/** What turns coefficients of u = (x - centre) / scale into those of x. */
function rawBasis(terms: number, centre: number, scale: number): Matrix {
  const rows = [
    [1, -centre / scale, (centre / scale) ** 2],
    [0, 1 / scale, (-2 * centre) / scale ** 2],
    [0, 0, 1 / scale ** 2],
  ];
  return new Matrix(rows.slice(0, terms).map((row) => row.slice(0, terms)));
}

function evaluate(coefficients: readonly number[], u: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * u + coefficient, 0);
}
