import { kindsWithUnit, toCanonical, type Quantity } from '@labwright/domain';
import { STOCK_MATERIALS, type Material } from '../physics/material';

/** A material as the plan of a run names it. */
export interface RunMaterial {
  readonly id: string;
  readonly name: string;
  readonly concentration?: Quantity;
}

/** Words of a name, in the order in which they are asked for: a culture is in broth too. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/overnight|stationary/i, 'overnight_culture'],
  [/colony|colonies/i, 'colony'],
  [/\biptg\b|thiogalacto/i, 'iptg'],
  [/\blb\b|broth|medium|media/i, 'lb'],
  [/water|buffer|\bpbs\b|saline/i, 'water'],
];

/** What a material of a protocol holds; null where neither its id nor its name tells. An IPTG has the concentration that the protocol gives it. */
export function contentsOf({ id, name, concentration }: RunMaterial): Material | null {
  const stock = Object.hasOwn(STOCK_MATERIALS, id) ? id : NAMES.find(([words]) => words.test(name))?.[1];
  if (stock === undefined) return null;
  const given = stock === 'iptg' && concentration !== undefined && kindsWithUnit(concentration.unit).includes('amount_concentration');
  return given ? { iptg: toCanonical('amount_concentration', concentration) } : (STOCK_MATERIALS[stock] ?? null);
}
