import { LabError } from '@labwright/domain';
import { emptyContents, type Contents } from './contents';

/** What one microlitre of a material holds; what is absent is 0. */
export interface Material {
  /** OD of cells. */
  readonly cells?: number;
  /** Part of the cells that needs no lag, 0 to 1. Default 0: from a stationary culture. */
  readonly ready?: number;
  /** OD that the nutrient can still become. */
  readonly nutrient?: number;
  /** mmol/L */
  readonly iptg?: number;
  /** AU in 1 cm, yellow dye at its peak. */
  readonly dye?: number;
  /** AU in 1 cm at 600 nm, of the liquid itself. */
  readonly colour?: number;
}

/** LB carries E. coli to OD 7: Sezonov, Joseleau-Petit, D'Ari, J Bacteriol 189 (2007) 8746. Its colour is chosen. */
const LB = { nutrient: 7, colour: 0.03 };

/** mmol/L of IPTG in a stock bottle, where a protocol does not say. */
const IPTG_STOCK = 100;

/**
 * Materials that every simulated lab has; a protocol's own are defined beside them. `media` and `alt_media` are the bottles of the
 * bioreactor. A colony is meant as suspended in 100 uL of medium.
 */
export const STOCK_MATERIALS: Readonly<Record<string, Material>> = {
  water: {},
  buffer: {},
  lb: LB,
  media: LB,
  inoculated_lb: { ...LB, cells: 0.05 },
  overnight_culture: { cells: 6.9, nutrient: 0.1, colour: 0.03 },
  colony: { cells: 1, nutrient: 6, colour: 0.03 },
  iptg: { iptg: IPTG_STOCK },
  alt_media: { iptg: IPTG_STOCK },
  dye: { dye: 10 },
};

/** Some microlitres of a material. @throws LabError INPUT_INVALID for a volume below 0 or none at all */
export function portionOf(material: Material, microlitres: number): Contents {
  needVolume(microlitres);
  const { cells = 0, ready = 0, nutrient = 0, iptg = 0, dye = 0, colour = 0 } = material;
  return {
    ...emptyContents(),
    volume: microlitres,
    cells: cells * microlitres,
    ready: cells * ready * microlitres,
    nutrient: nutrient * microlitres,
    iptg: iptg * microlitres,
    dye: dye * microlitres,
    colour: colour * microlitres,
  };
}

/** @throws LabError NOT_FOUND for a material that nobody has defined */
export function materialNamed(materials: ReadonlyMap<string, Material>, name: string): Material {
  const found = materials.get(name);
  if (found) return found;
  throw new LabError('NOT_FOUND', `the simulated lab has no ${name}; it has ${[...materials.keys()].join(', ')}: define it first`, {
    kind: 'material',
    id: name,
  });
}

/** @throws LabError INPUT_INVALID unless it is 0 or more microlitres */
export function needVolume(microlitres: number): void {
  if (microlitres >= 0 && Number.isFinite(microlitres)) return;
  throw new LabError('INPUT_INVALID', `${microlitres} uL cannot be pipetted`, { path: 'volume', allowed: ['0 or more'] });
}
