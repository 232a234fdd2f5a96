import type { NumbersQuery } from './innova-44.protocol';

/** What one column of RV and RS means. */
export type ColumnName = 'speed' | 'temperature' | 'humidity' | 'co2' | 'growLamp' | 'uvLamp';

/** Where each value stands in the answers to RV and RS, counted from 0. Speed and temperature are always there. */
export type Columns = Readonly<Partial<Record<ColumnName, number>>> & { readonly speed: number; readonly temperature: number };

/** Measured values, or set points. rpm, Cel, %, %; lamps 0 or 1. */
export type Values = Readonly<Partial<Record<ColumnName, number>>> & { readonly speed: number; readonly temperature: number };

/** The header and the order of the Innova 44 manual, page 68. */
export const DOCUMENTED_HEADER = 'Shaker Speed\tTemperature\t%RH\t%CO2\tGrow Lamp\tUV Lamp';
export const DOCUMENTED_COLUMNS = { speed: 0, temperature: 1, humidity: 2, co2: 3, growLamp: 4, uvLamp: 5 } as const satisfies Columns;

const NAMES: readonly (readonly [ColumnName, RegExp])[] = [
  ['speed', /speed|rpm|agitation/i],
  ['temperature', /temp/i],
  ['humidity', /rh|humid/i],
  ['co2', /co2/i],
  ['growLamp', /grow|photo/i],
  ['uvLamp', /uv/i],
];

/**
 * The order of the columns from the answer to RP. The manual names some headers and not what separates them: TABs, else two or more
 * spaces. Null when speed or temperature is not among them, or one of them twice: then no number of this device means anything to us.
 */
export function readColumns(text: string): Columns | null {
  const headers = text
    .trim()
    .split(text.includes('\t') ? '\t' : / {2,}/)
    .map((header) => header.trim());
  const found: Partial<Record<ColumnName, number>> = {};
  for (const [index, header] of headers.entries()) {
    const name = NAMES.find(([, pattern]) => pattern.test(header))?.[0];
    if (name === undefined) continue;
    if (found[name] !== undefined) return null;
    found[name] = index;
  }
  const { speed, temperature } = found;
  return speed === undefined || temperature === undefined ? null : { ...found, speed, temperature };
}

/** The numbers of RV or RS by their meaning; null when a column is missing. */
export function valuesOf(cells: readonly string[], columns: Columns): Values | null {
  const values: Partial<Record<ColumnName, number>> = {};
  for (const [name, index] of Object.entries(columns) as [ColumnName, number][]) {
    const cell = cells[index];
    if (cell === undefined) return null;
    values[name] = Number(cell);
  }
  return values as Values;
}

/** RV and RS as the virtual device writes them, in the documented order: whole rpm and lamps, one place for the rest. */
export function valueCells(values: Required<Values>): string[] {
  const { speed, temperature, humidity, co2, growLamp, uvLamp } = values;
  return [speed.toFixed(0), temperature.toFixed(1), humidity.toFixed(1), co2.toFixed(1), `${growLamp}`, `${uvLamp}`];
}

const CELL_NAMES: Readonly<Record<Exclude<NumbersQuery, 'RV' | 'RS'>, readonly string[]>> = {
  PR: ['profile', 'step', 'temperature', 'rpm', 'reserved', 'hours', 'minutes', 'uv', 'grow'],
  PM: ['running', 'profile', 'step'],
  '?D': ['hours', 'minutes', 'seconds', 'year', 'month', 'day', 'weekday'],
};

/** The numbers of any answer by their names, RV and RS in the documented order. */
export function namedNumbers(code: NumbersQuery, cells: readonly string[]): Readonly<Record<string, number>> {
  const names = code === 'RV' || code === 'RS' ? Object.keys(DOCUMENTED_COLUMNS) : CELL_NAMES[code];
  return Object.fromEntries(names.map((name, index) => [name, Number(cells[index])]));
}
