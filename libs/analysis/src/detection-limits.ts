import { rises, xAt, type FittedCurve } from './curve-geometry';
import { insufficient, type Insufficient } from './insufficient';

/** Concentrations in the unit of the curve's x. */
export interface DetectionLimits {
  readonly kind: 'ok';
  readonly detection: number;
  readonly quantification: number;
}

/**
 * Limits of a straight calibration: 3.3 sigma / slope and 10 sigma / slope. `sigma`, unit of y, is the scatter about the line, or that of its
 * intercept, or of blanks; `slope`, unit of y per unit of x.
 * Source: ICH Q2(R2), Validation of Analytical Procedures (2023), 3.2.3.3, as in Q2(R1), sections 6.3 and 7.3.
 */
export function detectionLimits({ sigma, slope }: { readonly sigma: number; readonly slope: number }): DetectionLimits | Insufficient {
  const steepness = Math.abs(slope);
  if (!(steepness > 0 && Number.isFinite(steepness) && sigma >= 0 && sigma < Infinity)) {
    return insufficient(`a scatter of ${sigma} and a slope of ${slope} give no limit`);
  }
  return { kind: 'ok', detection: (3.3 * sigma) / steepness, quantification: (10 * sigma) / steepness };
}

/** Limits by the scatter of blanks: as signals, and as concentrations where the curve has them. */
export interface BlankLimits {
  readonly kind: 'ok';
  /** Unit of y. */
  readonly detectionSignal: number;
  /** Unit of y. */
  readonly quantificationSignal: number;
  /** Unit of x; null where the curve does not reach the signal. */
  readonly detection: number | null;
  /** Unit of x; null where the curve does not reach the signal. */
  readonly quantification: number | null;
}

/**
 * Mean of the blanks plus 3, and plus 10, of their standard deviations, read from the curve; minus where the curve falls.
 * Source: IUPAC Gold Book, entry L03540, limit of detection (mean + k s, k = 3); ICH Q2(R2) (2023), 3.2.3.3, with 10 for quantification.
 */
export function blankLimits(
  { mean, standardDeviation }: { readonly mean: number; readonly standardDeviation: number | null },
  curve: FittedCurve,
): BlankLimits | Insufficient {
  if (standardDeviation === null) return insufficient('one blank shows no scatter');
  const sign = rises(curve) ? 1 : -1;
  const signal = (times: number): number => mean + sign * times * standardDeviation;
  const read = (y: number): number | null => {
    const x = xAt(curve, y);
    return typeof x === 'number' && Number.isFinite(x) ? Math.max(x, 0) : null;
  };
  const [detectionSignal, quantificationSignal] = [signal(3), signal(10)];
  return {
    kind: 'ok',
    detectionSignal,
    quantificationSignal,
    detection: read(detectionSignal),
    quantification: read(quantificationSignal),
  };
}
