import { CurveModel, type Fit, type FitOptions, type Parameter } from './curve';
import { fAbove } from './f-distribution';
import { insufficient, type Insufficient } from './insufficient';
import { intervalByT } from './interval';
import { describeFit, levelsOf, prepare, squaresAbout, type Weighted } from './least-squares';
import type { Point } from './linear-regression';
import { logisticAt, ordered, type Logistic } from './logistic';
import { searchLogistic, type Found } from './logistic-search';

/**
 * y = lower + (upper - lower) / (1 + (ec50 / x)^hill), lower below upper; x, a dose or concentration, is 0 or more. hill above 0: y rises with x,
 * from lower at 0; hill below 0: y falls, from upper at 0. The covariance is of lower, upper, ln(ec50), hill.
 */
export interface FourParameterFit extends Fit {
  readonly model: typeof CurveModel.fourParameter;
  /** Unit of y. */
  readonly lower: Parameter;
  /** Unit of y. */
  readonly upper: Parameter;
  /** Unit of x. The interval is that of its logarithm, turned back. */
  readonly ec50: Parameter;
  readonly hill: Parameter;
  /** ln(ec50) with x in its unit, for what is worked out from it. */
  readonly logEc50: Parameter;
}

/** How a four-parameter curve is fitted. */
export interface FourParameterOptions extends FitOptions {
  /** Keeps lower at this value, unit of y, such as 0 after a blank was subtracted; by default it is fitted. */
  readonly lower?: number;
}

/** The response is told from none at this confidence. */
const RESPONSE_CONFIDENCE = 0.95;
const HILL_STARTS = [1, 2.5, 0.6];

/**
 * Weighted least squares of the four-parameter logistic. Starts from the means of the levels; when the first start does not converge others
 * follow, and the best counts. Insufficient when there are fewer than 5 levels (4 with `lower` given), when nothing converges, when y does not
 * depend on x, when a plateau is missing (its interval is wider than the curve is high), or when the ec50 lies outside the levels above 0.
 * Sources: model, Finney, Int Stat Rev 47 (1979) 1; parametrisation and errors, Ritz, Baty, Streibig, Gerhard, PLoS ONE 10 (2015) e0146021
 * (drc, LL.4, there with the opposite sign of the slope); asymptotic errors, Bates and Watts, Nonlinear Regression Analysis (1988), 2.3.
 */
export function fitFourParameter(points: readonly Point[], options: FourParameterOptions = {}): FourParameterFit | Insufficient {
  const fixedLower = options.lower !== undefined;
  const data = prepare(points, options);
  if (data.kind === 'insufficient') return data;
  const found = findLogistic(data, options.lower);
  if (found.kind === 'insufficient') return found;
  const described = describeFit(data, (x) => logisticAt(found.logistic, x), fixedLower ? 3 : 4);
  const fit = { ...described, model: CurveModel.fourParameter, ...parametersOf(found, described, fixedLower) };
  const missing = undetermined(fit);
  return missing === undefined ? fit : insufficient(missing);
}

function findLogistic(data: Weighted, lower: number | undefined): (Found & { kind: 'ok' }) | Insufficient {
  const { points } = data;
  if (points.some(({ x }) => x < 0)) return insufficient('a dose below 0 has no place on a four-parameter curve');
  const parameters = lower === undefined ? 4 : 3;
  const levels = levelsOf(points);
  if (levels < parameters + 1) {
    return insufficient(`a four-parameter curve needs ${parameters + 1} levels, there are ${levels}`);
  }
  const ys = points.map(({ y }) => y);
  const offset = Math.min(...ys);
  const scale = Math.max(...ys) - offset;
  if (!(scale > 0)) return insufficient('y does not vary');
  const scaled: Weighted = { ...data, points: points.map(({ x, y }) => ({ x, y: (y - offset) / scale })) };
  const fixed = lower === undefined ? undefined : (lower - offset) / scale;
  const best = firstOrBest(scaled, startsFor(scaled.points, fixed), fixed !== undefined);
  if (!best) return insufficient('no four-parameter curve converges on these points: they do not show where it bends');
  if (!responds(scaled, best, parameters)) return insufficient('y does not depend on x more than it scatters');
  const { logistic } = best;
  const raw = { ...logistic, lower: logistic.lower * scale + offset, upper: logistic.upper * scale + offset };
  const rows = lower === undefined ? [scale, scale, 1, 1] : [scale, 1, 1];
  const unscaled = best.unscaled.clone();
  rows.forEach((row, index) => {
    unscaled.mulRow(index, row / scale);
    unscaled.mulColumn(index, row / scale);
  });
  return { kind: 'ok', logistic: fixed === undefined ? ordered(raw) : raw, squares: best.squares * scale * scale, unscaled };
}

