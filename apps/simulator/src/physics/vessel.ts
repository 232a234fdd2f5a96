import { liquidHeight, wellShape } from '@labwright/analysis';
import { LabError } from '@labwright/domain';
import { labwareType, type LabwareType } from '@labwright/labware';
import { flaskAeration, wellAeration } from './oxygen';

/** What the physics of one type of labware needs; lengths in mm, surfaces in mm2, volumes in uL. */
export interface Vessel {
  readonly type: string;
  /** Its compartments; a flask has one, `A1`. */
  readonly wells: readonly string[];
  readonly brim: number;
  /** Of the liquid, open to the air. */
  readonly surface: number;
  /** Hours in which the liquid nears the temperature around it (time constant). */
  readonly settling: number;
  /** Part of evaporation and oxygen that its own closure lets through. */
  readonly opening: number;
  /** AU of its bottom. */
  readonly bottom: number;
  height(microlitres: number): number;
  /** kLa, per hour. */
  aeration(microlitres: number, rpm: number): number;
}

/** Diameter of a round compartment of the same surface, hours to settle, opening, AU of the bottom. All chosen where no standard sets them. */
interface Build {
  readonly diameter: number;
  readonly settling: number;
  readonly opening: number;
  readonly bottom: number;
}

const WELLS: Readonly<Record<string, Build>> = {
  'plate-96-clear-flat': { diameter: 6.6, settling: 0.1, opening: 1, bottom: 0.04 },
  'plate-384-clear-flat': { diameter: 3.5, settling: 0.08, opening: 1, bottom: 0.04 },
  'deep-well-96': { diameter: 7.9, settling: 0.2, opening: 1, bottom: 3 },
  'tube-rack-1.5ml': { diameter: 8.7, settling: 0.08, opening: 0.02, bottom: 3 },
};

/** Vessels that no nest of the catalogue holds: `diameter` is that of the vessel, `brim` its size. Flasks have a vented cap. */
const FLASKS: Readonly<Record<string, Build & { readonly brim: number }>> = {
  'erlenmeyer-250ml': { diameter: 80, settling: 0.25, opening: 0.1, bottom: 0.04, brim: 250_000 },
  'vial-20ml': { diameter: 25, settling: 0.15, opening: 0.1, bottom: 0.04, brim: 20_000 },
};

/** @throws LabError NOT_FOUND for a type that has no physics */
export function vesselOf(type: string): Vessel {
  const well = Object.hasOwn(WELLS, type) ? WELLS[type] : undefined;
  const known = labwareType(type);
  if (well && known) return wellPlate(known, well);
  const flask = Object.hasOwn(FLASKS, type) ? FLASKS[type] : undefined;
  if (flask) return roundFlask(type, flask);
  const types = [...Object.keys(WELLS), ...Object.keys(FLASKS)].join(', ');
  throw new LabError('NOT_FOUND', `the simulated lab has no labware of type ${type}; it has ${types}`, { kind: 'labware type', id: type });
}

function wellPlate(type: LabwareType, { diameter, ...build }: Build): Vessel {
  const surface = circle(diameter);
  const shape = wellShape(type.id);
  return {
    ...build,
    type: type.id,
    wells: wellNames(type),
    brim: type.wellVolume.max,
    surface,
    height: (microlitres) => (shape ? liquidHeight(shape, microlitres) : microlitres / surface),
    aeration: (microlitres, rpm) => wellAeration(diameter, surface, microlitres, rpm),
  };
}

function roundFlask(type: string, { diameter, brim, ...build }: Build & { readonly brim: number }): Vessel {
  const surface = circle(diameter);
  return {
    ...build,
    type,
    wells: ['A1'],
    brim,
    surface,
    height: (microlitres) => microlitres / surface,
    aeration: (microlitres, rpm) => flaskAeration(diameter, surface, microlitres, rpm),
  };
}

function wellNames({ rows, columns }: LabwareType): readonly string[] {
  const letters = Array.from({ length: rows }, (_, row) => String.fromCharCode(65 + row));
  return letters.flatMap((letter) => Array.from({ length: columns }, (_, column) => `${letter}${column + 1}`));
}

function circle(diameter: number): number {
  return (Math.PI * diameter * diameter) / 4;
}
