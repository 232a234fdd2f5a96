import type { AnalysisResult, ResultValue } from '../api/generated/runs';

/** UCUM codes as people write them; what is not here stands as it is. */
const WORDS: Readonly<Record<string, string>> = {
  '{AU}': 'AU',
  '{RFU}': 'RFU',
  '{RLU}': 'RLU',
  '{count}': '',
  '1': '',
  Cel: '°C',
  '/h': 'per h',
};
const SIGNIFICANT = 4;

/** Such as `1.62 per h (1.55 to 1.69)`, `above 64 ug/mL`; why not, where there is no number. */
export function valueText({ value, unit, low, high, beyond, note }: ResultValue): string {
  if (value === null) return note ?? 'not determined';
  const amount = [rounded(value), unitText(unit)].filter(Boolean).join(' ');
  const interval =
    low === null && high === null ? '' : ` (${low === null ? 'down' : rounded(low)} to ${high === null ? 'any' : rounded(high)})`;
  return `${beyond === null ? '' : `${beyond} `}${amount}${interval}`;
}

/** The main value, or why there is none. */
export function resultText({ main, insufficient }: AnalysisResult): string {
  return main ? `${main.of === null ? '' : `${main.of}: `}${valueText(main)}` : `none: ${insufficient ?? 'not determined'}`;
}

function unitText(unit: string): string {
  // A fraction such as {RFU}/{AU} has its parts in words too.
  return WORDS[unit] ?? unit.replaceAll(/\{(AU|RFU|RLU)\}/g, '$1');
}

function rounded(value: number): string {
  const short = Number(value.toPrecision(SIGNIFICANT));
  return Math.abs(short) >= 1e6 || (short !== 0 && Math.abs(short) < 1e-3) ? short.toExponential() : String(short);
}
