/**
 * AU in 1 cm at its peak of 1 mg/mL of a dye. Sources: specific absorbances of JECFA's specifications of food colours: tartrazine 530 at 426 nm,
 * brilliant blue FCF 1630 at 630 nm, Allura red AC 540 at 504 nm, each of a solution of 1 g in 100 mL.
 */
export const DYE_STRENGTH = { dye: 53, blue: 163, red: 54 } as const;

/** g/mol. Sources: PubChem 164825, 19700, 33258. */
export const DYE_MASS = { dye: 534.4, blue: 792.8, red: 496.4 } as const;

/** Da. Sources: human insulin 5808 (DrugBank DB00030); proinsulin of 86 residues 9394. */
export const [INSULIN_MASS, PROINSULIN_MASS] = [5808, 9394] as const;

/** g/mol of ampicillin. Source: PubChem 6249. */
export const AMPICILLIN_MASS = 349.4;

/** What a material has where its protocol gives no concentration; in the units of `Material`. All chosen, as they are commonly used. */
export const USUAL = {
  /** mg/L of ampicillin in a medium for selection, and in the stock of it. */
  selection: 100,
  ampicillin: 100_000,
  /** mg/mL of a protein standard, and of protein in a buffer that blocks. */
  protein: 2,
  blocking: 10,
  /** mg/mL of an insulin standard. */
  insulin: 0.001,
  /** mg/L of antibody to coat with, and of conjugate as it is used. */
  capture: 2,
  conjugate: 0.5,
  /** mmol/L of tetramethylbenzidine. */
  tmb: 1,
  /** mol/L of the stop solution, of urea to dissolve inclusion bodies. */
  acid: 1,
  chaotrope: 8,
  /** ug/mL of plasmid. */
  dna: 1,
  /** OD of competent cells, 1e10 in a millilitre. */
  competent: 13,
} as const;
