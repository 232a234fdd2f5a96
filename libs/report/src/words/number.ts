import { unitWords } from './unit';

const RAISED: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};
const minus = (text: string): string => text.replace('-', '−');

/** A number with at most `digits` significant digits, 1 to 15; very large and very small ones as a power of ten. */
export function numberWords(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return powerOfTen(value, digits);
  return minus(String(Number(value.toPrecision(digits))));
}

function powerOfTen(value: number, digits: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(Math.max(0, digits - 1)).split('e');
  const raised = Array.from(String(Number(exponent)), (mark) => RAISED[mark] ?? mark).join('');
  const factor = minus(String(Number(mantissa)));
  return factor === '1' ? `10${raised}` : `${factor} × 10${raised}`;
}

/** Significant digits that an interval leaves in its value: two digits of its width, 2 to 6 altogether. */
function digitsWithin(value: number, low: number, high: number): number {
  const width = high - low;
  if (!(width > 0) || !Number.isFinite(width) || value === 0) return 4;
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(width)) + 2;
  return Math.min(6, Math.max(2, digits));
}

export interface Measured {
  readonly value: number | null;
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly beyond: 'below' | 'above' | null;
}

/** A value with its unit, as precise as its interval allows: `0.94 1/h`, `< 0.5 µg/mL`. */
export function valueWords({ value, unit, low, high, beyond }: Measured): string {
  if (value === null) return 'not determined';
  const digits = low === null || high === null ? 4 : digitsWithin(value, low, high);
  const sign = beyond === null ? '' : beyond === 'below' ? '< ' : '> ';
  return `${sign}${quantityWords(value, unit, digits)}`;
}

export function quantityWords(value: number, unit: string, digits = 4): string {
  const words = unitWords(unit);
  return `${numberWords(value, digits)}${words === '' ? '' : words === '%' ? ' %' : ` ${words}`}`;
}

/** `0.91 to 0.97`; null where there is no interval. */
export function intervalWords({ value, low, high }: Measured): string | null {
  if (low === null && high === null) return null;
  const digits = low === null || high === null ? 4 : Math.max(3, digitsWithin(value ?? low, low, high));
  if (low === null) return `up to ${numberWords(high ?? 0, digits)}`;
  if (high === null) return `from ${numberWords(low, digits)}`;
  return `${numberWords(low, digits)} to ${numberWords(high, digits)}`;
}
