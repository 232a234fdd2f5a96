import { definitionLength, encodeDefinition, parseDefinition, type ReadDefinition } from './read-definition.protocol';

/*
 * The second half of commands that take a parameter: the host sends the character, waits for ACK, and sends this.
 * Source: PyLabRobot 598b58ff, `agilent/biotek/plate_reader_base.py`.
 */

/** Commands with a parameter: home, carrier speed, incubator, plate geometry, focal height, read definition. */
export const LEAD_CHARACTERS = ['i', '&', 'g', 'y', 't', 'D'] as const;
export type LeadCharacter = (typeof LEAD_CHARACTERS)[number];

/** Where the wells of a plate are, in mm from its left and its back edge, to 0.01 mm; well centres. */
export interface PlateGeometry {
  readonly rows: number;
  readonly columns: number;
  readonly firstRowAt: number;
  readonly lastRowAt: number;
  readonly firstColumnAt: number;
  readonly lastColumnAt: number;
  readonly width: number;
  readonly length: number;
  /** With its lid. */
  readonly height: number;
}

export type Parameter =
  | { readonly to: 'i' }
  | { readonly to: '&'; readonly slow: boolean }
  /** Cel to 0.001, or null for off. */
  | { readonly to: 'g'; readonly temperature: number | null }
  | { readonly to: 'y'; readonly geometry: PlateGeometry }
  /** mm to 0.001, 4.5 to 13.88. */
  | { readonly to: 't'; readonly light: 'fluorescence' | 'luminescence'; readonly focalHeight: number }
  | { readonly to: 'D'; readonly definition: ReadDefinition };

export const FOCAL_HEIGHT = { min: 4.5, max: 13.88 } as const;
/** What the device adds to a focal height, micrometres. */
const FOCAL_ORIGIN = 14_220;
const LIGHTS = { '6': 'fluorescence', '3': 'luminescence' } as const;

/** A parameter as the wire carries it; geometry and focal height end in ETX, a definition mostly. */
export function encodeParameter(parameter: Parameter): Uint8Array {
  switch (parameter.to) {
    case 'i':
      return ascii('x');
    case '&':
      return ascii(parameter.slow ? 'S1' : 'S0');
    case 'g':
      return ascii(digits(Math.round((parameter.temperature ?? 0) * 1000), 5));
    case 'y': {
      const { rows, columns, height, ...places } = parameter.geometry;
      const { firstRowAt, lastRowAt, firstColumnAt, lastColumnAt, width, length } = places;
      const lengths = [firstRowAt, lastRowAt, firstColumnAt, lastColumnAt, width, length].map((mm) => digits(Math.round(mm * 100), 5));
      return ascii(`${digits(rows, 2)}${digits(columns, 2)}${lengths.join('')}${digits(Math.round(height * 100), 4)}\x03`);
    }
    case 't':
      return ascii(`${parameter.light === 'fluorescence' ? 6 : 3}${FOCAL_ORIGIN + Math.round(parameter.focalHeight * 1000)}\x03`);
    case 'D':
      return encodeDefinition(parameter.definition);
  }
}

/** Reads the parameter of one command; null when it is none. */
export function parseParameter(to: LeadCharacter, bytes: Uint8Array): Parameter | null {
  const text = Buffer.from(bytes).toString('latin1');
  switch (to) {
    case 'i':
      return text === 'x' ? { to } : null;
    case '&':
      return /^S[01]$/.test(text) ? { to, slow: text === 'S1' } : null;
    case 'g':
      return /^\d{5}$/.test(text) ? { to, temperature: Number(text) === 0 ? null : Number(text) / 1000 } : null;
    case 'y': {
      const geometry = parseGeometry(text);
      return geometry && { to, geometry };
    }
    case 't': {
      const match = /^([36])(\d{5})$/.exec(beforeEtx(text));
      const focalHeight = (Number(match?.[2]) - FOCAL_ORIGIN) / 1000;
      const known = match && focalHeight >= FOCAL_HEIGHT.min && focalHeight <= FOCAL_HEIGHT.max;
      return known ? { to, light: LIGHTS[match[1] as '3' | '6'], focalHeight } : null;
    }
    case 'D': {
      const definition = parseDefinition(bytes);
      return definition && { to, definition };
    }
  }
}

/**
 * Bytes of a whole parameter without a closing ETX, as far as what has come tells; null while it does not. Lengths are known, so nothing
 * looks for an end: a definition for luminescence has none. 0 means that it can be no parameter of this command.
 */
export function parameterLength(to: LeadCharacter, start: Uint8Array): number | null {
  if (to === 'D') return start.length < 4 ? null : (definitionLength(start) ?? 0);
  return { i: 1, '&': 2, g: 5, y: 38, t: 6 }[to];
}

/** Whether this parameter ends in ETX on the wire. */
export function endsInEtx(to: LeadCharacter, bytes: Uint8Array): boolean {
  if (to === 'y' || to === 't') return true;
  return to === 'D' && !isLuminescence(bytes);
}

/** Fluorescence and luminescence have the same length; the digits behind the rectangle tell them apart. */
function isLuminescence(bytes: Uint8Array): boolean {
  return /^008401\d{8}0001200100001100100000123/.test(Buffer.from(bytes).toString('latin1'));
}

function parseGeometry(text: string): PlateGeometry | null {
  const match = /^(\d\d)(\d\d)(\d{5})(\d{5})(\d{5})(\d{5})(\d{5})(\d{5})(\d{4})$/.exec(beforeEtx(text));
  if (!match) return null;
  const [rows = 0, columns = 0, ...hundredths] = match.slice(1).map(Number);
  const [firstRowAt = 0, lastRowAt = 0, firstColumnAt = 0, lastColumnAt = 0, width = 0, length = 0, height = 0] = hundredths.map(
    (value) => value / 100,
  );
  const fits = rows > 0 && columns > 0 && firstRowAt <= lastRowAt && firstColumnAt <= lastColumnAt;
  return fits ? { rows, columns, firstRowAt, lastRowAt, firstColumnAt, lastColumnAt, width, length, height } : null;
}

/** Nothing, where no ETX ends it. */
function beforeEtx(text: string): string {
  return text.endsWith('\x03') ? text.slice(0, -1) : '';
}

function digits(value: number, places: number): string {
  return String(value).padStart(places, '0');
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
