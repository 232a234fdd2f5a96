import { ASSAY_EXAMPLES } from './assay-examples';
import { CURVE_EXAMPLES } from './curve-examples';
import { REGRESSION_EXAMPLES } from './regression-examples';
import { STATISTICS_EXAMPLES } from './statistics-examples';
import { toleranceOf, type WorkedExample } from './worked-example';

/** Every published value that a formula of this library is held to. */
export const WORKED_EXAMPLES: readonly WorkedExample[] = [
  ...REGRESSION_EXAMPLES,
  ...CURVE_EXAMPLES,
  ...STATISTICS_EXAMPLES,
  ...ASSAY_EXAMPLES,
];

/** What one example came to. */
export interface Checked {
  readonly example: WorkedExample;
  /** NaN when the formula threw; `error` says what. */
  readonly value: number;
  /** (value - published) / published; the difference itself where 0 was published. */
  readonly relativeDifference: number;
  readonly ok: boolean;
  readonly error?: string;
}

export function checkExample(example: WorkedExample): Checked {
  const published = Number(example.published);
  try {
    const value = example.compute();
    const difference = value - published;
    return {
      example,
      value,
      relativeDifference: published === 0 ? difference : difference / Math.abs(published),
      ok: Math.abs(difference) <= toleranceOf(example),
    };
  } catch (error) {
    return {
      example,
      value: Number.NaN,
      relativeDifference: Number.NaN,
      ok: false,
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Formulas that the library gives away and no example holds, and examples of formulas that it does not give away. */
export function unmatched(exported: Readonly<Record<string, unknown>>): { readonly withoutExample: string[]; readonly unknown: string[] } {
  const formulas = Object.keys(exported).filter((name) => typeof exported[name] === 'function');
  const held = new Set(WORKED_EXAMPLES.map(({ formula }) => formula));
  return { withoutExample: formulas.filter((name) => !held.has(name)), unknown: [...held].filter((name) => !formulas.includes(name)) };
}
