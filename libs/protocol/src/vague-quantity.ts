import { canonicalUnit, kindsWithUnit, unitsOf, type QuantityKind } from '@labwright/domain';
import type { DiagnosticCode } from './diagnostic';
import { nearest } from './suggestion';

/** How a quantity that is no quantity is reported. */
export interface QuantityFault {
  readonly code: Extract<DiagnosticCode, 'E_UNIT' | 'E_VAGUE' | 'E_SCHEMA'>;
  readonly message: string;
  readonly allowed: readonly string[];
  readonly suggestion: string;
}

/** Words that people write for a value, and the value that is usually meant; offered, never assumed. */
const VAGUE: readonly (readonly [words: RegExp, value: string])[] = [
  [/^(rt|r\.t\.|room ?temp(erature)?|ambient( temperature)?)$/, '{value: 22, unit: Cel}'],
  [/^(on )?ice$|^ice[- ]cold$/, '{value: 0, unit: Cel}'],
  [/^(body|physiological) temperature$/, '{value: 37, unit: Cel}'],
  [/^cold( room)?$|^in the fridge$/, '{value: 4, unit: Cel}'],
  [/^over ?night$|^o\/?n$/, '{value: 16, unit: h}'],
  [/^briefly$|^a moment$|^shortly$|^quickly$/, '{value: 10, unit: s}'],
  [/^a few minutes$|^some minutes$|^a while$/, '{value: 5, unit: min}'],
  [/^gently$|^slowly$|^gentle$/, '{value: 300, unit: "{rpm}"}'],
  [/^vigorously$|^fast$|^vigorous$/, '{value: 1000, unit: "{rpm}"}'],
];

/** How people write a unit -> its UCUM code. */
const SPELLINGS: Readonly<Record<string, string>> = {
  c: 'Cel', '°c': 'Cel', degc: 'Cel', celsius: 'Cel', f: '[degF]', '°f': '[degF]', k: 'K', rpm: '{rpm}', sec: 's', secs: 's', second: 's',
  seconds: 's', mins: 'min', minute: 'min', minutes: 'min', hr: 'h', hrs: 'h', hour: 'h', hours: 'h', day: 'd', days: 'd', ul: 'uL', 'µl': 'uL',
  'μl': 'uL', ml: 'mL', l: 'L', mm: 'mmol/L', um: 'umol/L', 'µm': 'umol/L', nm: 'nmol/L', 'mg/ml': 'mg/mL',
  au: '{AU}', od: '{AU}', rfu: '{RFU}', rlu: '{RLU}', percent: '%',
}; // prettier-ignore

/** The known unit that a spelling stands for, of one of the kinds where these are given. */
export function unitMeant(spelling: string, kinds: readonly QuantityKind[]): string | undefined {
  const fits = (code: string) => kindsWithUnit(code).some((kind) => kinds.length === 0 || kinds.includes(kind));
  if (fits(spelling)) return spelling;
  const lower = spelling.trim().toLowerCase();
  const own = kinds.flatMap((kind) => unitsOf(kind)).find((code) => code.toLowerCase() === lower);
  const spelt = Object.hasOwn(SPELLINGS, lower) ? SPELLINGS[lower] : undefined;
  // Short units are all alike; a slip in a word can be told.
  const names = Object.keys(SPELLINGS).filter((each) => each.length > 2 && fits(SPELLINGS[each] ?? ''));
  const code = own ?? spelt ?? (lower.length > 3 ? SPELLINGS[nearest(lower, names) ?? ''] : undefined);
  return code !== undefined && fits(code) ? code : undefined;
}

/** A quantity as it would be written in the document. */
export function written(value: number | string, unit: string): string {
  return `{value: ${value}, unit: ${/[{}[\]%/]|^1$/.test(unit) ? `"${unit}"` : unit}}`;
}

/** Every unit of the kinds. */
export function allowedUnits(kinds: readonly QuantityKind[]): readonly string[] {
  return [...new Set(kinds.flatMap((kind) => unitsOf(kind)))];
}

/** What is wrong with a value that stands where a quantity should, such as 45, "RT" or "45 C". `kinds` as from expectedKinds. */
export function quantityFault(value: unknown, kinds: readonly QuantityKind[]): QuantityFault {
  const what = kinds.length > 0 ? kinds.join(' or ').replaceAll('_', ' ') : 'quantity';
  const allowed = allowedUnits(kinds);
  const unit = kinds[0] ? canonicalUnit(kinds[0]) : 'Cel';
  if (typeof value === 'number') {
    return {
      code: 'E_UNIT',
      message: `${value} has no unit; a ${what} is written with one`,
      allowed,
      suggestion: `write ${written(value, unit)}`,
    };
  }
  if (typeof value !== 'string') {
    return {
      code: 'E_SCHEMA',
      message: `a ${what} is written as {value, unit}`,
      allowed,
      suggestion: `write ${written('<number>', unit)}`,
    };
  }
  const text = value.trim().slice(0, 60);
  const shown = JSON.stringify(text);
  const number = /^([-+]?\d+(?:\.\d+)?)\s*(\S*)$/.exec(text);
  if (number?.[1]) {
    const meant = unitMeant(number[2] ?? '', kinds) ?? unit;
    const suggestion = `write ${written(Number(number[1]), meant)}`;
    return { code: 'E_UNIT', message: `${shown} is text; a ${what} is written as {value, unit}`, allowed, suggestion };
  }
  const usual = VAGUE.find(
    ([words, meaning]) => words.test(text.toLowerCase()) && allowed.some((code) => meaning === written(numberIn(meaning), code)),
  );
  const suggestion = `write ${usual?.[1] ?? written('<number>', unit)}${usual ? ', if that is meant' : ''}`;
  return { code: 'E_VAGUE', message: `${shown} says no ${what}`, allowed, suggestion };
}

function numberIn(meaning: string): number {
  return Number(/value: (-?[\d.]+)/.exec(meaning)?.[1]);
}
