import { CurveModel, type FitOptions } from './curve';
import type { FittedCurve } from './curve-geometry';
import { fitFourParameter } from './four-parameter-fit';
import type { Insufficient } from './insufficient';
import type { Point } from './linear-regression';
import { fitPolynomial } from './polynomial-fit';

/** The curve of a model that a protocol names, through points; sources as of `fitPolynomial` and `fitFourParameter`. */
export function fitCurve(model: CurveModel, points: readonly Point[], options: FitOptions = {}): FittedCurve | Insufficient {
  return model === CurveModel.fourParameter ? fitFourParameter(points, options) : fitPolynomial(points, model, options);
}
