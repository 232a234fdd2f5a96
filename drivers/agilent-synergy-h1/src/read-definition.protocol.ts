/*
 * What `D` takes: which wells are read, how, and at which wavelength. Digits of fixed places; the first four are the length of the rest
 * without ETX, the last two a checksum. Source: PyLabRobot 598b58ff, `agilent/biotek/plate_reader_base.py` and its tests; the length was
 * found here and holds for every published definition. The meaning of the constant digits is not public.
 */

/** Wells from corner to corner, counted from 1, both corners included. */
export interface WellRectangle {
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly lastRow: number;
  readonly lastColumn: number;
}

/** One read, or a shake. */
export type ReadDefinition =
  /** `wavelength` in nm, 230 to 999. */
  | { readonly mode: 'absorbance'; readonly wells: WellRectangle; readonly wavelength: number }
  /** Wavelengths in nm, 250 to 700. */
  | { readonly mode: 'fluorescence'; readonly wells: WellRectangle; readonly excitation: number; readonly emission: number }
  /** `integration` in s, 0.2 to 19.8 in steps of 0.2. */
  | { readonly mode: 'luminescence'; readonly wells: WellRectangle; readonly integration: number }
  /** `duration` in s, 1 to 960; `amplitude` in mm, 1 to 6. */
  | { readonly mode: 'shake'; readonly shape: 'linear' | 'orbital'; readonly amplitude: number; readonly duration: number };

/** A read of wells; everything but a shake. */
export type WellRead = Exclude<ReadDefinition, { mode: 'shake' }>;

export const WAVELENGTHS = { absorbance: { min: 230, max: 999 }, fluorescence: { min: 250, max: 700 } } as const;
export const INTEGRATION = { min: 0.2, max: 19.8, step: 0.2 } as const;
/** Longest shake of one definition, s. Longer ones are started again. */
export const MAX_SHAKE = 960;
/** Cycles per minute of each amplitude in mm. Source: as above, `shake`. */
export const SHAKE_CYCLES: Readonly<Record<number, number>> = { 1: 1096, 2: 731, 3: 567, 4: 493, 5: 410, 6: 360 };

const ETX = '\x03';
/** What each mode adds to the sum of its characters before the checksum is cut to two digits. */
const CHECKSUM_OFFSET: Readonly<Record<ReadDefinition['mode'], number>> = { absorbance: 0, fluorescence: 7, luminescence: 8, shake: 73 };

/** The definition as the wire carries it. Luminescence alone has no ETX. */
export function encodeDefinition(definition: ReadDefinition): Uint8Array {
  const text = digits(definition);
  return Uint8Array.from(Buffer.from(text + definitionChecksum(definition.mode, text) + etx(definition.mode), 'latin1'));
}

/** Two digits over everything in front of them. */
export function definitionChecksum(mode: ReadDefinition['mode'], text: string): string {
  const sum = [...Buffer.from(text, 'latin1')].reduce((total, byte) => total + byte, CHECKSUM_OFFSET[mode]);
  return String(sum % 100).padStart(2, '0');
}

/** Bytes of a whole definition without ETX, once its first four have come; null for what is no length. */
export function definitionLength(start: Uint8Array): number | null {
  const text = Buffer.from(start.slice(0, 4)).toString('latin1');
  return /^00\d\d$/.test(text) ? 4 + Number(text) : null;
}

/** Reads a definition; null when it is none, is out of range or has a wrong checksum. */
export function parseDefinition(bytes: Uint8Array): ReadDefinition | null {
  const text = Buffer.from(bytes).toString('latin1');
  for (const [pattern, read] of READERS) {
    const match = pattern.exec(text.endsWith(ETX) ? text.slice(0, -1) : text);
    if (!match) continue;
    const definition = read(match.slice(1).map(Number));
    // The same bytes again: checksum and ETX are right.
    return inRange(definition) && text === Buffer.from(encodeDefinition(definition)).toString('latin1') ? definition : null;
  }
  return null;
}

