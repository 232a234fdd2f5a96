import { temperatureFactor } from './cardinal-temperature';
import { ECOLI_BL21 } from './ecoli-bl21';
import { SANDWICH } from './immunoassay';
import { TRUE_MIC } from './pharmacodynamics';
import { COMPETENCE } from './transformation';

/** What was put into the model, and what experiments can find again; for tests and reports only. */
export interface PhysicalConstants {
  readonly organism: string;
  /** Per hour at 37 Cel in rich medium, of cells that make no product. */
  readonly growthRate: number;
  /** The same of cells that make GFP always, and of cells whose plasmid is fully induced. */
  readonly growthRateConstitutive: number;
  readonly growthRateInduced: number;
  /** Hours at 37 Cel, of stationary cells in fresh medium. */
  readonly lag: number;
  /** Cells/mL at OD 1. */
  readonly cfuPerMillilitre: number;
  /** mmol/L of IPTG at half induction, its Hill coefficient, and expression without it as a part of full induction. */
  readonly inductionHalf: number;
  readonly inductionHill: number;
  readonly inductionLeak: number;
  /** mg/L of ampicillin for cells that do not resist: the step of a two-fold dilution from 1 mg/L, and the balance of growth and killing itself. */
  readonly mic: number;
  readonly micBalance: number;
  /** ng/mL of insulin at half of the ELISA's signal, and its Hill coefficient. */
  readonly elisaHalf: number;
  readonly elisaHill: number;
  /** CFU per ug of plasmid, before cells grow in recovery. */
  readonly competence: number;
}

const RATE = ECOLI_BL21.optimumRate * temperatureFactor(ECOLI_BL21.cardinal, 37);
const costing = (share: number): number => RATE * (1 - share / ECOLI_BL21.lethalShare);

export const PHYSICAL_CONSTANTS: PhysicalConstants = {
  organism: ECOLI_BL21.name,
  growthRate: RATE,
  growthRateConstitutive: costing(ECOLI_BL21.constitutiveShare),
  growthRateInduced: costing(ECOLI_BL21.productShare),
  lag: ECOLI_BL21.lag,
  cfuPerMillilitre: ECOLI_BL21.cfuPerMillilitre,
  inductionHalf: ECOLI_BL21.inducerHalf,
  inductionHill: ECOLI_BL21.inducerHill,
  inductionLeak: ECOLI_BL21.leak,
  mic: TRUE_MIC,
  micBalance: ECOLI_BL21.ampicillin.mic,
  elisaHalf: SANDWICH.half,
  elisaHill: SANDWICH.hill,
  competence: COMPETENCE,
};
