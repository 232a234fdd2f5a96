import { CurveModel } from './curve';
import { slopeAt, turnsInside, valueAt, varianceAt, xAt, type FittedCurve } from './curve-geometry';
import { insufficient, type Insufficient } from './insufficient';
import type { Interval } from './interval';
import type { PolynomialFit } from './polynomial-fit';
import { studentT } from './student-t';

/** What a curve gives at one x, all in the unit of y. */
export interface Prediction {
  readonly value: number;
  /** Of the curve, not of a further point. */
  readonly standardError: number;
  /** Of the curve. */
  readonly interval: Interval;
  /** Within which one further point is to be expected. */
  readonly ofOnePoint: Interval;
}

/** A concentration read from a curve, in the unit of its x. */
export interface BackCalculated {
  readonly kind: 'ok';
  readonly value: number;
  readonly standardError: number;
  /** Null where the slope is so uncertain that the interval is unbounded. */
  readonly interval: Interval | null;
}

/** A signal outside what the standards span: the concentration is below, or above, `limit`, the lowest or highest standard. */
export interface OutOfRange {
  readonly kind: 'out_of_range';
  readonly side: 'below' | 'above';
  readonly limit: number;
  /** Where the curve, made longer, has this signal: only to say how far outside; null beyond a plateau. */
  readonly extrapolated: number | null;
}

/** What is known of the sample's signals. */
export interface BackCalculationOptions {
  /** Weight of one signal on the scale of the curve's weights. Default: by the curve's own rule; 1 where the weights were given as a list. */
  readonly weight?: number;
  /** `mean` takes the signal for one without scatter of its own, such as a mean of very many. Default `observed`. */
  readonly signal?: 'observed' | 'mean';
}

/** The curve at x. Source: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), section 3.1, equations 3.1.8 and 3.1.9. */
export function predictAt(curve: FittedCurve, x: number): Prediction {
  const value = valueAt(curve, x);
  const variance = Math.max(varianceAt(curve, x), 0);
  const t = studentT(curve.confidence, curve.degreesOfFreedom);
  const around = (half: number): Interval => ({ low: value - half, high: value + half });
  const scatter = curve.residualDeviation ** 2 / curve.weightOf({ x, y: value });
  return {
    value,
    standardError: Math.sqrt(variance),
    interval: around(t * Math.sqrt(variance)),
    ofOnePoint: around(t * Math.sqrt(variance + scatter)),
  };
}

/**
 * The concentration of a sample whose replicates gave `signals` (one or more), with the interval that the scatter of the signals' mean and
 * the uncertainty of the curve leave. The scatter of a signal is that of the standards about the curve. A line has Fieller's interval, the x
 * whose prediction interval holds the signal; the others have the delta method, a four-parameter curve on the logarithm of x. Outside the
 * standards no number is given.
 * Sources: Fieller, J R Stat Soc B 16 (1954) 175; Draper and Smith (1998), section 3.2, inverse regression; Massart et al., Handbook of
 * Chemometrics and Qualimetrics A (1997), chapter 8, with weights; delta method, Bates and Watts, Nonlinear Regression Analysis (1988), 2.3.
 */
export function backCalculate(
  curve: FittedCurve,
  signals: readonly number[],
  options: BackCalculationOptions = {},
): BackCalculated | OutOfRange | Insufficient {
  const usable = signals.filter(Number.isFinite);
  if (usable.length === 0) return insufficient('there is no usable signal');
  if (turnsInside(curve)) return insufficient('the parabola turns back among the standards: one signal stands for two concentrations');
  const signal = usable.reduce((sum, value) => sum + value, 0) / usable.length;
  const found = xAt(curve, signal);
  if (typeof found === 'string') return { kind: 'out_of_range', side: found, limit: limitOf(curve, found), extrapolated: null };
  if (!Number.isFinite(found)) return insufficient('the curve is flat: a signal says nothing of the concentration');
  const side = sideOf(curve, found);
  if (side) return { kind: 'out_of_range', side, limit: limitOf(curve, side), extrapolated: found };
  const weight = options.weight ?? curve.weightOf({ x: found, y: signal });
  const scatter = options.signal === 'mean' ? 0 : curve.residualDeviation ** 2 / (weight * usable.length);
  const standardError = Math.sqrt(Math.max(scatter + varianceAt(curve, found), 0)) / Math.abs(slopeAt(curve, found));
  return { kind: 'ok', value: found, standardError, interval: intervalOf(curve, found, signal, scatter, standardError) };
}

/** What each standard is read back as, in % of what it is. */
export interface Recovery {
  readonly x: number;
  readonly y: number;
  /** Unit of x; null where the signal is beyond a plateau. */
  readonly backCalculated: number | null;
  /** 100 for exact; null too for a standard of 0. */
  readonly percent: number | null;
}

/**
 * Recovery of every point of the curve: back-calculated over nominal. Usual acceptance: 85 to 115 %, at the lowest level 80 to 120 %.
 * Source: ICH M10, Bioanalytical Method Validation (2022), 3.2.2 (calibration curve; ligand binding assays 80 to 120, lowest 75 to 125 %).
 */
export function recoveries(curve: FittedCurve): readonly Recovery[] {
  return curve.residuals.map(({ x, y }) => {
    const found = xAt(curve, y);
    const backCalculated = typeof found === 'number' && Number.isFinite(found) ? found : null;
    return { x, y, backCalculated, percent: backCalculated === null || !(x > 0) ? null : (100 * backCalculated) / x };
  });
}

/** Rounding does not put a standard outside of itself. */
function sideOf({ range }: FittedCurve, x: number): OutOfRange['side'] | undefined {
  const slack = 1e-9 * (range.high - range.low);
  if (x < range.low - slack) return 'below';
  return x > range.high + slack ? 'above' : undefined;
}

function limitOf({ range }: FittedCurve, side: OutOfRange['side']): number {
  return side === 'below' ? range.low : range.high;
}

function intervalOf(curve: FittedCurve, x: number, signal: number, scatter: number, standardError: number): Interval | null {
  const t = studentT(curve.confidence, curve.degreesOfFreedom);
  if (curve.model === CurveModel.linear) return fieller(curve, signal, scatter, t);
  if (curve.model === CurveModel.quadratic) return { low: x - t * standardError, high: x + t * standardError };
  const factor = Math.exp((t * standardError) / x);
  return Number.isFinite(factor) ? { low: x / factor, high: x * factor } : null;
}

/** The x between which (signal - a - b x)^2 <= t^2 (scatter + variance of a + b x): a quadratic inequality in x. */
function fieller({ intercept, slope, covariance }: PolynomialFit, signal: number, scatter: number, t: number): Interval | null {
  const away = signal - intercept.value;
  const [vaa, vab, vbb] = [covariance[0]?.[0] ?? 0, covariance[0]?.[1] ?? 0, covariance[1]?.[1] ?? 0];
  const a = slope.value ** 2 - t * t * vbb;
  if (!(a > 0)) return null;
  const half = away * slope.value + t * t * vab;
  const root = Math.sqrt(Math.max(half * half - a * (away * away - t * t * (vaa + scatter)), 0));
  return { low: (half - root) / a, high: (half + root) / a };
}
