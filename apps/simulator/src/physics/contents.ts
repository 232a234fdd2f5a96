/**
 * What is in one well or flask, in amounts, so that mixing is addition. Amounts of what is counted by a density are density times volume.
 * `cells` and `nutrient` are in OD uL: nutrient is counted by the cells that it can become, so that their sum is conserved.
 */
export interface Contents {
  /** uL */
  volume: number;
  /** OD uL */
  cells: number;
  /** OD uL */
  nutrient: number;
  /** nmol, that is mmol/L uL */
  iptg: number;
  /** AU uL in 1 cm, of a yellow dye at its peak */
  dye: number;
  /** AU uL in 1 cm, of the medium at 600 nm */
  colour: number;
  /** ug of product that has not matured */
  immature: number;
  /** ug of product that shines */
  mature: number;
  /** OD uL of cells that are ready to grow; the others lag */
  ready: number;
  /** OD uL of cells, times how far they are induced, 0 to 1 */
  induced: number;
}

export const CONTENTS_KEYS = ['volume', 'cells', 'nutrient', 'iptg', 'dye', 'colour', 'immature', 'mature', 'ready', 'induced'] as const;

export function emptyContents(): Contents {
  return { volume: 0, cells: 0, nutrient: 0, iptg: 0, dye: 0, colour: 0, immature: 0, mature: 0, ready: 0, induced: 0 };
}

/** Pours one into the other. */
export function pour(into: Contents, portion: Readonly<Contents>): void {
  for (const key of CONTENTS_KEYS) into[key] += portion[key];
}

/** Takes out up to `microlitres` of a well-mixed liquid; below 0 takes nothing. */
export function take(from: Contents, microlitres: number): Contents {
  const part = from.volume > 0 ? Math.min(Math.max(microlitres / from.volume, 0), 1) : 0;
  const portion = emptyContents();
  for (const key of CONTENTS_KEYS) {
    portion[key] = from[key] * part;
    from[key] = part === 1 ? 0 : from[key] - portion[key];
  }
  return portion;
}

/** An amount per volume; 0 in an empty well. */
export function per(amount: number, volume: number): number {
  return volume > 0 ? amount / volume : 0;
}
