import type { Interval } from './interval';
import type { Point } from './linear-regression';
import type { Weighting } from './weighting';

/** The models of a curve; the words are those of protocols. */
export const CurveModel = { linear: 'linear', quadratic: 'quadratic', fourParameter: 'four_parameter' } as const;
export type CurveModel = (typeof CurveModel)[keyof typeof CurveModel];

/** How a curve is fitted. */
export interface FitOptions {
  /** Default none. A list gives each point's own weight, above 0, proportional to the inverse of its variance. */
  readonly weights?: Weighting | readonly number[];
  /** Of all intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/** One parameter of a curve, in its own unit. */
export interface Parameter {
  readonly value: number;
  readonly standardError: number;
  readonly interval: Interval;
}

/** A point beside its curve. */
export interface Residual extends Point {
  readonly fitted: number;
  /** y - fitted, unit of y. */
  readonly residual: number;
  /** In units of its own expected scatter: residual * sqrt(weight) / residualDeviation; 0 when nothing scatters. */
  readonly standardized: number;
}

/** Whether the means of replicates lie farther from the curve than replicates scatter. */
export interface LackOfFit {
  readonly f: number;
  readonly numeratorDf: number;
  readonly denominatorDf: number;
  /** Probability of an f as large when the model is right, 0 to 1. */
  readonly pValue: number;
}

/** What every fitted curve has. */
export interface Fit {
  readonly kind: 'ok';
  readonly count: number;
  readonly confidence: number;
  readonly degreesOfFreedom: number;
  /** Scatter about the curve of a point of weight 1, unit of y. Weights by rule have a mean of 1. */
  readonly residualDeviation: number;
  /** 1 - (weighted) residual sum over that about the mean, at most 1; 1 where y does not vary at all. */
  readonly rSquared: number;
  readonly residuals: readonly Residual[];
  /** Null where no x was measured twice, or replicates do not scatter. */
  readonly lackOfFit: LackOfFit | null;
  /** Smallest and largest x of the points. */
  readonly range: Interval;
  /** Of the parameters, in the order that the model's docstring gives. */
  readonly covariance: readonly (readonly number[])[];
  /** The weight that a point would have had. */
  weightOf(point: Point): number;
}
