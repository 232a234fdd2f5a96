import { isLabError, toCanonical, type QuantityKind } from '@labwright/domain';

/** A parameter that may be adjusted: bounds that were approved and the value now in `unit`, and how often it may still be. */
export interface Bound {
  readonly param: string;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly timesLeft: number;
  readonly now: number | null;
}

export interface Wanted {
  readonly param: string;
  readonly value: number;
  readonly unit: string;
}

/**
 * Why the wanted values are more than was approved, in words; null when each is inside its bounds, in a unit of its kind, once, and may still
 * be set. Whoever applies them checks again.
 */
export function beyondBounds(
  wanted: readonly Wanted[],
  bounds: readonly Bound[],
  kinds: Readonly<Record<string, QuantityKind>>,
): string | null {
  if (wanted.length === 0) return 'it says adjust, and names no value';
  for (const [index, { param, value, unit }] of wanted.entries()) {
    const bound = bounds.find((each) => each.param === param);
    const kind = kinds[param];
    if (wanted.findIndex((other) => other.param === param) < index) return `"${param}" is given twice`;
    if (!bound || kind === undefined) return `"${param}" cannot be adjusted here`;
    const to = canonical(kind, value, unit);
    if (to === null) return `"${param}" cannot be ${value} ${unit}; its unit is ${bound.unit}`;
    if (!(to >= bound.min && to <= bound.max)) return `"${param}" may be ${bound.min} to ${bound.max} ${bound.unit}, not ${to}`;
    if (bound.timesLeft < 1) return `"${param}" has been adjusted as often as is approved`;
  }
  return null;
}

function canonical(kind: QuantityKind, value: number, unit: string): number | null {
  try {
    return toCanonical(kind, { value, unit });
  } catch (error) {
    if (isLabError(error)) return null;
    throw error;
  }
}
