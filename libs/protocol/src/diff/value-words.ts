import { kindsWithUnit, toCanonical, toleranceToCanonical, type Quantity } from '@labwright/domain';
import { isRecord } from '../pointer';
import { numberWords, quantityWords } from '../render/quantity-words';
import { wellWords } from '../render/well-words';

const WELL = /^[A-Z]\d{1,2}$/;

/** True for `{value, unit, tolerance?}`. */
export function isQuantity(value: unknown): value is Quantity {
  return isRecord(value) && typeof value['value'] === 'number' && typeof value['unit'] === 'string';
}

/** True for what is one thing for people: a quantity, a parameter in its place, the content of a well, a list of such. */
export function isWhole(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => !isRecord(each) || isWhole(each));
  if (!isRecord(value) || isQuantity(value)) return true;
  const keys = Object.keys(value).join();
  return keys === 'param' || keys === 'role' || keys === 'role,sample' || keys === 'labware,well';
}

/** A value of a protocol in words, such as `37 °C ± 0.5`, `parameter warmth`, `A1 to A4`. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number') return numberWords(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const list = value as unknown[];
    if (list.length === 0) return 'none';
    const wells = list.filter((each): each is string => typeof each === 'string' && WELL.test(each));
    return wells.length === list.length ? wellWords(wells) : list.map((each) => valueWords(each)).join(', ');
  }
  if (isQuantity(value)) return quantityWords(value);
  if (!isRecord(value)) return JSON.stringify(value);
  if (typeof value['param'] === 'string') return `parameter ${value['param']}`;
  if (isWhole(value))
    return Object.values(value)
      .map((each) => valueWords(each))
      .join(' ');
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => `${name} ${valueWords(each)}`)
    .join(', ');
}

/** Whether two quantities are the same amount in other units, such as 36 min and 0.6 h. */
export function isSameAmount(before: unknown, after: unknown): boolean {
  if (!isQuantity(before) || !isQuantity(after) || before.unit === after.unit) return false;
  const kind = kindsWithUnit(before.unit).find((each) => kindsWithUnit(after.unit).includes(each));
  if (kind === undefined) return false;
  const [low, high] = [toleranceToCanonical(kind, before), toleranceToCanonical(kind, after)];
  if ((low === undefined) !== (high === undefined)) return false;
  return isNear(toCanonical(kind, before), toCanonical(kind, after)) && isNear(low ?? 0, high ?? 0);
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
