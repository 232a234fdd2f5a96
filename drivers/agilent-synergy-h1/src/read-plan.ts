import type { PlateSelection, VerbCall } from '@labwright/domain';
import type { PlateGeometry } from './parameter.protocol';
import { KNOWN_PLATES, plateGeometry } from './plate-geometry';
import { INTEGRATION, WAVELENGTHS, type WellRead, type WellRectangle } from './read-definition.protocol';
import { wellPlace, wellRectangles, type WellPlace } from './well-rectangles';

export const READ_VERBS = ['readAbsorbance', 'readFluorescence', 'readLuminescence'] as const;
export type ReadVerb = (typeof READ_VERBS)[number];

/** What a read comes to before anything is sent. */
export interface ReadPlan {
  readonly geometry: PlateGeometry;
  /** Read one after the other, in this order. */
  readonly reads: readonly WellRead[];
  /** In the order of the call. */
  readonly wells: readonly (WellPlace & { readonly name: string })[];
  /** Of the readings: name and UCUM unit. */
  readonly gives: { readonly name: string; readonly unit: string };
  /** Whether the optics have to be set to a height, and for which light. */
  readonly light: 'fluorescence' | 'luminescence' | null;
  /** What is asked for, in words that are the same for the same call. */
  readonly asked: string;
}

/** A call that this instrument cannot do; `value` with its bounds where a number is out of range. */
export type Refusal =
  | {
      readonly is: 'range';
      readonly name: string;
      readonly value: number;
      readonly min: number;
      readonly max: number;
      readonly unit: string;
    }
  | { readonly is: 'plate'; readonly why: string };

interface Parameter {
  readonly name: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const PARAMETERS: Readonly<Record<ReadVerb, readonly Parameter[]>> = {
  readAbsorbance: [{ name: 'wavelength', unit: 'nm', ...WAVELENGTHS.absorbance, step: 1 }],
  readFluorescence: [
    { name: 'excitation', unit: 'nm', ...WAVELENGTHS.fluorescence, step: 1 },
    { name: 'emission', unit: 'nm', ...WAVELENGTHS.fluorescence, step: 1 },
  ],
  readLuminescence: [{ name: 'integration', unit: 's', ...INTEGRATION }],
};

const GIVES: Readonly<Record<ReadVerb, ReadPlan['gives']>> = {
  readAbsorbance: { name: 'absorbance', unit: '{AU}' },
  readFluorescence: { name: 'fluorescence', unit: '{RFU}' },
  readLuminescence: { name: 'luminescence', unit: '{RLU}' },
};

/** What a verb of reading comes to, or why it cannot be done. */
export function planRead(verb: ReadVerb, call: VerbCall): ReadPlan | { readonly refusal: Refusal } {
  const values = new Map<string, number>();
  for (const { name, unit, min, max, step } of PARAMETERS[verb]) {
    const value = call.parameters[name] ?? NaN;
    if (!(value >= min && value <= max)) return { refusal: { is: 'range', name, value, min, max, unit } };
    // To the nearest step, without the dust of binary fractions.
    values.set(name, Math.round(Math.round(value / step) * step * 10) / 10);
  }
  if (!call.plate) return { refusal: { is: 'plate', why: 'the call names no plate' } };
  const geometry = plateGeometry(call.plate.labware);
  if (!geometry) {
    const why = `where the wells of ${call.plate.labware} are is not known; it can read ${KNOWN_PLATES.join(', ')}`;
    return { refusal: { is: 'plate', why } };
  }
  const wells = placesOf(call.plate, geometry);
  if (typeof wells === 'string') return { refusal: { is: 'plate', why: wells } };
  const of = (name: string): number => values.get(name) ?? NaN;
  return {
    geometry,
    reads: wellRectangles(wells).map((rectangle) => readOf(verb, rectangle, of)),
    wells,
    gives: GIVES[verb],
    light: verb === 'readFluorescence' ? 'fluorescence' : verb === 'readLuminescence' ? 'luminescence' : null,
    asked: JSON.stringify([verb, [...values], call.plate.labware, wells.map(({ name }) => name)]),
  };
}

function readOf(verb: ReadVerb, wells: WellRectangle, of: (name: string) => number): WellRead {
  switch (verb) {
    case 'readAbsorbance':
      return { mode: 'absorbance', wells, wavelength: of('wavelength') };
    case 'readFluorescence':
      return { mode: 'fluorescence', wells, excitation: of('excitation'), emission: of('emission') };
    case 'readLuminescence':
      return { mode: 'luminescence', wells, integration: of('integration') };
  }
}

/** The wells with their places, or what is wrong with them. */
function placesOf(plate: PlateSelection, geometry: PlateGeometry): ReadPlan['wells'] | string {
  const { rows, columns } = geometry;
  if (plate.rows !== rows || plate.columns !== columns)
    return `${plate.labware} has ${rows} rows and ${columns} columns, not ${plate.rows} and ${plate.columns}`;
  if (plate.wells.length === 0) return 'no well is selected';
  const found: (WellPlace & { name: string })[] = [];
  for (const name of plate.wells) {
    const place = wellPlace(name);
    if (!place || place.row > rows || place.column > columns) return `${plate.labware} has no well ${name}`;
    if (found.some((other) => other.name === name)) return `well ${name} is selected twice`;
    found.push({ ...place, name });
  }
  return found;
}
