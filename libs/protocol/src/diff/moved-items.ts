interface Placed {
  readonly id: string;
  readonly list: string;
}

/**
 * Items that both have and that stand elsewhere: in another list, or in another order than the others of their list. Of two orders the
 * longest common one stays where it is, so that one step that moves to the front is one that moved, not all the others.
 */
export function movedItems(before: readonly Placed[], after: readonly Placed[]): ReadonlySet<string> {
  const old = new Map(before.map((item, place) => [item.id, { ...item, place }]));
  const moved = new Set<string>();
  const places = new Map<string, { id: string; place: number }[]>();
  for (const { id, list } of after) {
    const earlier = old.get(id);
    if (!earlier) continue;
    if (earlier.list !== list) moved.add(id);
    else places.set(list, [...(places.get(list) ?? []), { id, place: earlier.place }]);
  }
  for (const items of places.values()) {
    const stays = longestRise(items.map(({ place }) => place));
    for (const [i, { id }] of items.entries()) if (!stays.has(i)) moved.add(id);
  }
  return moved;
}

/** Indices of one longest increasing subsequence (patience sorting). */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [i, value] of numbers.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tails[low - 1] : undefined;
    tails[low] = i;
  }
  const rise = new Set<number>();
  for (let at = tails.at(-1); at !== undefined; at = before[at]) rise.add(at);
  return rise;
}
