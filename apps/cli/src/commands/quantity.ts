import { InvalidArgumentError } from 'commander';

export interface Quantity {
  readonly value: number;
  readonly unit: string;
}
export type Quantities = Readonly<Record<string, Quantity>>;

/** `name=45 Cel`: a number with its unit. The blank may be left out; a number without a unit is not taken. */
const QUANTITY = /^([A-Za-z]\w{0,63})=\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?:\s+(\S.*)|([^\s\d.].*))$/;

/** Reads one more parameter of an option. @throws InvalidArgumentError */
export function quantity(text: string, before: Quantities = {}): Quantities {
  const [, name, value, apart, attached] = QUANTITY.exec(text) ?? [];
  const unit = apart ?? attached;
  if (name === undefined || value === undefined || unit === undefined)
    throw new InvalidArgumentError(`A name, a number and a unit (UCUM) are needed, such as "warmth=45 Cel".`);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...before, [name]: { value: Number(value), unit: unit.trim() } };
}

/** `name=value`, one more of an option. @throws InvalidArgumentError */
export function pair(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('name=value is needed.');
  const name = text.slice(0, at);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...before, [name]: text.slice(at + 1) };
}

export function quantityText({ value, unit }: Quantity): string {
  return unit === '1' ? String(value) : `${value} ${unit}`;
}
