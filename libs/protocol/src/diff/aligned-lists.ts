import canonicalize from 'canonicalize';
import { isRecord } from '../pointer';

/** Two items of two lists that are one and the same; undefined where the other list has none. `at` is the place in the newer list, or of a removed one in the older. */
export interface AlignedItem {
  readonly at: number;
  readonly before: unknown;
  readonly after: unknown;
}

/** So many items without an equal are looked at on either side; each is compared with each. */
const MOST_UNLIKE = 100;

/**
 * Items of two lists without ids, side by side: what is equal stays together in the longest common order, and what lies between goes to the
 * item that it is most like, so that one item put in front changes one and not all. In the order of the newer list, removed ones last.
 */
export function alignLists(before: readonly unknown[], after: readonly unknown[]): readonly AlignedItem[] {
  const partner = equalItems(
    before.map((item) => canonicalize(item)),
    after.map((item) => canonicalize(item)),
  );
  const taken = new Set(partner.values());
  const free = [...before.entries()].filter(([j]) => !taken.has(j)).slice(0, MOST_UNLIKE);
  const open = [...after.entries()].filter(([i]) => !partner.has(i)).slice(0, MOST_UNLIKE);
  const pairs = open.flatMap(([i, item]) => free.map(([j, other]) => ({ i, j, like: likenessOf(other, item) })));
  // Those that are most alike first; of equals, in the order of the lists.
  for (const { i, j, like } of pairs.toSorted((x, y) => y.like - x.like)) {
    if (like === 0 || partner.has(i) || taken.has(j)) continue;
    partner.set(i, j);
    taken.add(j);
  }
  return [
    ...after.map((item, at) => ({ at, before: before[partner.get(at) ?? -1], after: item })),
    ...before.flatMap((item, at) => (taken.has(at) ? [] : [{ at, before: item, after: undefined }])),
  ];
}

/** Place in `b` -> place in `a` of the equal items of one longest common order. */
function equalItems(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): Map<number, number> {
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const partner = new Map<number, number>();
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (a[i] === b[j]) partner.set(j++, i++);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return partner;
}

/** Fields that two items have alike; 0 where they have nothing in common. */
function likenessOf(before: unknown, after: unknown): number {
  if (!isRecord(before) || !isRecord(after)) return 0;
  return Object.keys(after).filter((key) => canonicalize(before[key]) === canonicalize(after[key])).length;
}
