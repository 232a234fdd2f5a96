import { temperatureFactor } from './cardinal-temperature';
import { per, type Contents } from './contents';
import type { Strain } from './ecoli-bl21';

/** CFU per ug of plasmid, of cells that were made competent well. Chosen: as sold for cloning. */
export const COMPETENCE = 1e8;
/** Cel above which the heat shock works. */
export const SHOCK = 40;
/** Seconds above that which work best. Chosen, so that 30 to 45 s at 42 Cel are about equal: usual protocols, such as Froger, Hall, J Vis Exp 6 (2007) 253. */
const BEST_SECONDS = 25;
/** What is left of the efficiency without any shock. Chosen. */
const UNSHOCKED = 0.02;
/** ng of plasmid in 50 uL of competent cells (650 OD uL) at which half of the efficiency is left. Chosen: nearly linear to 1 ng. */
const [SATURATING, USUAL_CELLS] = [20, 650] as const;
/** No more of the cells than this take up DNA. Chosen. */
const MOST = 0.01;
/** Hours (time constant) at 37 Cel until a new plasmid protects its cell. Chosen: most do after the usual hour. */
const EXPRESSION = 0.33;
/** Density of nutrient, OD, with which recovery begins. Chosen. */
const RECOVERS = 0.5;

/** Part of the best efficiency after seconds above 40 Cel, 0 to 1: it rises to an optimum, and falls as cells die. Chosen form. */
export function shockFactor(seconds: number): number {
  const part = seconds / BEST_SECONDS;
  return UNSHOCKED + (1 - UNSHOCKED) * part * Math.exp(1 - part);
}

/** Cells that take up DNA, CFU, when `competent` OD uL with `nanograms` of plasmid were hot for so many seconds. */
export function transformants(strain: Strain, competent: number, nanograms: number, seconds: number): number {
  const effective = nanograms / (1 + (nanograms * USUAL_CELLS) / (SATURATING * competent));
  const most = MOST * competent * (strain.cfuPerMillilitre / 1000);
  return Math.min(COMPETENCE * (effective / 1000) * shockFactor(seconds), most);
}

/** Hours pass at a temperature of the liquid, of which `hot` seconds above 40 Cel. Medium ends the shock: then it is known who got a plasmid. */
export function stepTransformation(contents: Contents, strain: Strain, hours: number, temperature: number, hot: number): void {
  contents.heat += contents.competent * hot;
  if (contents.competent > 0 && per(contents.nutrient, contents.volume) >= RECOVERS) recover(contents, strain);
  if (!(contents.fresh > 0)) return;
  const pace = temperatureFactor(strain.cardinal, temperature) / temperatureFactor(strain.cardinal, 37);
  const expressed = contents.fresh * -Math.expm1((-hours * pace) / EXPRESSION);
  contents.fresh -= expressed;
  contents.resistant += expressed;
}

function recover(contents: Contents, strain: Strain): void {
  const { competent, dna, heat } = contents;
  const perCell = strain.cfuPerMillilitre / 1000;
  const changed = dna > 0 ? transformants(strain, competent, dna, heat / competent) / perCell : 0;
  contents.fresh += changed;
  contents.bare = Math.max(contents.bare - changed, 0);
  contents.competent = 0;
  contents.heat = 0;
}

/**
 * Seconds above a temperature, Cel, while something goes from `start` towards `around` for so many hours, first order with a time constant in
 * hours.
 */
export function secondsAbove(limit: number, start: number, around: number, settling: number, hours: number): number {
  const total = hours * 3600;
  const isHot = start >= limit;
  if (isHot === around >= limit) return isHot ? total : 0;
  const crossing = settling * 3600 * Math.log((around - start) / (around - limit));
  return isHot ? Math.min(crossing, total) : Math.max(total - crossing, 0);
}
