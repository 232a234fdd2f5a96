import { LabError } from '@labwright/domain';
import { CONTENTS_KEYS, emptyContents, KINDS_OF_CELLS, type Contents, type ContentsKey } from './contents';

/**
 * What one microlitre of a material holds; what is absent is 0. Kinds of cells are parts of its cells, 0 to 1; `ready` 0 is from a stationary
 * culture. The others are concentrations: OD, mmol/L (`iptg`, `tmb`), mol/L (`acid`, `chaotrope`), mg/mL (proteins), mg/L (`drug`,
 * `capture`), ug/mL (`dna`), AU in 1 cm (dyes at their peaks, `colour` at 600 nm), parts of working strength (`bradford`, `conjugate`, `lysis`).
 */
export type Material = Readonly<Partial<Record<Exclude<ContentsKey, 'volume'>, number>>>;

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

const SHARES: ReadonlySet<ContentsKey> = new Set<ContentsKey>(KINDS_OF_CELLS);

/** Some microlitres of a material. @throws LabError INPUT_INVALID for a volume below 0 or none at all */
export function portionOf(material: Material, microlitres: number): Contents {
  needVolume(microlitres);
  const portion = { ...emptyContents(), volume: microlitres };
  for (const key of CONTENTS_KEYS) {
    if (key === 'volume') continue;
    const whole = SHARES.has(key) ? (material.cells ?? 0) * microlitres : microlitres;
    portion[key] = (material[key] ?? 0) * whole;
  }
  return portion;
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
