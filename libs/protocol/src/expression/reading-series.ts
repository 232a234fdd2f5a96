import { QuantityKinds, canonicalUnit, type QuantityKind, type ReadingQuality } from '@labwright/domain';

/** A stored reading, as far as a condition looks at it. */
export interface ReadingPoint {
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  /** Lab time, milliseconds since the epoch. */
  readonly atLabMs: number;
}

export type SeriesOutcome = { readonly is: 'known'; readonly values: readonly number[] } | { readonly is: 'unknown'; readonly why: string };

export interface SeriesRules {
  readonly kind: QuantityKind;
  /** Lab time of the decision, milliseconds since the epoch. */
  readonly nowLabMs: number;
  /** How old the newest point may be, lab milliseconds. */
  readonly maxAgeMs: number;
}

/**
 * The values of one reading, oldest first, or UNKNOWN with the reason: none there, the newest too old, one of them flagged, not a number,
 * in another unit, or physically impossible. One bad well makes the whole reading UNKNOWN; masking a well is a person's decision, and a
 * masked point is left out.
 */
export function seriesOf(points: readonly ReadingPoint[], { kind, nowLabMs, maxAgeMs }: SeriesRules): SeriesOutcome {
  const unknown = (why: string): SeriesOutcome => ({ is: 'unknown', why });
  const used = points.filter((point) => point.quality !== 'masked').toSorted((a, b) => a.atLabMs - b.atLabMs);
  const newest = used.at(-1);
  if (!newest) return unknown(points.length > 0 ? 'every point of it is masked' : 'not read yet in this run');
  const age = nowLabMs - newest.atLabMs;
  if (age > maxAgeMs) return unknown(`its newest point is ${seconds(age)} old, and ${seconds(maxAgeMs)} are allowed`);
  const { min, max } = QuantityKinds[kind];
  for (const { quality, value, unit } of used) {
    if (quality !== 'ok') return unknown(`a point of it is flagged "${quality}"`);
    if (value === null || !Number.isFinite(value)) return unknown('a point of it is not a number');
    if (unit !== canonicalUnit(kind)) return unknown(`a point of it is in ${unit}, not in ${canonicalUnit(kind)}`);
    if (value < min || value > max) return unknown(`${value} ${unit} is outside the physical range of ${kind}, ${min} to ${max}`);
  }
  return { is: 'known', values: used.map((point) => point.value ?? Number.NaN) };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
