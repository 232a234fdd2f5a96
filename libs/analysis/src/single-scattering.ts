import { insufficient, type Insufficient } from './insufficient';

/** A density from which no light that was scattered twice is missing. */
export interface SingleScattering {
  readonly kind: 'ok';
  /** AU, along the path of the absorbance that it comes from. */
  readonly density: number;
}

/**
 * Density, AU, that cells would show if they scattered light once only (a high-density correction), from an absorbance of theirs, AU, blanked and
 * as measured along its path: light that is scattered twice partly counts as light again. M = (1 - sqrt(1 - 4 b A)) / (2 b) is the inverse of A = M - b M^2;
 * `curvature` is b, per AU, above 0, which a lab has from a dilution series on its own photometer. Up to 1 / (4 b), where the parabola turns
 * and no density belongs to more; below 0, as noise about a blank is, it goes on.
 * Source: Bipatnath, Dennis, Bremer, J Bacteriol 180 (1998) 265, appendix, equation 7: b = 0.15 (E. coli at 460 nm).
 */
export function singleScattering(absorbance: number, curvature: number): SingleScattering | Insufficient {
  if (!(curvature > 0 && curvature < Infinity)) return insufficient(`a curvature of ${curvature} per AU corrects no density`);
  if (!Number.isFinite(absorbance)) return insufficient('there is no usable value');
  const under = 1 - 4 * curvature * absorbance;
  if (under < 0) {
    const turn = Number((1 / (4 * curvature)).toPrecision(3));
    return insufficient(
      `above ${turn} AU along its path, where the parabola with a curvature of ${curvature} per AU turns, no density can be told`,
    );
  }
  // The same with the root below: a small difference of large numbers is none then.
  return { kind: 'ok', density: (2 * absorbance) / (1 + Math.sqrt(under)) };
}
