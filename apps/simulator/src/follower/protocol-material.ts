import type { Quantity } from '@labwright/domain';
import { STOCK_MATERIALS, type Material } from '../physics/material';
import { cellsIn } from './cells-in';
import { givenConcentration } from './given-concentration';
import { substanceIn } from './substance';

/** A material as the plan of a run names it. */
export interface RunMaterial {
  readonly id: string;
  readonly name: string;
  readonly concentration?: Quantity;
}

const MEDIUM = /\blb\b|\bsoc\b|\bsob\b|broth|medium|\bmedia\b|\bagar\b|mueller|\bmhb\b/i;
const PLAIN = /water|buffer|\bpbs\b|saline|diluent|\btris\b|chloride/i;

/**
 * What a material of a protocol holds; null where neither its id nor its name tells. Cells are looked for first, then a substance, then medium,
 * then buffer: `LB with 100 mg/L ampicillin` is medium with an antibiotic. A concentration is that of the substance. The words are in the
 * README of the physics.
 */
export function contentsOf({ id, name, concentration }: RunMaterial): Material | null {
  const words = `${id.replaceAll(/[_-]/g, ' ')} ${name}`;
  const given = givenConcentration(concentration, name);
  const own = Object.hasOwn(STOCK_MATERIALS, id) ? STOCK_MATERIALS[id] : undefined;
  const found = cellsIn(id, name, words, given) ?? substanceIn(words, given, MEDIUM.test(name)) ?? own;
  if (found) return found;
  if (MEDIUM.test(name)) return STOCK_MATERIALS['lb'] ?? null;
  return PLAIN.test(name) ? (STOCK_MATERIALS['water'] ?? null) : null;
}

/** Whether a person fills it in on a balance, as its name says, so that no pipette's error is in it. */
export function isWeighed({ name }: RunMaterial): boolean {
  return /\bon a balance\b/i.test(name);
}
