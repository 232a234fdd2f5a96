/**
 * What may be in one well or flask, each with its unit: amounts, so that mixing is addition. Amounts of what is counted by a density are
 * density times volume. `cells` and `nutrient` are in OD uL: nutrient is counted by the cells that it can become, so that their sum is
 * conserved. Kinds of cells are parts of `cells`; what belongs to no kind carries a plasmid with a GFP that IPTG induces.
 */
export const CONTENTS = {
  volume: 'uL',
  cells: 'OD uL',
  nutrient: 'OD uL',
  /** That is mmol/L uL. */
  iptg: 'nmol',
  /** In 1 cm, of a yellow dye at its peak. */
  dye: 'AU uL',
  /** In 1 cm, of a blue dye at its peak. */
  blue: 'AU uL',
  /** In 1 cm, of a red dye at its peak. */
  red: 'AU uL',
  /** In 1 cm, of the medium at 600 nm. */
  colour: 'AU uL',
  /** GFP that has not matured. */
  immature: 'ug',
  /** GFP that shines. */
  mature: 'ug',
  /** Cells that are ready to grow; the others lag. */
  ready: 'OD uL',
  /** Cells, times how far they are induced, 0 to 1. */
  induced: 'OD uL',
  /** Cells without a plasmid. */
  bare: 'OD uL',
  /** Cells whose plasmid makes proinsulin. */
  dark: 'OD uL',
  /** Cells that make GFP without being asked. */
  constitutive: 'OD uL',
  /** Cells whose plasmid of few copies has a GFP that IPTG induces, which costs them little. */
  reporter: 'OD uL',
  /** Cells that the antibiotic does nothing to. */
  resistant: 'OD uL',
  /** Cells that DNA can get into. */
  competent: 'OD uL',
  /** Cells that have got a plasmid and do not resist yet. */
  fresh: 'OD uL',
  /** Competent cells, times the seconds that they were above 40 Cel. */
  heat: 's OD uL',
  /** Plasmid. */
  dna: 'ng',
  /** Ampicillin: that is mg/L uL. */
  drug: 'ng',
  /** Cells that were broken. */
  lysed: 'OD uL',
  /** Dissolved protein that is not the product. */
  protein: 'ug',
  /** Insulin or proinsulin, dissolved and folded. */
  insulin: 'ug',
  /** Proinsulin, dissolved and denatured. */
  unfolded: 'ug',
  /** Proinsulin in inclusion bodies, in cells or out of them. */
  inclusion: 'ug',
  /** Proinsulin that aggregated while it was refolded. */
  aggregate: 'ug',
  /** Lysis buffer. */
  lysis: 'uL',
  /** Urea or guanidine. */
  chaotrope: 'umol',
  /** Bradford reagent as it is used. */
  bradford: 'uL',
  /** Protein that the Bradford reagent has stained. */
  stained: 'ug',
  /** Stained protein that has settled and shows no longer. */
  settled: 'ug',
  /** Antibody to coat plates with. */
  capture: 'ng',
  /** Antibody with peroxidase, as much as there is in so much of it as it is used. */
  conjugate: 'uL',
  /** Tetramethylbenzidine that nothing has oxidised. */
  tmb: 'nmol',
  /** Tetramethylbenzidine that peroxidase has oxidised. */
  oxidised: 'nmol',
  /** Of the stop solution. */
  acid: 'umol',
} as const;

export type ContentsKey = keyof typeof CONTENTS;
export type Contents = { -readonly [Key in keyof typeof CONTENTS]: number };

export const CONTENTS_KEYS = Object.keys(CONTENTS) as readonly ContentsKey[];

/** Parts of `cells`, which grow and die with them. */
export const KINDS_OF_CELLS = ['ready', 'induced', 'bare', 'dark', 'constitutive', 'reporter', 'resistant', 'competent', 'fresh'] as const;

const EMPTY = Object.fromEntries(CONTENTS_KEYS.map((key) => [key, 0])) as Contents;

export function emptyContents(): Contents {
  return { ...EMPTY };
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
