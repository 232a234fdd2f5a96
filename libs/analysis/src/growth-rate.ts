import { exponentialWindow } from './exponential-window';
import { insufficient, type Insufficient } from './insufficient';
import type { Point } from './linear-regression';
import { studentT } from './student-t';

/** One point of a growth curve. */
export interface GrowthPoint {
  /** Hours since any one moment. */
  readonly hours: number;
  /** Optical density at 600 nm, AU in 1 cm, blanked. */
  readonly od: number;
}

/** Where exponential growth is looked for. */
export interface GrowthRateOptions {
  /** AU in 1 cm; below it noise rules. Default 0.03. */
  readonly minOd?: number;
  /** AU in 1 cm; default 0.3, where E. coli in LB leaves balanced growth. Source: Sezonov et al., J Bacteriol 189 (2007) 8746. */
  readonly maxOd?: number;
  /** Fewest points of a window, 5 or more. Default 6. */
  readonly minPoints?: number;
  /** Of the intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/** Both ends belong to it. */
interface Interval<High = number> {
  readonly low: number;
  readonly high: High;
}

/** Exponential growth: od = exp(a + rate * hours). */
export interface GrowthRate {
  readonly kind: 'ok';
  /** Specific growth rate, per hour. */
  readonly rate: number;
  /** Of the rate, per hour. */
  readonly standardError: number;
  /** Of the rate, per hour. */
  readonly interval: Interval;
  /** ln 2 / rate, hours. */
  readonly doublingTime: number;
  /** Hours; `high` is null when the interval of the rate reaches 0. */
  readonly doublingTimeInterval: Interval<number | null>;
  /** From the first point until the line crosses the first density, hours, 0 or more. */
  readonly lag: number;
  readonly rSquared: number;
  readonly window: {
    readonly fromHours: number;
    readonly toHours: number;
    readonly points: number;
    /** False: every window was bent, this is the least bent one, and the interval says little. */
    readonly straight: boolean;
  };
}

/**
 * Specific growth rate of one culture by least squares of ln(od) on time in the exponential window; see `exponentialWindow` for its choice
 * among the points from the first at `minOd` or more until the first above `maxOd`. Points without a positive, finite density are left out.
 * Sources: rate and doubling time, Monod, Annu Rev Microbiol 3 (1949) 371 (there in log2); interval of a slope by Student's t,
 * Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), section 1.4; interval of the doubling time, by its monotony in the rate; lag,
 * where the tangent meets the first density: Zwietering et al., Appl Environ Microbiol 56 (1990) 1875, figure 1.
 */
export function growthRate(points: readonly GrowthPoint[], options: GrowthRateOptions = {}): GrowthRate | Insufficient {
  const { minOd = 0.03, maxOd = 0.3, minPoints = 6, confidence = 0.95 } = options;
  if (minPoints < 5) return insufficient('a window needs 5 points to show that it is straight');
  const curve = logarithms(points);
  const stretch = between(curve, Math.log(minOd), Math.log(maxOd));
  if (stretch.length < minPoints) {
    return insufficient(`${stretch.length} points lie between an optical density of ${minOd} and ${maxOd}, ${minPoints} are needed`);
  }
  const found = exponentialWindow(stretch, minPoints);
  if (!found) return insufficient('the optical density does not rise');
  const { slope: rate, slopeError, intercept, rSquared, degreesOfFreedom } = found.line;
  const half = studentT(confidence, degreesOfFreedom) * slopeError;
  const first = curve[0] ?? { x: 0, y: intercept };
  return {
    kind: 'ok',
    rate,
    standardError: slopeError,
    interval: { low: rate - half, high: rate + half },
    doublingTime: Math.LN2 / rate,
    doublingTimeInterval: { low: Math.LN2 / (rate + half), high: rate > half ? Math.LN2 / (rate - half) : null },
    lag: Math.max((first.y - intercept) / rate - first.x, 0),
    rSquared,
    window: {
      fromHours: found.points[0]?.x ?? 0,
      toHours: found.points.at(-1)?.x ?? 0,
      points: found.points.length,
      straight: found.straight,
    },
  };
}

function logarithms(points: readonly GrowthPoint[]): readonly Point[] {
  return points
    .filter(({ hours, od }) => Number.isFinite(hours) && Number.isFinite(od) && od > 0)
    .map(({ hours, od }) => ({ x: hours, y: Math.log(od) }))
    .sort((a, b) => a.x - b.x);
}

function between(curve: readonly Point[], low: number, high: number): readonly Point[] {
  const start = curve.findIndex(({ y }) => y >= low);
  if (start < 0) return [];
  const length = curve.slice(start).findIndex(({ y }) => y > high);
  return length < 0 ? curve.slice(start) : curve.slice(start, start + length);
}
