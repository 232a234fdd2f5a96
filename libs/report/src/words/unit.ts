/** UCUM units that people write in another way. */
const WORDS: Readonly<Record<string, string>> = {
  '1': '',
  '{count}': '',
  Cel: '°C',
  '[degF]': '°F',
  '/h': '1/h',
  'h-1': '1/h',
  '/min': '1/min',
};
const MICRO = /(?<![A-Za-z])u(?=(?:L|l|g|m|mol|M|s|A|V)(?![A-Za-z]))/g;

/** A UCUM unit as people write it: `{AU}` is AU, `Cel` °C, `umol/L` µmol/L; empty for a plain number. */
export function unitWords(ucum: string): string {
  const known = WORDS[ucum];
  if (known !== undefined) return known;
  return ucum
    .replace(/^\{count\}(?=\/)/, '1')
    .replaceAll(/\{([^{}]*)\}/g, '$1')
    .replaceAll(/\[([^[\]]*)\]/g, '$1')
    .replace(/^\//, '1/')
    .replaceAll(MICRO, 'µ')
    .replaceAll('.', '·');
}

/** A name with its unit: `Dose (µg/mL)`. */
export function withUnit(label: string, ucum: string): string {
  const unit = unitWords(ucum);
  return unit === '' ? label : `${label} (${unit})`;
}
