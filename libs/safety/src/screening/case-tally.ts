import { TextFields, screenText, type TextField } from './screen-text';

/** Labelled texts: category -> field -> texts, as in `test/safety/cases`. */
export type LabelledCases = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** How screening did on one category. */
export interface CategoryTally {
  readonly category: string;
  readonly expected: 'clear' | 'hold';
  readonly cases: number;
  /** Texts that came out otherwise, with their field and the rules that fired. */
  readonly wrong: readonly { readonly field: string; readonly text: string; readonly rules: readonly string[] }[];
}

/** Screens labelled texts and counts what came out otherwise. @throws Error for a field that screening does not know */
export function tallyCases(cases: LabelledCases, expected: 'clear' | 'hold'): readonly CategoryTally[] {
  return Object.entries(cases).map(([category, fields]) => {
    const all = Object.entries(fields).flatMap(([field, texts]) => texts.map((text) => ({ field: knownField(field), text })));
    const wrong = all.flatMap(({ field, text }) => {
      const { outcome, findings } = screenText(text, field);
      return outcome === expected ? [] : [{ field, text, rules: findings.map(({ rule }) => rule) }];
    });
    return { category, expected, cases: all.length, wrong };
  });
}

function knownField(field: string): TextField {
  const known = TextFields.find((each) => each === field);
  if (known === undefined) throw new Error(`there is no field ${field}; there are: ${TextFields.join(', ')}`);
  return known;
}
