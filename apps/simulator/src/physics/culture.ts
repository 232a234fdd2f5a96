import { temperatureFactor } from './cardinal-temperature';
import { per, type Contents } from './contents';
import type { Strain } from './ecoli-bl21';
import { grow } from './monod';
import { oxygenFactor } from './oxygen';
import { killing } from './pharmacodynamics';

/** What all cultures of one plate share during one step, worked out once. */
export interface Moment {
  readonly strain: Strain;
  readonly hours: number;
  /** Growth rate at this temperature, per hour. */
  readonly rate: number;
  /** Ready over lagging cells of a fresh inoculum. */
  readonly sleepiest: number;
  /** Parts of what is missing to induction and maturity that are still missing after the step. */
  readonly uninduced: number;
  readonly immature: number;
}

/** What one well has of its own. */
export interface Surroundings {
  /** kLa, per hour. */
  readonly aeration: number;
  /** Rate of this well's cells against the strain's, about 1. */
  readonly vigour: number;
}

/** Cells count as wholly ready above this ratio of ready to lagging. */
const READIEST = 1e4;
/** Nutrient below this part of the cells is none. */
const TRACE = 1e-12;

/** A step of so many hours at a temperature of the liquid, Cel. */
export function momentOf(strain: Strain, hours: number, temperature: number): Moment {
  return {
    strain,
    hours,
    rate: strain.optimumRate * temperatureFactor(strain.cardinal, temperature),
    // So that the lag at 37 Cel is the strain's: h0 = ln(1 + 1/q0) = mu lag.
    sleepiest: 1 / Math.expm1(strain.optimumRate * temperatureFactor(strain.cardinal, 37) * strain.lag),
    uninduced: Math.exp(-hours / strain.inductionTime),
    immature: Math.exp(-hours / strain.maturation),
  };
}

/**
 * One step of a culture. Every part has its closed solution for constant surroundings; parts are coupled through their values of the
 * step's middle. Cells plus nutrient are conserved, and no amount becomes negative, however long the step.
 * Sources: lag, Baranyi, Roberts, Int J Food Microbiol 23 (1994) 277 (q' = mu q, alpha = q / (1 + q)); cost of a product,
 * Scott et al., Science 330 (2010) 1099 (rate falls linearly with its share of protein); others where they are computed.
 */
export function stepCulture(moment: Moment, contents: Contents, surroundings: Surroundings): void {
  if (contents.cells > 0 && contents.volume > 0) growOn(moment, contents, surroundings);
  const shining = contents.immature * (1 - moment.immature);
  contents.immature -= shining;
  contents.mature += shining;
}

function growOn(moment: Moment, contents: Contents, { aeration, vigour }: Surroundings): void {
  const { strain, hours } = moment;
  const nutrient = contents.nutrient / contents.volume;
  const cells = contents.cells / contents.volume;
  const starving = (strain.saturation / (strain.saturation + nutrient)) ** 2;
  const asleep = fallAsleep(moment, per(contents.ready, contents.cells), starving);
  const before = Math.min(per(contents.induced, contents.cells), 1);
  const asked = wantedInduction(strain, per(contents.iptg, contents.volume));
  const after = asked + (before - asked) * moment.uninduced;
  const rate = moment.rate * vigour;
  let awake = asleep;
  if (rate > 0 && nutrient > TRACE * cells) {
    const wholly = asleep * Math.exp(rate * hours);
    const [gfp, proinsulin] = productShares(strain, contents, (before + after) / 2);
    const share = gfp + proinsulin;
    const effort = Math.log((1 + wholly) / (1 + asleep)) * (1 - share / strain.lethalShare);
    const made = Math.min(growth(moment, cells, nutrient, effort, aeration) * contents.volume, contents.nutrient);
    contents.nutrient -= made;
    contents.immature += made * strain.dryWeight * strain.proteinShare * gfp;
    contents.inclusion += made * strain.dryWeight * strain.proteinShare * proinsulin;
    multiply(strain, contents, made);
    awake = asleep + (Math.min(wholly, READIEST) - asleep) * (1 - starving);
  }
  contents.ready = (contents.cells * awake) / (1 + awake);
  contents.induced = contents.cells * after;
}

/** Parts of newly made protein that are GFP and proinsulin, where all cells with an inducible plasmid are induced so far, 0 to 1. */
function productShares(strain: Strain, contents: Contents, induction: number): readonly [number, number] {
  const { cells, bare, dark, constitutive, reporter } = contents;
  const induced = strain.productShare * induction;
  const proinsulin = (induced * dark) / cells;
  const rest = Math.max(1 - (bare + dark + constitutive + reporter) / cells, 0);
  const modest = (strain.constitutiveShare * constitutive + strain.reporterShare * induction * reporter) / cells;
  return [induced * rest + modest, proinsulin];
}

/** Adds what was made, in all kinds of cells alike; of those that do not resist the antibiotic kills meanwhile. What it kills is lysed. */
function multiply({ ampicillin }: Strain, contents: Contents, made: number): void {
  const before = contents.cells;
  const grown = (before + made) / before;
  const sensitive = Math.max(before - contents.resistant, 0);
  const deaths = killing(ampicillin, per(contents.drug, contents.volume));
  const killed = deaths > 0 ? sensitive * (grown - grown ** (1 - deaths)) : 0;
  contents.cells = before + made - killed;
  contents.lysed += killed;
  contents.resistant *= grown;
  const rest = contents.cells / before;
  for (const key of ['bare', 'dark', 'constitutive', 'reporter', 'competent', 'fresh', 'heat'] as const) contents[key] *= rest;
}

/** Density that is added by an effort, with the oxygen of the start first, then with that of the middle. */
function growth({ strain, hours }: Moment, cells: number, nutrient: number, effort: number, aeration: number): number {
  const breath = (grown: number): number => {
    const left = nutrient - grown;
    const demand = ((effort / hours) * (cells + grown) * left) / (strain.saturation + left);
    return oxygenFactor(strain, demand, aeration);
  };
  const guess = grow(cells, nutrient, strain.saturation, effort * breath(0)) - cells;
  return grow(cells, nutrient, strain.saturation, effort * breath(guess / 2)) - cells;
}

/** Ready over lagging cells, after hours in which the more starved fall asleep the faster. */
function fallAsleep({ strain, hours, sleepiest }: Moment, ready: number, starving: number): number {
  const start = Math.min(Math.max(ready < 1 ? ready / (1 - ready) : READIEST, sleepiest), READIEST);
  return sleepiest + (start - sleepiest) * Math.exp((-hours * starving) / strain.dormancy);
}

/** The induction that an inducer, mmol/L, leads to, 0 to 1: Hill's equation on top of a leak. */
function wantedInduction({ leak, inducerHill, inducerHalf }: Strain, inducer: number): number {
  if (!(inducer > 0)) return leak;
  return leak + (1 - leak) / (1 + (inducerHalf / inducer) ** inducerHill);
}
