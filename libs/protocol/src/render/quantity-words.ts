import { canonicalUnit, durationMs, fromCanonical, type Quantity, type QuantityKind } from '@labwright/domain';
import { durationTitle, forPeople } from '../step-title';

const MAX_DIGITS = 6;

/** A number without the noise of binary fractions. */
export function numberWords(value: number): string {
  return String(Number(value.toPrecision(MAX_DIGITS)));
}

/** A unit as people write it; what only says that something is counted or has no dimension is left out. */
export function unitWords(unit: string): string {
  return unit === '1' || unit === '{AU}' || unit === '{count}' ? '' : forPeople(unit).replace(/^\{(.+)\}$/, '$1');
}

/** A quantity as people write it, such as `37 °C ± 0.5` or `0.6`. */
export function quantityWords({ value, unit, tolerance }: Quantity): string {
  const words = [numberWords(value), unitWords(unit)].filter(Boolean).join(' ');
  return tolerance === undefined ? words : `${words} ± ${numberWords(tolerance)}`;
}

/** A value in the canonical unit of its kind. */
export function canonicalWords(kind: QuantityKind, value: number): string {
  if (kind === 'duration') return durationTitle(durationMs({ value, unit: canonicalUnit(kind) }));
  return quantityWords({ value: fromCanonical(kind, value, canonicalUnit(kind)), unit: canonicalUnit(kind) });
}

/** Microlitres for people: `150 µL`, `50 mL`. */
export function volumeWords(microlitres: number): string {
  return microlitres >= 1_000 ? `${numberWords(microlitres / 1_000)} mL` : `${numberWords(microlitres)} µL`;
}