/** True when every number is one that the device takes. Corners have to be in order. */
export function inRange(definition: ReadDefinition): boolean {
  if (definition.mode === 'shake') {
    const { amplitude, duration } = definition;
    return SHAKE_CYCLES[amplitude] !== undefined && within(duration, { min: 1, max: MAX_SHAKE });
  }
  const { firstRow, firstColumn, lastRow, lastColumn } = definition.wells;
  const ordered =
    firstRow >= 1 && firstColumn >= 1 && firstRow <= lastRow && firstColumn <= lastColumn && lastRow <= 99 && lastColumn <= 99;
  switch (definition.mode) {
    case 'absorbance':
      return ordered && within(definition.wavelength, WAVELENGTHS.absorbance);
    case 'fluorescence':
      return ordered && within(definition.excitation, WAVELENGTHS.fluorescence) && within(definition.emission, WAVELENGTHS.fluorescence);
    case 'luminescence':
      return ordered && definition.integration >= INTEGRATION.min && definition.integration <= INTEGRATION.max;
  }
}

type Reader = readonly [RegExp, (numbers: readonly number[]) => ReadDefinition];

const RECTANGLE = String.raw`(\d\d)(\d\d)(\d\d)(\d\d)`;
const READERS: readonly Reader[] = [
  [
    new RegExp(`^004701${RECTANGLE}000120010000110010000010600008(\\d{4})1\\d\\d$`),
    ([r1, c1, r2, c2, wavelength = 0]) => ({ mode: 'absorbance', wells: rectangle(r1, c1, r2, c2), wavelength }),
  ],
  [
    new RegExp(`^008401${RECTANGLE}0001200100001100100000135000100200200(\\d{4})000(\\d{4})000000000000000000210011\\d\\d$`),
    ([r1, c1, r2, c2, excitation = 0, emission = 0]) => ({
      mode: 'fluorescence',
      wells: rectangle(r1, c1, r2, c2),
      excitation,
      emission,
    }),
  ],
  [
    new RegExp(`^008401${RECTANGLE}000120010000110010000012300(\\d\\d)(\\d\\d)200200-001000-003000000000000000000013510\\d\\d$`),
    ([r1, c1, r2, c2, fives = 0, fifties = 0]) => ({
      mode: 'luminescence',
      wells: rectangle(r1, c1, r2, c2),
      integration: Math.round((fives / 5 + fifties / 50) * 10) / 10,
    }),
  ],
  [
    /^0033010101010100002000000013(\d{3})([01])([1-6])01\d\d$/,
    ([duration = 0, shape, amplitude = 0]) => ({ mode: 'shake', shape: shape === 1 ? 'orbital' : 'linear', amplitude, duration }),
  ],
];

function digits(definition: ReadDefinition): string {
  switch (definition.mode) {
    case 'absorbance':
      return `004701${corners(definition.wells)}000120010000110010000010600008${places(definition.wavelength, 4)}1`;
    case 'fluorescence': {
      const { excitation, emission } = definition;
      const light = `${places(excitation, 4)}000${places(emission, 4)}`;
      return `008401${corners(definition.wells)}0001200100001100100000135000100200200${light}000000000000000000210011`;
    }
    case 'luminescence': {
      const fifths = Math.round(definition.integration / INTEGRATION.step);
      const time = `${places(Math.floor(fifths / 5) * 5, 2)}${places((fifths % 5) * 10, 2)}`;
      return `008401${corners(definition.wells)}000120010000110010000012300${time}200200-001000-003000000000000000000013510`;
    }
    case 'shake': {
      const { duration, shape, amplitude } = definition;
      return `0033010101010100002000000013${places(duration, 3)}${shape === 'orbital' ? 1 : 0}${amplitude}01`;
    }
  }
}

function etx(mode: ReadDefinition['mode']): string {
  return mode === 'luminescence' ? '' : ETX;
}

function corners({ firstRow, firstColumn, lastRow, lastColumn }: WellRectangle): string {
  return [firstRow, firstColumn, lastRow, lastColumn].map((place) => places(place, 2)).join('');
}

function rectangle(firstRow = 0, firstColumn = 0, lastRow = 0, lastColumn = 0): WellRectangle {
  return { firstRow, firstColumn, lastRow, lastColumn };
}

function places(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

function within(value: number, range: { readonly min: number; readonly max: number }): boolean {
  return Number.isInteger(value) && value >= range.min && value <= range.max;
}
