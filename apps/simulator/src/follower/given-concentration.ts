import { kindsWithUnit, toCanonical, type Quantity } from '@labwright/domain';

/** The concentration that a protocol gives a material, in the kinds that it can be asked for; each undefined where it is of another kind. */
export interface Given {
  /** mmol/L */
  readonly amount?: number;
  /** mg/mL; a percentage is taken as grams in 100 mL. */
  readonly mass?: number;
}

/** Milligrams in a millilitre of what a name writes, such as `100 µg/mL`. */
const WRITTEN: readonly (readonly [RegExp, number])[] = [
  [/([\d.]+)\s*(?:[uµμ]g\/mL|mg\/L)\b/i, 0.001],
  [/([\d.]+)\s*(?:mg\/mL|g\/L)\b/i, 1],
];

/** Of the field `concentration`; where it is absent, of the first mass concentration in the name. */
export function givenConcentration(concentration: Quantity | undefined, name: string): Given {
  if (!concentration) {
    for (const [pattern, factor] of WRITTEN) {
      const value = Number(pattern.exec(name)?.[1]);
      if (Number.isFinite(value)) return { mass: value * factor };
    }
    return {};
  }
  const kinds = kindsWithUnit(concentration.unit);
  if (kinds.includes('amount_concentration')) return { amount: toCanonical('amount_concentration', concentration) };
  if (kinds.includes('mass_concentration')) return { mass: toCanonical('mass_concentration', concentration) };
  return kinds.includes('fraction') ? { mass: toCanonical('fraction', concentration) * 10 } : {};
}
