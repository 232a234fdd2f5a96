import type { Insufficient } from '../index';

/** A value that somebody published, and how ours comes to be. */
export interface WorkedExample {
  /** Name of the exported formula. */
  readonly formula: string;
  /** What of it, with its unit. */
  readonly quantity: string;
  /** Title, table or page, DOI or address: enough to find the number. */
  readonly source: string;
  /** As printed there: its last digit says how far rounding may part us. */
  readonly published: string;
  /** Where the printed digits are not all right: how far ours may be off, as part of it, and why. */
  readonly allowance?: { readonly relative: number; readonly because: string };
  compute(): number;
}

/** Doubles differ in their last digits from one order of sums to another. */
const DOUBLES = 1e-9;

/** How far ours may be from `published`: half a unit of its last digit, what doubles cannot hold, and the allowance. */
export function toleranceOf({ published, allowance }: WorkedExample): number {
  const [mantissa = '', exponent = '0'] = published.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals) * (1 + 1e-6) + (DOUBLES + (allowance?.relative ?? 0)) * Math.abs(Number(published));
}

/** The result, where it suffices. @throws Error with the reason otherwise */
export function sufficient<T extends { readonly kind: string }>(result: T | Insufficient): Exclude<T, Insufficient> {
  if (result.kind === 'insufficient') throw new Error((result as Insufficient).why);
  return result as Exclude<T, Insufficient>;
}
