/** How near to the truth a result has to be. */
export type Aim =
  /** |value / truth - 1| at most. */
  | { readonly kind: 'relative'; readonly most: number }
  /** |value - truth| at most, in percentage points; both are percentages. */
  | { readonly kind: 'points'; readonly most: number }
  /** Two-fold steps between value and truth at most. */
  | { readonly kind: 'steps'; readonly most: number }
  /** The truth lies in the interval of the result. */
  | { readonly kind: 'interval' };

export interface Judged {
  readonly aim: Aim;
  /** With its sign, in what the aim counts; of an interval relative. Null where there is no value. */
  readonly error: number | null;
  readonly met: boolean;
}

interface Given {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Allows for the noise of sums. */
const NOISE = 1e-9;

/** Compares a value with the truth. What could not be determined misses every aim. */
export function judged(aim: Aim, { value, low, high }: Given, truth: number): Judged {
  if (value === null || !Number.isFinite(truth)) return { aim, error: null, met: false };
  const error = errorOf(aim, value, truth);
  const met =
    aim.kind === 'interval' ? low !== null && high !== null && low <= truth && truth <= high : Math.abs(error) <= aim.most + NOISE;
  return { aim, error, met };
}

function errorOf({ kind }: Aim, value: number, truth: number): number {
  if (kind === 'points') return value - truth;
  if (kind === 'steps') return Math.log2(value / truth);
  return value / truth - 1;
}

/** An error for people. */
export function errorText({ kind }: Aim, error: number | null): string {
  if (error === null) return 'no value';
  const sign = error < 0 ? '-' : '+';
  if (kind === 'points') return `${sign}${Math.abs(error).toFixed(2)} points`;
  if (kind === 'steps') return `${sign}${Math.abs(error).toFixed(Number.isInteger(error) ? 0 : 2)} steps`;
  return `${sign}${(Math.abs(error) * 100).toFixed(1)} %`;
}

export function aimText(aim: Aim): string {
  if (aim.kind === 'relative') return `within ${aim.most * 100} %`;
  if (aim.kind === 'points') return `within ${aim.most} points`;
  if (aim.kind === 'steps') return `within ${aim.most} two-fold step${aim.most === 1 ? '' : 's'}`;
  return 'truth in its interval';
}
