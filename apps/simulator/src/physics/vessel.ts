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
  /** Of the catalogue: what no plan draws off. */
  readonly dead: number;
  /** Of the liquid, open to the air. */
  readonly surface: number;
  /** Hours in which the liquid nears the temperature around it (time constant). */
  readonly settling: number;
  /** Part of the evaporation of an open surface that its own shape lets through. */
  readonly opening: number;
  /** Part of the oxygen that its own shape lets through. */
  readonly air: number;
  /** AU of its bottom. */
  readonly bottom: number;
  height(microlitres: number): number;
  /** kLa, per hour. */
  aeration(microlitres: number, rpm: number): number;
}

/** How oxygen gets in: into a well that is shaken, or into a flask by the film on its wall. */
type Aeration = 'well' | 'flask' | 'baffled';

/** Diameter of a round compartment of the same surface, hours to settle, opening, air, AU of the bottom. All chosen where no standard sets them. */
interface Build {
  readonly aeration: Aeration;
  readonly diameter: number;
  readonly settling: number;
  readonly opening: number;
  readonly air: number;
  readonly bottom: number;
}

/**
 * kLa of a baffled flask over that of a smooth one. Chosen: baffles raise oxygen transfer, and from flask to flask it is poorly reproducible
 * (J Biol Eng 8 (2014) 18, doi 10.1186/1754-1611-8-18), so that no source gives one number.
 */
const BAFFLES = 2.5;

const plate = { aeration: 'well', opening: 1, air: 1 } as const;
/** The neck holds vapour back more than oxygen, which the culture draws in. Chosen. */
const flask = { aeration: 'baffled', opening: 0.3, air: 1, bottom: 0.04 } as const;

/**
 * One for each type of the labware catalogue. Diameters of flasks: the outer one of ISO 1773 less 1.5 mm of glass on each side, and that of
 * the 125 mL size, which ISO 1773 lacks, chosen between its neighbours.
 */
const BUILDS: Readonly<Record<string, Build>> = {
  'plate-96-clear-flat': { ...plate, diameter: 6.6, settling: 0.1, bottom: 0.04 },
  'plate-384-clear-flat': { ...plate, diameter: 3.5, settling: 0.08, bottom: 0.04 },
  'deep-well-96': { ...plate, diameter: 7.9, settling: 0.2, bottom: 3 },
  // 3 s: 50 uL in a thin wall that a block touches.
  'tube-rack-1.5ml': { aeration: 'well', diameter: 8.7, settling: 3 / 3600, opening: 0.02, air: 0.1, bottom: 3 },
  'flask-125-baffled': { ...flask, diameter: 64, settling: 0.2 },
  'flask-250-baffled': { ...flask, diameter: 82, settling: 0.25 },
  'flask-500-baffled': { ...flask, diameter: 102, settling: 0.35 },
  // A stirring bar makes a vortex as a shaker does; that the law of flasks holds for it is chosen.
  'vial-20ml': { aeration: 'flask', diameter: 25, settling: 0.15, opening: 0.3, air: 1, bottom: 0.04 },
  'agar-plate': { ...plate, diameter: 88, settling: 0.15, bottom: 1 },
  reservoir: { ...plate, diameter: 99, settling: 0.5, bottom: 3 },
};

/** @throws LabError NOT_FOUND for a type that has no physics */
export function vesselOf(type: string): Vessel {
  const build = Object.hasOwn(BUILDS, type) ? BUILDS[type] : undefined;
  const known = labwareType(type);
  if (build && known) return built(known, build);
  const types = Object.keys(BUILDS).join(', ');
  throw new LabError('NOT_FOUND', `the simulated lab has no labware of type ${type}; it has ${types}`, { kind: 'labware type', id: type });
}

function built(type: LabwareType, { aeration, diameter, settling, opening, air, bottom }: Build): Vessel {
  const surface = circle(diameter);
  const shape = wellShape(type.id);
  return {
    type: type.id,
    wells: wellNames(type),
    brim: type.wellVolume.max,
    dead: type.wellVolume.dead,
    surface,
    settling,
    opening,
    air,
    bottom,
    height: (microlitres) => (shape ? liquidHeight(shape, microlitres) : microlitres / surface),
    aeration: (microlitres, rpm) => {
      if (aeration === 'well') return wellAeration(diameter, surface, microlitres, rpm);
      return flaskAeration(diameter, surface, microlitres, rpm) * (aeration === 'baffled' ? BAFFLES : 1);
    },
  };
}

function wellNames({ rows, columns }: LabwareType): readonly string[] {
  const letters = Array.from({ length: rows }, (_, row) => String.fromCharCode(65 + row));
  return letters.flatMap((letter) => Array.from({ length: columns }, (_, column) => `${letter}${column + 1}`));
}

function circle(diameter: number): number {
  return (Math.PI * diameter * diameter) / 4;
}
