import { KINDS_OF_CELLS, take, type Contents } from './contents';
import { intactPart } from './dissolved-protein';
import type { Strain } from './ecoli-bl21';

/** uL that stay in a well or tube when a person takes its liquid out. Chosen. */
export const RESIDUE = 2;
/** Water in cells, and between the cells of a pellet. Sources: Neidhardt et al., Escherichia coli and Salmonella, 2nd ed. (1996), chapter 3: 0.7; chosen. */
const [WATER_IN_CELLS, WATER_BETWEEN] = [0.7, 0.3] as const;
/** What a centrifuge brings to the bottom. */
const SEDIMENTS = ['cells', ...KINDS_OF_CELLS, 'heat', 'inclusion', 'aggregate', 'settled'] as const;

/**
 * Takes up to so many microlitres out, but never the last two; with `keepsPellet` what a centrifuge has brought to the bottom stays, and with the
 * cells the GFP in them. @returns what was taken
 */
export function takeLiquid(from: Contents, microlitres: number, keepsPellet: boolean): Contents {
  const inCells = intactPart(from);
  const portion = take(from, Math.min(microlitres, Math.max(from.volume - RESIDUE, 0)));
  if (!keepsPellet) return portion;
  const stays = (key: (typeof SEDIMENTS)[number] | 'immature' | 'mature', part: number): void => {
    from[key] += portion[key] * part;
    portion[key] -= portion[key] * part;
  };
  for (const key of SEDIMENTS) stays(key, 1);
  for (const key of ['immature', 'mature'] as const) stays(key, inCells);
  return portion;
}

/** mg of the wet pellet that a centrifuge would make of it. */
export function pelletMass(contents: Contents, { dryWeight }: Strain): number {
  const { cells, inclusion, aggregate } = contents;
  // What is in cells is in their dry weight already.
  const dry = cells * dryWeight + inclusion * (1 - intactPart(contents)) + aggregate;
  return dry / (1 - WATER_IN_CELLS) / (1 - WATER_BETWEEN) / 1000;
}
