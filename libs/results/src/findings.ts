import type { Figure } from './figure';
import type { ResultFlag, ResultValue } from './result';

/** What one analysis came to, before it has its id and title. */
export interface Findings {
  readonly main: ResultValue | null;
  readonly values: readonly ResultValue[];
  /** Null where there is a main value. */
  readonly insufficient: string | null;
  readonly method: string;
  readonly flags: readonly ResultFlag[];
  readonly figures: readonly (Figure | null)[];
  readonly simulated: boolean;
}

type Given = Pick<ResultValue, 'name' | 'label' | 'unit'> & Partial<ResultValue> & { readonly value: number | null };

/** A number of a result. What is not finite is none, and its bounds are none then either. */
export function resultValue({ name, label, unit, ...given }: Given): ResultValue {
  const value = finite(given.value);
  const low = value === null ? null : finite(given.low ?? null);
  const high = value === null ? null : finite(given.high ?? null);
  return {
    name,
    label,
    of: given.of ?? null,
    value,
    unit,
    low,
    high,
    confidence: low === null && high === null ? null : (given.confidence ?? null),
    beyond: value === null ? null : (given.beyond ?? null),
    note: given.note ?? (value === null ? 'not determined' : null),
  };
}

/** The main value where it has a number, or else why not. */
export function mainOf(value: ResultValue | undefined, otherwise: string): Pick<Findings, 'main' | 'insufficient'> {
  return value && value.value !== null ? { main: value, insufficient: null } : { main: null, insufficient: value?.note ?? otherwise };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
