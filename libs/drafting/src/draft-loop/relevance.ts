/** A text that is looked for by words, with the weight of its title in its words. */
export interface Ranked<Item> {
  readonly item: Item;
  /** 0 where no word is in it; otherwise comparable within one ranking only. */
  readonly score: number;
}

/** Saturation of a word that comes often, and how much the length counts. Source: Robertson and Zaragoza, "BM25 and beyond", 2009. */
const K1 = 1.2;
const B = 0.75;
/** A word of the title says more of a text than one of its body. */
const TITLE_WEIGHT = 3;

const FILLERS = new Set([
  'a',
  'an',
  'and',
  'at',
  'by',
  'every',
  'for',
  'from',
  'in',
  'into',
  'is',
  'it',
  'of',
  'on',
  'or',
  'the',
  'then',
  'to',
  'with',
]);

/** Words in small letters without accents; plurals by their singular where that is one letter. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !FILLERS.has(word))
    .map((word) => (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word));
}

/** Items by how well they fit the words of a query (Okapi BM25), the best first; equal ones stay in their order. Pure. */
export function ranking<Item>(
  query: string,
  items: readonly Item[],
  textOf: (item: Item) => { readonly title: string; readonly body: string },
): readonly Ranked<Item>[] {
  const wanted = new Set(wordsOf(query));
  const counted = items.map((item) => {
    const { title, body } = textOf(item);
    const words = [...Array.from({ length: TITLE_WEIGHT }, () => wordsOf(title)).flat(), ...wordsOf(body)];
    const counts = new Map<string, number>();
    for (const word of words) if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { item, counts, length: words.length };
  });
  const usual = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length);
  const rarity = new Map(
    [...wanted].map((word) => {
      const having = counted.filter(({ counts }) => counts.has(word)).length;
      return [word, Math.log(1 + (counted.length - having + 0.5) / (having + 0.5))] as const;
    }),
  );
  const scoreOf = (counts: ReadonlyMap<string, number>, length: number): number =>
    [...counts].reduce((sum, [word, count]) => {
      const norm = K1 * (1 - B + (B * length) / Math.max(1, usual));
      return sum + ((rarity.get(word) ?? 0) * count * (K1 + 1)) / (count + norm);
    }, 0);
  return counted.map(({ item, counts, length }) => ({ item, score: scoreOf(counts, length) })).toSorted((a, b) => b.score - a.score);
}
