import { KINDS_OF_CELLS, per, type Contents } from './contents';
import type { Strain } from './ecoli-bl21';

/** Part of the liquid that has to be lysis buffer, and hours (time constant) until the cells are open. Chosen. */
const [LYSIS_PART, LYSIS_TIME] = [0.3, 0.15] as const;
/** mol/L of urea from which inclusion bodies dissolve, and under which chains fold; hours (time constant) to dissolve. Chosen. */
const [DISSOLVES, FOLDS, DISSOLVING] = [4, 2, 0.3] as const;
/**
 * Folding, per hour, and mg/mL of chains at which aggregation is as fast. Chosen: half is lost at about 0.1 mg/mL, as is usual for proteins with
 * disulfides.
 */
const [FOLDING, RIVALRY] = [1, 0.04] as const;

/** Hours pass: lysis buffer opens cells, urea dissolves what they hold, and where urea is diluted it folds or aggregates. */
export function stepInclusionBodies(contents: Contents, strain: Strain, hours: number): void {
  const { volume } = contents;
  if (per(contents.lysis, volume) >= LYSIS_PART && contents.cells > 0) lyse(contents, strain, -Math.expm1(-hours / LYSIS_TIME));
  const urea = per(contents.chaotrope, volume);
  if (urea >= DISSOLVES) dissolve(contents, strain, hours);
  else if (urea < FOLDS && contents.unfolded > 0) refold(contents, hours);
}

/** Opens a part of the cells: their protein is dissolved, their inclusion bodies are not. */
function lyse(contents: Contents, { dryWeight, proteinShare }: Strain, part: number): void {
  const { cells, immature, mature, inclusion } = contents;
  const all = cells * dryWeight * proteinShare;
  const intact = per(cells, cells + contents.lysed);
  contents.protein += Math.max(all - (immature + mature + inclusion) * intact, 0) * part;
  contents.lysed += cells * part;
  contents.cells -= cells * part;
  for (const kind of KINDS_OF_CELLS) contents[kind] -= contents[kind] * part;
  contents.heat -= contents.heat * part;
}

/** Urea opens cells too. */
function dissolve(contents: Contents, strain: Strain, hours: number): void {
  const part = -Math.expm1(-hours / DISSOLVING);
  if (contents.cells > 0) lyse(contents, strain, part);
  for (const solid of ['inclusion', 'aggregate'] as const) {
    contents.unfolded += contents[solid] * part;
    contents[solid] -= contents[solid] * part;
  }
}

/**
 * Folding (first order) and aggregation (second order) compete, so that the yield falls with the concentration. The exact solution of
 * dU/dt = -k1 U - k2 U^2. Source: Kiefhaber, Rudolph, Kohler, Buchner, Nat Biotechnol 9 (1991) 825; in the end folded/U0 = ln(1 + x) / x with
 * x = k2 U0 / k1.
 */
function refold(contents: Contents, hours: number): void {
  const excess = per(contents.unfolded, contents.volume) / RIVALRY;
  const gone = -Math.expm1(-FOLDING * hours);
  const left = (contents.unfolded * (1 - gone)) / (1 + excess * gone);
  const folded = excess > 0 ? (contents.unfolded * Math.log1p(excess * gone)) / excess : 0;
  contents.insulin += folded;
  contents.aggregate += Math.max(contents.unfolded - left - folded, 0);
  contents.unfolded = left;
}

/** Part of unfolded chains, mg/mL, that folds in the end, 0 to 1. */
export function refoldingYield(concentration: number): number {
  const excess = concentration / RIVALRY;
  return excess > 0 ? Math.log1p(excess) / excess : 1;
}