function firstOrBest(data: Weighted, starts: readonly Logistic[], fixedLower: boolean): Found | undefined {
  let best: Found | undefined;
  for (const [index, start] of starts.entries()) {
    const found = searchLogistic(data, start, fixedLower);
    if (found && (!best || found.squares < best.squares)) best = found;
    if (index === 0 && best) return best;
  }
  return best;
}

/** The middle of the levels' means, its dose by interpolation, and slopes; then the same from levels at a quarter, half and three. */
function startsFor(points: readonly Point[], fixedLower: number | undefined): readonly Logistic[] {
  const levels = meansByLevel(points).filter(({ x }) => x > 0);
  const ys = levels.map(({ y }) => y);
  const [first, last] = [levels[0] ?? { x: 1, y: 0 }, levels.at(-1) ?? { x: 1, y: 1 }];
  const sign = last.y >= first.y ? 1 : -1;
  const lower = fixedLower ?? Math.min(...ys);
  const upper = Math.max(...ys);
  const middle = (lower + upper) / 2;
  const crossing = levels.findIndex(({ y }, index) => index > 0 && (y - middle) * ((levels[index - 1]?.y ?? y) - middle) <= 0);
  const quarters = [0.5, 0.25, 0.75].map((part) => levels[Math.round(part * (levels.length - 1))] ?? first);
  const doses = [Math.sqrt((levels[crossing - 1] ?? first).x * (levels[crossing] ?? last).x), ...quarters.map(({ x }) => x)];
  return doses.flatMap((dose) => HILL_STARTS.map((hill) => ({ lower, upper, logEc50: Math.log(dose), hill: sign * hill })));
}

function meansByLevel(points: readonly Point[]): readonly Point[] {
  return [...new Set(points.map(({ x }) => x))]
    .sort((a, b) => a - b)
    .map((x) => {
      const level = points.filter((point) => point.x === x);
      return { x, y: level.reduce((sum, { y }) => sum + y, 0) / level.length };
    });
}

/** F of the curve against one mean. Source: Bates and Watts (1988), 3.10, the extra sum of squares. */
function responds(data: Weighted, { squares }: Found, parameters: number): boolean {
  const { points, weights } = data;
  const weight = weights.values.reduce((sum, value) => sum + value, 0);
  const mean = points.reduce((sum, { y }, index) => sum + (weights.values[index] ?? 0) * y, 0) / weight;
  const total = squaresAbout(data, () => mean);
  const rest = points.length - parameters;
  if (rest < 1) return false;
  const f = Math.max(total - squares, 0) / (parameters - 1) / (squares / rest);
  return fAbove(f, parameters - 1, rest) < 1 - RESPONSE_CONFIDENCE;
}

function parametersOf(
  { logistic, unscaled }: Found,
  { residualDeviation, confidence, degreesOfFreedom }: Omit<Fit, 'covariance'>,
  fixedLower: boolean,
): Pick<FourParameterFit, 'lower' | 'upper' | 'ec50' | 'hill' | 'logEc50' | 'covariance'> {
  const free = unscaled
    .clone()
    .mul(residualDeviation ** 2)
    .to2DArray();
  const covariance = fixedLower ? [[0, 0, 0, 0], ...free.map((row) => [0, ...row])] : free;
  const parameter = (value: number, index: number): Parameter => {
    const standardError = Math.sqrt(Math.max(covariance[index]?.[index] ?? 0, 0));
    return { value, standardError, interval: intervalByT(value, standardError, confidence, degreesOfFreedom) };
  };
  const logEc50 = parameter(logistic.logEc50, 2);
  const ec50 = Math.exp(logEc50.value);
  return {
    covariance,
    lower: parameter(logistic.lower, 0),
    upper: parameter(logistic.upper, 1),
    logEc50,
    ec50: {
      value: ec50,
      standardError: ec50 * logEc50.standardError,
      interval: { low: Math.exp(logEc50.interval.low), high: Math.exp(logEc50.interval.high) },
    },
    hill: parameter(logistic.hill, 3),
  };
}

function undetermined({ lower, upper, ec50, residuals }: FourParameterFit): string | undefined {
  const height = upper.value - lower.value;
  for (const [name, { value, interval }] of [['lower', lower] as const, ['upper', upper] as const]) {
    if (interval.high - value >= Math.abs(height)) return `the ${name} plateau is not shown: its interval is wider than the curve is high`;
  }
  const doses = residuals.map(({ x }) => x).filter((x) => x > 0);
  const [low, high] = [Math.min(...doses), Math.max(...doses)];
  if (ec50.value < low || ec50.value > high)
    return `the dose of half effect, ${ec50.value.toPrecision(3)}, is outside the doses, ${low} to ${high}`;
  return undefined;
}
