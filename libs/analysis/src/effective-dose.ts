import type { FourParameterFit } from './four-parameter-fit';
import { intervalByT, type Interval } from './interval';

/** A dose in the unit of x. */
export interface EffectiveDose {
  readonly value: number;
  readonly standardError: number;
  /** That of its logarithm, turned back. */
  readonly interval: Interval;
}

/**
 * The dose at which `percent` (above 0, below 100) of the way from no effect to the full one is gone: 10 for the EC10, 50 for the EC50.
 * ln ED = ln(ec50) + ln(p / (1 - p)) / |hill|; its error by the delta method.
 * Source: Ritz, Baty, Streibig, Gerhard, PLoS ONE 10 (2015) e0146021. @throws RangeError for another percentage
 */
export function effectiveDose(fit: FourParameterFit, percent: number): EffectiveDose {
  if (!(percent > 0 && percent < 100)) throw new RangeError(`an effect lies between 0 and 100 %, not at ${percent}`);
  const odds = Math.log(percent / (100 - percent));
  const hill = fit.hill.value;
  const log = fit.logEc50.value + odds / Math.abs(hill);
  const byHill = (-odds * Math.sign(hill)) / (hill * hill);
  const at = (row: number, column: number): number => fit.covariance[row]?.[column] ?? 0;
  const error = Math.sqrt(Math.max(at(2, 2) + 2 * byHill * at(2, 3) + byHill * byHill * at(3, 3), 0));
  const interval = intervalByT(log, error, fit.confidence, fit.degreesOfFreedom);
  const value = Math.exp(log);
  return { value, standardError: value * error, interval: { low: Math.exp(interval.low), high: Math.exp(interval.high) } };
}
