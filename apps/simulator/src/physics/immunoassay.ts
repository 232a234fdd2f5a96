import { per, type Contents } from './contents';
import { peak, type Band } from './peak';

/** What is bound to the plastic of one well, each as a part of what it can hold; no pipette takes it away. */
export interface Coating {
  /** Of the plastic, by antibody. */
  capture: number;
  /** Of the antibody, by antigen. */
  antigen: number;
  /** Of the antigen at full occupancy, by antibody with peroxidase. */
  label: number;
}

/**
 * The sandwich of this lab. `half`, ng/mL of insulin at half occupancy, and `hill` chosen within the range of kits for human insulin, 0.1 to 7
 * ng/mL; so a four-parameter fit finds them again.
 */
export const SANDWICH = { half: 2, hill: 1.2 } as const;
/** mg/L of antibody at which half of the plastic is coated. Chosen: 2 mg/L, as is usual, coats nearly all. */
const CAPTURE_HALF = 0.1;
/** Of the working strength, at which half of the antigen is labelled. Chosen. */
const CONJUGATE_HALF = 0.2;
/** Of all sites, where label binds without antigen. Chosen. */
const UNSPECIFIC = 0.012;
/** Hours (time constants), of coating, and of binding in a plate that is shaken and in one that stands. Chosen: about an hour to the end. */
const COATING = 0.33;
const ANTIGEN = { shaken: 0.2, still: 0.6 } as const;
const LABEL = { shaken: 0.13, still: 0.35 } as const;
/** Hours (time constant) until it comes off again: days, for antibodies. Chosen. */
const DISSOCIATION = 40;
/** nmol of substrate that a well with all sites labelled turns over in an hour: 2.5 AU at 450 nm after 15 min. Chosen. */
const TURNOVER = 64;
/** Of that, by one microlitre of conjugate as it is used, left in the well by poor washing. Chosen: a well holds far more than it binds. */
const FREE_ACTIVITY = 0.25;
/** mol/L of acid that stops the peroxidase. Chosen. */
const STOPPED = 0.1;
/**
 * 1/(mmol/L cm) of oxidised tetramethylbenzidine: of the blue complex, and of the yellow diimine in acid. Source: Josephy, Eling, Mason, J Biol
 * Chem 257 (1982) 3669: 39,000 at 652 nm and 59,000 at 450 nm. The blue one's second band, at 370 nm, has about half of it.
 */
const [BLUE_STRENGTH, YELLOW_STRENGTH] = [39, 59] as const;
const BLUE: Band = [652, 50];
const VIOLET: Band = [370, 30];
const YELLOW: Band = [450, 35];

export function barePlastic(): Coating {
  return { capture: 0, antigen: 0, label: 0 };
}

/** Part of the antibody that insulin, ng/mL, occupies in the end. */
export function occupancy(nanograms: number): number {
  return nanograms > 0 ? 1 / (1 + (SANDWICH.half / nanograms) ** SANDWICH.hill) : 0;
}

/**
 * Hours pass in one well. What binds takes nothing noticeable out of the liquid; temperature plays no part. First order towards occupancy,
 * as at a surface with one kind of site (Langmuir, J Am Chem Soc 40 (1918) 1361).
 */
export function stepImmunoassay(contents: Contents, coating: Coating, hours: number, shaken: boolean): void {
  const { volume, acid } = contents;
  const pace = shaken ? 'shaken' : 'still';
  const coats = per(contents.capture, volume);
  coating.capture = bind(coating.capture, coats / (coats + CAPTURE_HALF), COATING, hours);
  coating.antigen = bind(coating.antigen, occupancy(per(contents.insulin, volume) * 1e6), ANTIGEN[pace], hours);
  const before = coating.label;
  const conjugate = per(contents.conjugate, volume);
  const sites = coating.antigen * coating.capture + UNSPECIFIC;
  const labels = (sites * conjugate * (1 + CONJUGATE_HALF)) / (conjugate + CONJUGATE_HALF);
  coating.label = bind(before, labels, LABEL[pace], hours);
  if (!(contents.tmb > 0) || per(acid, volume) >= STOPPED) return;
  const activity = (before + coating.label) / 2 + FREE_ACTIVITY * contents.conjugate;
  const turned = Math.min(contents.tmb, activity * TURNOVER * hours);
  contents.tmb -= turned;
  contents.oxidised += turned;
}

/** AU in 1 cm of the substrate's colour: blue, and yellow in acid. */
export function substrateColour({ oxidised, acid, volume }: Contents, wavelength: number): number {
  if (!(oxidised > 0)) return 0;
  const strength =
    per(acid, volume) >= STOPPED
      ? YELLOW_STRENGTH * peak(wavelength, YELLOW)
      : BLUE_STRENGTH * (peak(wavelength, BLUE) + peak(wavelength, VIOLET) / 2);
  return per(oxidised, volume) * strength;
}

/** Towards `end` where that is more, and off slowly where it is less. */
function bind(bound: number, end: number, time: number, hours: number): number {
  const constant = end > bound ? time : DISSOCIATION;
  return end + (bound - end) * Math.exp(-hours / constant);
}
