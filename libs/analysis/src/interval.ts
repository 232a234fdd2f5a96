import { studentT } from './student-t';

/** A confidence interval; both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Value +- t standard errors. */
export function intervalByT(value: number, standardError: number, confidence: number, degreesOfFreedom: number): Interval {
  const half = studentT(confidence, degreesOfFreedom) * standardError;
  return { low: value - half, high: value + half };
}
