import { CurveModel } from './curve';
import type { FourParameterFit } from './four-parameter-fit';
import { logisticAt, logisticGradient, response, type Logistic } from './logistic';
import type { PolynomialFit } from './polynomial-fit';

export type FittedCurve = PolynomialFit | FourParameterFit;

/** On which side of all x a signal lies that the curve cannot reach. */
export type Side = 'below' | 'above';

export function logisticOf({ lower, upper, logEc50, hill }: FourParameterFit): Logistic {
  return { lower: lower.value, upper: upper.value, logEc50: logEc50.value, hill: hill.value };
}

export function valueAt(curve: FittedCurve, x: number): number {
  if (curve.model === CurveModel.fourParameter) return logisticAt(logisticOf(curve), x);
  return curve.intercept.value + x * (curve.slope.value + x * (curve.curvature?.value ?? 0));
}

/** Partial derivatives of y by the parameters, in the order of the covariance. */
function gradientAt(curve: FittedCurve, x: number): readonly number[] {
  if (curve.model === CurveModel.fourParameter) return logisticGradient(logisticOf(curve), x);
  return curve.model === CurveModel.linear ? [1, x] : [1, x, x * x];
}

/** Variance of the curve itself at x, squared unit of y. */
export function varianceAt(curve: FittedCurve, x: number): number {
  const gradient = gradientAt(curve, x);
  return gradient.reduce(
    (sum, a, row) => sum + gradient.reduce((inner, b, column) => inner + a * b * (curve.covariance[row]?.[column] ?? 0), 0),
    0,
  );
}

/** dy/dx; of a four-parameter curve at 0 it may be infinite. */
export function slopeAt(curve: FittedCurve, x: number): number {
  if (curve.model === CurveModel.fourParameter) {
    const logistic = logisticOf(curve);
    const part = response(logistic, x);
    return ((logistic.upper - logistic.lower) * part * (1 - part) * logistic.hill) / x;
  }
  return curve.slope.value + 2 * x * (curve.curvature?.value ?? 0);
}

/** Whether y rises over the range of the curve, by its ends. */
export function rises(curve: FittedCurve): boolean {
  return valueAt(curve, curve.range.high) >= valueAt(curve, curve.range.low);
}

/** Whether a parabola turns back between its lowest and highest x, so that one signal stands for two. */
export function turnsInside({ model, range, ...curve }: FittedCurve): boolean {
  if (model !== CurveModel.quadratic || !('curvature' in curve) || !curve.curvature) return false;
  const vertex = -curve.slope.value / (2 * curve.curvature.value);
  return vertex > range.low && vertex < range.high;
}

/** The x at which the curve has `y`, or the side on which there is none. Of a parabola, on the branch that its range lies on. */
export function xAt(curve: FittedCurve, y: number): number | Side {
  const beyond = (high: boolean): Side => (high === rises(curve) ? 'above' : 'below');
  if (curve.model === CurveModel.fourParameter) {
    const { lower, upper, logEc50, hill } = logisticOf(curve);
    if (y <= lower) return beyond(false);
    if (y >= upper) return beyond(true);
    return Math.exp(logEc50 + Math.log((y - lower) / (upper - y)) / hill);
  }
  const [a, b, c] = [curve.intercept.value, curve.slope.value, curve.curvature?.value ?? 0];
  if (c === 0) return (y - a) / b;
  const vertex = -b / (2 * c);
  const away = (y - a) / c + vertex * vertex;
  if (!(away >= 0)) return beyond(c < 0);
  const middle = (curve.range.low + curve.range.high) / 2;
  return middle >= vertex ? vertex + Math.sqrt(away) : vertex - Math.sqrt(away);
}
