import { CurveModel } from './curve';
import { insufficient, type Insufficient } from './insufficient';
import type { Point } from './linear-regression';
import { fitPolynomial, type PolynomialFit } from './polynomial-fit';

/** How straight a reader is. */
export interface Linearity {
  readonly kind: 'ok';
  /** Line through all points. */
  readonly line: PolynomialFit;
  /** The point farthest from that line, with its sign. */
  readonly largest: { readonly x: number; readonly deviation: number; /** Of what the line spans in y. */ readonly percentOfSpan: number };
  /** Up to this level readings follow the line of the levels up to it; null when not even the lowest three do. */
  readonly linearTo: number | null;
  /** Line of the levels up to `linearTo`. */
  readonly linearLine: PolynomialFit | null;
}

/** Fewest levels that can show a bend. */
const FEWEST_LEVELS = 3;

/**
 * Least squares of a line over steps of known content, and where it ends: the highest level such that the means of all levels up to it lie
 * within `tolerancePercent` (default 2) of the line through those levels, in percent of what that line spans in y. With three levels or more.
 * Sources: largest deviation, ICH Q2(R2) (2023), 3.2.1 (deviation from the regression line); criterion of the range, ours, after the allowable
 * deviation from linearity of CLSI EP06, 2nd ed. (2020).
 */
export function linearity(points: readonly Point[], tolerancePercent = 2): Linearity | Insufficient {
  const line = fitPolynomial(points, CurveModel.linear);
  if (line.kind === 'insufficient') return line;
  const levels = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  if (levels.length < FEWEST_LEVELS) return insufficient(`a bend shows over ${FEWEST_LEVELS} levels, there are ${levels.length}`);
  const farthest = line.residuals.reduce((a, b) => (Math.abs(b.residual) > Math.abs(a.residual) ? b : a));
  let [linearTo, linearLine]: [number | null, PolynomialFit | null] = [null, null];
  for (let count = levels.length; count >= FEWEST_LEVELS && linearTo === null; count -= 1) {
    const top = levels[count - 1] ?? 0;
    const part = fitPolynomial(
      points.filter(({ x }) => x <= top),
      CurveModel.linear,
    );
    if (part.kind === 'ok' && Math.max(...deviationsOf(part)) <= (tolerancePercent / 100) * spanOf(part))
      [linearTo, linearLine] = [top, part];
  }
  return {
    kind: 'ok',
    line,
    largest: { x: farthest.x, deviation: farthest.residual, percentOfSpan: (100 * farthest.residual) / spanOf(line) },
    linearTo,
    linearLine,
  };
}

function spanOf({ slope, range }: PolynomialFit): number {
  return Math.abs(slope.value) * (range.high - range.low);
}

/** Distance of each level's mean from the line, unit of y. */
function deviationsOf({ residuals }: PolynomialFit): readonly number[] {
  return [...new Set(residuals.map(({ x }) => x))].map((level) => {
    const at = residuals.filter(({ x }) => x === level);
    return Math.abs(at.reduce((sum, { residual }) => sum + residual, 0) / at.length);
  });
}
