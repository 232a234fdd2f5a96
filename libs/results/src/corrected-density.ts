import { singleScattering, toOneCentimetre } from '@labwright/analysis';
import type { Series, TimePoint } from './record-view';
import type { ResultFlag } from './result';

/** A density, AU in 1 cm, without what scattered twice along the path in cm at which it was measured; or the reason why there is none. */
function corrected(value: number, cm: number, curvature: number): number | string {
  const found = singleScattering(value * cm, curvature);
  return found.kind === 'ok' ? toOneCentimetre(found.density, { kind: 'ok', cm }) : found.why;
}

/** What a density that a photometer shows along 1 cm is when it is corrected, AU; of more than the parabola reaches, the most that it gives. */
export function correctedBound(shown: number, curvature: number): number {
  const found = singleScattering(Math.min(shown, 1 / (4 * curvature)), curvature);
  return found.kind === 'ok' ? Number(found.density.toPrecision(3)) : shown;
}

/** Blanked densities of plates, each corrected along its path (along 1 cm where it has none); what cannot be is left out, with the reason. */
export function correctedSeries(series: readonly Series[], curvature: number | undefined): readonly Series[] {
  if (curvature === undefined) return series;
  return series.map((each): Series => {
    const values = new Map<string, number>();
    const leftOut = new Map(each.leftOut);
    for (const [well, value] of each.values) {
      const found = corrected(value, each.paths.get(well) ?? 1, curvature);
      if (typeof found === 'number') values.set(well, found);
      else leftOut.set(well, found);
    }
    return { ...each, values, leftOut };
  });
}

/** The same of a vial, whose densities are along 1 cm; what is left out is in one flag. */
export function correctedPoints(
  points: readonly TimePoint[],
  curvature: number | undefined,
): { readonly points: readonly TimePoint[]; readonly flags: readonly ResultFlag[] } {
  if (curvature === undefined) return { points, flags: [] };
  const all = points.map(({ hours, value }) => ({ hours, found: corrected(value, 1, curvature) }));
  const reasons = all.flatMap(({ found }) => (typeof found === 'string' ? [found] : []));
  const why = `${reasons.length} of ${points.length} readings left out: ${reasons[0]}`;
  return {
    points: all.flatMap(({ hours, found }) => (typeof found === 'number' ? [{ hours, value: found }] : [])),
    flags: reasons.length === 0 ? [] : [{ well: null, sample: null, what: 'excluded', why }],
  };
}

/** What was done, as a sentence. */
export function correctionWords(curvature: number | undefined): string {
  if (curvature === undefined) return '';
  return (
    ` Each density, blanked, was corrected for light that is scattered twice, along the path at which it was measured: M of OD = M - b M^2 with b = ${curvature} per AU, ` +
    'the curvature that the protocol gives (Bipatnath et al. 1998, equation 7).'
  );
}
