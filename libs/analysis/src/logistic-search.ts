import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { Matrix, inverse } from 'ml-matrix';
import { squaresAbout, type Weighted } from './least-squares';
import type { Point } from './linear-regression';
import { logisticAt, logisticGradient, type Logistic } from './logistic';

/** Where a search ended: the curve, and the inverse of its weighted normal matrix (of the free parameters, in the order of `Logistic`). */
export interface Found {
  readonly logistic: Logistic;
  readonly squares: number;
  readonly unscaled: Matrix;
}

/** Iterations of the package from one start, and of ours after it. */
const SEARCH_ITERATIONS = 20;
const POLISH_ITERATIONS = 40;
/** Relative offset of the residuals from the tangent plane at which a fit has converged; 0.001 is usual, ours costs nothing. */
const CONVERGED_OFFSET = 1e-8;
/** Residuals this small against the data are rounding. */
const ROUNDING = 1e-22;

/**
 * The least-squares logistic through points scaled to y between 0 and 1, from one start. `fixedLower`: lower stays as it is in the start.
 * The package walks (Levenberg and Marquardt, with our derivatives); Gauss and Newton with halved steps then finish, until the residuals are
 * orthogonal to the tangent plane. Undefined when that is not reached, or when the data leave a direction open.
 * Source of the criterion: Bates and Watts, Technometrics 23 (1981) 179.
 */
export function searchLogistic(data: Weighted, start: Logistic, fixedLower: boolean): Found | undefined {
  const free = fixedLower ? 1 : 0;
  let best = unpack(walk(data, start, fixedLower), start, fixedLower);
  let squares = squaresOf(data, best);
  const total = data.points.reduce((sum, { y }) => sum + y * y, 0);
  for (let iteration = 0; iteration < POLISH_ITERATIONS && Number.isFinite(squares); iteration += 1) {
    const step = gaussNewton(data, best, free);
    if (!step) return undefined;
    if (squares <= ROUNDING * total || step.offset(squares) < CONVERGED_OFFSET) return { logistic: best, squares, unscaled: step.unscaled };
    const next = shorten(data, pack(best, fixedLower), step.direction, squares, (values) => unpack(values, start, fixedLower));
    if (!next) return step.offset(squares) < Math.sqrt(CONVERGED_OFFSET) ? { logistic: best, squares, unscaled: step.unscaled } : undefined;
    best = next.logistic;
    squares = next.squares;
  }
  return undefined;
}

/** The package sees each point by its number, already multiplied by the root of its weight. */
function walk({ points, weights }: Weighted, start: Logistic, fixedLower: boolean): readonly number[] {
  const roots = weights.values.map(Math.sqrt);
  const at = (index: number): Point => points[index] ?? { x: 1, y: 0 };
  const rooted = (index: number, value: number): number => (roots[index] ?? 1) * value;
  const free = fixedLower ? 1 : 0;
  const found = levenbergMarquardt(
    { x: points.map((_, index) => index), y: points.map(({ y }, index) => rooted(index, y)) },
    (values) => (index) => rooted(index, logisticAt(unpack(values, start, fixedLower), at(index).x)),
    {
      initialValues: [...pack(start, fixedLower)],
      jacobianFunction: (values) => (index) =>
        logisticGradient(unpack(values, start, fixedLower), at(index).x)
          .slice(free)
          .map((value) => rooted(index, value)),
      maxIterations: SEARCH_ITERATIONS,
      errorTolerance: Number.MIN_VALUE,
    },
  );
  return found.parameterValues;
}

function gaussNewton(
  { points, weights }: Weighted,
  logistic: Logistic,
  free: number,
): { direction: number[]; unscaled: Matrix; offset: (squares: number) => number } | undefined {
  const roots = weights.values.map(Math.sqrt);
  const jacobian = new Matrix(
    points.map(({ x }, index) =>
      logisticGradient(logistic, x)
        .slice(free)
        .map((value) => value * (roots[index] ?? 1)),
    ),
  );
  const residuals = Matrix.columnVector(points.map(({ x, y }, index) => (roots[index] ?? 1) * (y - logisticAt(logistic, x))));
  const normal = jacobian.transpose().mmul(jacobian);
  const unscaled = inverseOf(normal);
  if (!unscaled) return undefined;
  const right = jacobian.transpose().mmul(residuals);
  const direction = unscaled.mmul(right).getColumn(0);
  const explained = right.transpose().mmul(unscaled).mmul(right).get(0, 0);
  const rest = points.length - normal.rows;
  return {
    direction,
    unscaled,
    offset: (squares) => Math.sqrt(Math.max(explained, 0) / normal.rows / (Math.max(squares - explained, Number.MIN_VALUE) / rest)),
  };
}

/** The inverse of a positive definite matrix, its rows and columns scaled to a diagonal of 1 first; undefined when it has none in doubles. */
function inverseOf(matrix: Matrix): Matrix | undefined {
  const roots = matrix.diagonal().map(Math.sqrt);
  if (roots.some((root) => !(root > 0 && root < Infinity))) return undefined;
  const scale = Matrix.diagonal(roots.map((root) => 1 / root));
  try {
    const found = scale.mmul(inverse(scale.mmul(matrix).mmul(scale))).mmul(scale);
    return found.diagonal().every((value) => value > 0 && value < Infinity) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The longest of the step and its halves that lowers the sum of squares. */
function shorten(
  data: Weighted,
  from: readonly number[],
  direction: readonly number[],
  squares: number,
  toLogistic: (values: readonly number[]) => Logistic,
): { logistic: Logistic; squares: number } | undefined {
  for (let part = 1; part > 1e-6; part /= 2) {
    const logistic = toLogistic(from.map((value, index) => value + part * (direction[index] ?? 0)));
    const found = squaresOf(data, logistic);
    if (found < squares) return { logistic, squares: found };
  }
  return undefined;
}

function squaresOf(data: Weighted, logistic: Logistic): number {
  return squaresAbout(data, (x) => logisticAt(logistic, x));
}

function pack({ lower, upper, logEc50, hill }: Logistic, fixedLower: boolean): readonly number[] {
  return fixedLower ? [upper, logEc50, hill] : [lower, upper, logEc50, hill];
}

function unpack(values: readonly number[], start: Logistic, fixedLower: boolean): Logistic {
  const [lower = 0, upper = 0, logEc50 = 0, hill = 0] = fixedLower ? [start.lower, ...values] : values;
  return { lower, upper, logEc50, hill };
}
