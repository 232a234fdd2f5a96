/** A number of a text with its unit as the language has it, and where it stands. */
export interface SaidQuantity {
  readonly value: number;
  readonly unit: string;
  /** As it was written. */
  readonly words: string;
  /** Place of its first digit. */
  readonly at: number;
}

const NUMBER = String.raw`(\d{1,6}(?:[.,]\d{1,6})?)`;
const TEMPERATURE = String.raw`(°\s?C|℃|degC|degrees? C\w*|C)\b`;
const TIME = String.raw`(hours?|hrs?|h|minutes?|min|seconds?|sec|s)\b`;
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:°\s?C|℃|degC|degrees? C\w*|C)$/, 'Cel'],
  [/^(?:hours?|hrs?|h)$/, 'h'],
  [/^(?:minutes?|min)$/, 'min'],
  [/^(?:seconds?|sec|s)$/, 's'],
  [/^(?:mM|mmol\/L)$/, 'mmol/L'],
  [/^(?:[µμu]M|[µμu]mol\/L)$/, 'umol/L'],
  [/^rpm$/, '{rpm}'],
];
const UNIT_WORDS = { T: TEMPERATURE, D: TIME, C: String.raw`(mM|mmol\/L|[µμu]M|[µμu]mol\/L)`, R: String.raw`(rpm)\b` } as const;

/**
 * A pattern for a text: `#T`, `#D`, `#C` and `#R` are a number with a unit of temperature, duration, concentration and speed, `#` alone is a
 * number, `...` up to 90 characters of the same sentence in which none of the words after a quantity that is meant elsewhere stands.
 */
export function saying(pattern: string): RegExp {
  const gap = String.raw`(?:(?!express|shock|induc|recover|incubat|grow)[^.;]){0,90}?`;
  const source = pattern
    .replaceAll('...', gap)
    .replaceAll(/#([TDCR])/g, (_, unit: keyof typeof UNIT_WORDS) => String.raw`${NUMBER}\s*${UNIT_WORDS[unit]}`)
    .replaceAll('#', NUMBER);
  return new RegExp(source, 'id');
}

/** What a pattern finds first; null where it finds nothing. `unit` is for a pattern whose number has none. */
export function found(text: string, pattern: RegExp, unit = ''): SaidQuantity | null {
  const match = pattern.exec(text);
  const at = match?.indices?.[1]?.[0];
  if (!match?.[1] || at === undefined) return null;
  const words = text.slice(at, match.indices?.[2]?.[1] ?? at + match[1].length);
  return { value: Number(match[1].replace(',', '.')), unit: unitOf(match[2]) ?? unit, words, at };
}

/** Every number of a text that has a unit. At most 200. */
export function quantitiesSaid(text: string): readonly SaidQuantity[] {
  const any = new RegExp(String.raw`(?<![\w.])${NUMBER}\s*(?:${Object.values(UNIT_WORDS).join('|')})`, 'gd');
  return [...text.matchAll(any)].slice(0, 200).map((match) => {
    const unit = match.slice(2).find((each) => each !== undefined);
    return { value: Number(match[1]?.replace(',', '.')), unit: unitOf(unit) ?? '', words: match[0], at: match.index };
  });
}

function unitOf(words: string | undefined): string | undefined {
  return words === undefined ? undefined : UNITS.find(([form]) => form.test(words.trim()))?.[1];
}

const SECONDS: Readonly<Record<string, number>> = { h: 3_600, min: 60, s: 1 };

/** A value in another unit of the same kind; null where the units are of two kinds. Durations and concentrations are all that differ. */
export function inUnit({ value, unit }: { readonly value: number; readonly unit: string }, wanted: string): number | null {
  if (unit === wanted) return value;
  const [from, to] = [SECONDS[unit], SECONDS[wanted]];
  if (from !== undefined && to !== undefined) return Number(((value * from) / to).toPrecision(9));
  if (unit === 'umol/L' && wanted === 'mmol/L') return value / 1_000;
  return null;
}
