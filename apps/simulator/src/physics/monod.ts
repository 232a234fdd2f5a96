/** Nearer than this, relative to the cells, no step of Newton's method matters. */
const ENOUGH = 1e-12;

/**
 * Cells after `effort`, the rate integrated over time, when the rate falls with the nutrient by Monod and every unit of nutrient becomes one
 * of cells; all in one unit of density. The exact solution, found to rounding; never more than cells and nutrient together.
 * Sources: Monod, Annu Rev Microbiol 3 (1949) 371; its integral, with S = C - X:
 * (1 + K/C) ln(X/X0) + (K/C) ln((C - X0)/(C - X)) = effort, as in Pirt, Principles of Microbe and Cell Cultivation (1975).
 */
export function grow(cells: number, nutrient: number, saturation: number, effort: number): number {
  if (!(cells > 0 && nutrient > 0 && effort > 0)) return cells;
  const total = cells + nutrient;
  const share = saturation / total;
  const missing = (x: number): number => (1 + share) * Math.log(x / cells) + share * Math.log(nutrient / (total - x)) - effort;
  let low = cells;
  let high = Math.min(total, cells * Math.exp(effort));
  // The rate of the start is a good guess as long as nutrient is plenty.
  let x = Math.min(cells * Math.exp((effort * nutrient) / (saturation + nutrient)), (cells + total) / 2);
  for (let round = 0; round < 60; round += 1) {
    const error = missing(x);
    if (error > 0) high = x;
    else low = x;
    const change = (error * x * (total - x)) / (saturation + total - x);
    if (Math.abs(change) <= ENOUGH * x) return Math.min(Math.max(x - change, cells), total);
    const next = x - change;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}
