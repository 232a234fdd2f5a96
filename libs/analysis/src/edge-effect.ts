import { insufficient, type Insufficient } from './insufficient';
import { meanDifference, type MeanDifference } from './mean-difference';
import { summarize } from './summary';

/** The outermost wells of a plate against those inside, in the unit of the reading. */
export interface EdgeEffect extends MeanDifference {
  /** Difference over the mean inside; null when that is not above 0. */
  readonly relative: number | null;
}

/**
 * Mean of the first and last row and column less that of all other wells, with Welch's interval; an interval without 0 shows an edge effect, such as
 * evaporation. `plate` has a list a row; null for wells that were not read or are not alike.
 * Source: Lundholt, Sage, Pagliaro, J Biomol Screen 8 (2003) 566 (edge effects); comparison as in `meanDifference`.
 */
export function edgeEffect(plate: readonly (readonly (number | null)[])[], confidence = 0.95): EdgeEffect | Insufficient {
  const [edge, inside]: [number[], number[]] = [[], []];
  plate.forEach((row, r) =>
    row.forEach((value, c) => {
      if (value === null) return;
      const outermost = r === 0 || c === 0 || r === plate.length - 1 || c === row.length - 1;
      (outermost ? edge : inside).push(value);
    }),
  );
  const [outer, inner] = [summarize(edge), summarize(inside)];
  if (outer.kind === 'insufficient' || inner.kind === 'insufficient') return insufficient('there are no wells at the edge, or none inside');
  const compared = meanDifference(outer, inner, confidence);
  if (compared.kind === 'insufficient') return compared;
  return { ...compared, relative: inner.mean > 0 ? compared.difference / inner.mean : null };
}
