/** What the model knows of one organism. Densities (OD) are AU at 600 nm in 1 cm. */
export interface Strain {
  readonly name: string;
  /** Biosafety level. The simulated lab has organisms of level 1 only. */
  readonly biosafetyLevel: 1;
  readonly cardinal: { readonly minimum: number; readonly optimum: number; readonly maximum: number };
  readonly optimumRate: number;
  readonly saturation: number;
  readonly lag: number;
  readonly dormancy: number;
  readonly cfuPerMillilitre: number;
  readonly dryWeight: number;
  readonly proteinShare: number;
  readonly oxygenYield: number;
  readonly oxygenAffinity: number;
  readonly inducerHalf: number;
  readonly inducerHill: number;
  readonly leak: number;
  readonly inductionTime: number;
  readonly productShare: number;
  readonly lethalShare: number;
  readonly maturation: number;
  readonly constitutiveShare: number;
  readonly reporterShare: number;
  readonly ampicillin: { readonly mic: number; readonly kappa: number; readonly worst: number };
}

/**
 * Escherichia coli BL21(DE3) in LB, with a T7 expression plasmid for GFP. Where a source measured another strain, it says so. "Chosen" marks
 * what no source gave: of the right order, to be replaced by a measurement.
 */
export const ECOLI_BL21: Strain = {
  name: 'Escherichia coli BL21(DE3)',
  biosafetyLevel: 1,
  /** Cel. Rosso, Lobry, Flandrois, J Theor Biol 162 (1993) 447: E. coli 4.9, 41.3, 47.5. */
  cardinal: { minimum: 4.9, optimum: 41.3, maximum: 47.5 },
  /** Per hour at the optimum temperature. Rosso et al. 1993: 2.3. It gives 2.08 at 37 Cel, 20 min (Sezonov et al. 2007, K-12 in LB). */
  optimumRate: 2.3,
  /** OD of nutrient at half the rate (Monod). Chosen: small, so that growth is exponential to OD 0.3 (Sezonov et al. 2007). */
  saturation: 0.02,
  /** Hours at 37 Cel, of stationary cells in fresh medium. Chosen; Pla et al., BioMed Res Int 2015, 365025 find 0.4 to 2.4 at pH 5. */
  lag: 0.5,
  /** Hours without nutrient until cells need that lag again (time constant). Chosen. */
  dormancy: 1,
  /** Cells per mL at OD 1, all taken to form colonies. Volkmer, Heinemann, PLoS ONE 6 (2011) e23126, table 1: 5.9e8 to 2.1e9; 7.8e8 is within it. */
  cfuPerMillilitre: 7.8e8,
  /** g/L at OD 1. Akhtar, Jones, Metab Eng 11 (2009) 139: BL21(DE3), 0.47. */
  dryWeight: 0.47,
  /** Protein in dry weight. Neidhardt et al., Escherichia coli and Salmonella, 2nd ed. (1996), chapter 3: 0.55. */
  proteinShare: 0.55,
  /** g of dry weight per mmol of oxygen. Chosen: 2 per hour at 18 mmol/g/h. */
  oxygenYield: 0.11,
  /** mmol/L of dissolved oxygen at half the rate. Chosen, from cytochrome bo3: micromolar or below. */
  oxygenAffinity: 0.001,
  /** mmol/L of IPTG at half induction. Chosen, for lacUV5 with permease: 0.05. */
  inducerHalf: 0.05,
  /** Hill coefficient of induction. Chosen: 2, as LacI is a dimer at each operator. */
  inducerHill: 2,
  /** Expression without inducer, as a part of full induction. Chosen. */
  leak: 0.002,
  /** Hours to reach induction (time constant), while T7 polymerase builds up. Chosen. */
  inductionTime: 0.4,
  /** Product in newly made protein at full induction. Chosen, below the bound of Dong, Nilsson, Kurland, J Bacteriol 177 (1995) 1497: 0.30. */
  productShare: 0.28,
  /** Product in protein at which growth ends. Scott, Gunderson, Mateescu, Zhang, Hwa, Science 330 (2010) 1099: 0.48. */
  lethalShare: 0.48,
  /** Hours (time constant) until GFP shines. Balleza, Kim, Cluzel, Nat Methods 15 (2018) 47: EGFP, half time about 15 min at 37 Cel. */
  maturation: 0.36,
  /** GFP in newly made protein of a strain that makes it always. Chosen: bright, and hardly a burden. */
  constitutiveShare: 0.04,
  /** GFP in newly made protein of a fully induced reporter of few copies. Chosen, as the one before: it slows growth by less than a tenth. */
  reporterShare: 0.04,
  /**
   * mg/L at which growth and killing are in balance, steepness, and net rate at most over growth rate. Regoes et al., Antimicrob Agents
   * Chemother 48 (2004) 3670, table 1: E. coli with ampicillin, 3.4, 0.75, -4.0 over 0.75 per hour. The MIC by two-fold dilution is then 4 mg/L.
   */
  ampicillin: { mic: 3.4, kappa: 0.75, worst: -4 / 0.75 },
};
