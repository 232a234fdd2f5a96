import type { Contents } from './contents';

/** Part of GFP and inclusion bodies that is still inside of cells, 0 to 1. */
export function intactPart({ cells, lysed }: Contents): number {
  return cells + lysed > 0 ? cells / (cells + lysed) : 0;
}

/** All protein in solution, ug: what a dye assay sees. */
export function dissolvedProtein(contents: Contents): number {
  const { protein, insulin, unfolded, immature, mature } = contents;
  return protein + insulin + unfolded + (immature + mature) * (1 - intactPart(contents));
}
