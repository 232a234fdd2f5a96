/** How near to the truth a result has to be. */
export type Aim =
  /** |value / truth - 1| at most. */
  | { readonly kind: 'relative'; readonly most: number }
  /**
   * |value - truth| at most, in percentage points (both are percentages), or the truth lies in the interval of the result, made so many times as
   * wide: a mean of few wells is not better known than by its scatter.
   */
  | { readonly kind: 'points'; readonly most: number; readonly stretched: number }
  /** Two-fold steps between value and truth at most. */
  | { readonly kind: 'steps'; readonly most: number }
  /** The truth lies in the interval of the result, made so many times as wide: one of 95 % misses once in twenty by chance alone. */
  | { readonly kind: 'interval'; readonly stretched: number };

export interface Judged {
  readonly aim: Aim;
  /** With its sign, in what the aim counts; of an interval relative. Null where there is no value. */
  readonly error: number | null;
  readonly met: boolean;
}

interface Given {
  readonly value: number | null;
  /** The value is a limit, and what was measured lies beyond it. */
  readonly beyond?: 'below' | 'above' | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Allows for the noise of sums. */
const NOISE = 1e-9;

/** Compares a value with the truth. What could not be determined misses every aim; a limit is right when the truth lies beyond it. */
export function judged(aim: Aim, given: Given, truth: number): Judged {
  const { value, beyond = null } = given;
  if (value === null || !Number.isFinite(truth)) return { aim, error: null, met: false };
  const error = value === truth ? 0 : errorOf(aim, value, truth);
  if (beyond !== null) return { aim, error, met: beyond === 'below' ? truth <= value : truth >= value };
  if (aim.kind === 'interval') return { aim, error, met: covers(aim.stretched, given, truth) };
  const near = Math.abs(error) <= aim.most + NOISE;
  return { aim, error, met: near || (aim.kind === 'points' && covers(aim.stretched, given, truth)) };
}

function covers(stretched: number, { value, low, high }: Given, truth: number): boolean {
  if (value === null || low === null || high === null) return false;
  return value - (value - low) * stretched <= truth && truth <= value + (high - value) * stretched;
}

function errorOf({ kind }: Aim, value: number, truth: number): number {
  if (kind === 'points') return value - truth;
  if (kind === 'steps') return Math.log2(value / truth);
  return value / truth - 1;
}

/** An error for people. */
export function errorText({ kind }: Aim, error: number | null): string {
  if (error === null) return 'no value';
  if (!Number.isFinite(error)) return 'not as a part of it: the truth is 0';
  const sign = error < 0 ? '-' : '+';
  if (kind === 'points') return `${sign}${Math.abs(error).toFixed(2)} points`;
  if (kind === 'steps') return `${sign}${Math.abs(error).toFixed(Number.isInteger(error) ? 0 : 2)} steps`;
  return `${sign}${(Math.abs(error) * 100).toFixed(1)} %`;
}

export function aimText(aim: Aim): string {
  if (aim.kind === 'relative') return `within ${aim.most * 100} %`;
  if (aim.kind === 'points') return `within ${aim.most} points, or ${aim.stretched} times its interval`;
  if (aim.kind === 'steps') return `within ${aim.most} two-fold step${aim.most === 1 ? '' : 's'}`;
  return `truth in ${aim.stretched} times its interval`;
}
