import { insufficient, type Insufficient } from './insufficient';
import { intervalByT, type Interval } from './interval';
import type { Point } from './linear-regression';

/** y = slope x. */
export interface ProportionalFit {
  readonly kind: 'ok';
  readonly count: number;
  /** Unit of y per unit of x. */
  readonly slope: number;
  readonly standardError: number;
  readonly interval: Interval;
  /** Unit of y. */
  readonly residualDeviation: number;
}

/**
 * Least squares of a line through the origin, such as the absorbance of a dye over the volume of it that was dispensed, blanks subtracted:
 * dividing an absorbance by the slope gives its volume. Needs 2 points.
 * Sources: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), section 1.6; use, ISO 8655-8:2022 (photometric reference procedure).
 */
export function fitProportional(points: readonly Point[], confidence = 0.95): ProportionalFit | Insufficient {
  const count = points.length;
  if (count < 2) return insufficient(`a slope through the origin with its error needs 2 points, there are ${count}`);
  const sxx = points.reduce((sum, { x }) => sum + x * x, 0);
  const sxy = points.reduce((sum, { x, y }) => sum + x * y, 0);
  if (!(sxx > 0) || !Number.isFinite(sxx + sxy)) return insufficient('no point is away from the origin, or a value is no number');
  const slope = sxy / sxx;
  const residuals = points.reduce((sum, { x, y }) => sum + (y - slope * x) ** 2, 0);
  const residualDeviation = Math.sqrt(residuals / (count - 1));
  const standardError = residualDeviation / Math.sqrt(sxx);
  return { kind: 'ok', count, slope, standardError, interval: intervalByT(slope, standardError, confidence, count - 1), residualDeviation };
}
