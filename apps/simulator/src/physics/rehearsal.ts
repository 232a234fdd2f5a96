import { pour, take, type Contents } from './contents';
import type { SimulatedLabware } from './labware';
import { takeLiquid } from './pellet';
import type { Transfer } from './transfer';

/**
 * What would be in labware after exact transfers between wells, none of which is done: what a person weighs at the end of a step. Labware that
 * is not in the lab, and bottles, give nothing. @returns contents by labware id and well, for what the transfers touch
 */
export function rehearsed(
  transfers: readonly Transfer[],
  labwareOf: (id: string) => SimulatedLabware | undefined,
): ReadonlyMap<string, ReadonlyMap<string, Contents>> {
  const copies = new Map<string, Map<string, Contents>>();
  const copyOf = (id: string, well: string): Contents | undefined => {
    const known = copies.get(id)?.get(well);
    if (known) return known;
    const there = labwareOf(id)?.contentsOf(well);
    if (!there) return undefined;
    const copy = { ...there };
    copies.set(id, (copies.get(id) ?? new Map<string, Contents>()).set(well, copy));
    return copy;
  };
  for (const { from, to, wells, microlitres, keeps } of transfers) {
    if (!('labware' in from)) continue;
    for (const well of wells) {
      const isRemoval = from.well === undefined;
      const source = copyOf(from.labware, from.well ?? well);
      if (!source) continue;
      const portion = isRemoval || keeps === 'pellet' ? takeLiquid(source, microlitres, keeps === 'pellet') : take(source, microlitres);
      const target = isRemoval ? undefined : copyOf(to, well);
      if (target) pour(target, portion);
    }
  }
  return copies;
}
