import { skeletonOf, type Word } from './word-stream';

/**
 * Classes of words, by name: `virulen*` any word that begins so, `sick` that word, `host range` those words beside each other. Written for
 * patterns of several classes near each other; no class means anything alone unless a pattern says so.
 */
export type ClassTable<C extends string> = Readonly<Record<C, string>>;

interface Entry<C> {
  readonly of: C;
  readonly words: readonly { readonly text: string; readonly begins: boolean }[];
}

/** Which classes each word of a text belongs to. A phrase counts at its first word. Linear in the number of words. */
export class WordClasses<C extends string> {
  private readonly byStart = new Map<string, Entry<C>[]>();

  /** @param table each class with its words, separated by commas */
  constructor(table: ClassTable<C>) {
    for (const [of, list] of Object.entries(table) as [C, string][]) {
      for (const each of list.split(',')) {
        const words = each
          .trim()
          .split(/\s+/)
          .map((word) => ({ text: skeletonOf(word.replace('*', '')), begins: word.endsWith('*') }));
        const start = startOf(words[0]!.text);
        const entries = this.byStart.get(start);
        if (entries) entries.push({ of, words });
        else this.byStart.set(start, [{ of, words }]);
      }
    }
  }

  classesAt(words: readonly Word[], at: number): readonly C[] {
    const found = new Set<C>();
    for (const { of, words: phrase } of this.byStart.get(startOf(words[at]!.skeleton)) ?? []) {
      const matches = phrase.every(({ text, begins }, i) => {
        const skeleton = words[at + i]?.skeleton;
        return skeleton !== undefined && (begins ? skeleton.startsWith(text) : skeleton === text);
      });
      if (matches) found.add(of);
    }
    return [...found];
  }
}

/** No stem is shorter than this; shorter words are filed as they are. */
const START = 3;

function startOf(skeleton: string): string {
  return skeleton.slice(0, START);
}

/** Words of several classes near each other. */
export interface Pattern<C extends string> {
  readonly rule: string;
  readonly category: string;
  readonly message: string;
  readonly needs: readonly C[];
  /** Words that make it something else, if they are as near. */
  readonly unless?: readonly C[];
}

export interface PatternHit<C extends string> {
  readonly pattern: Pattern<C>;
  readonly first: number;
  readonly last: number;
}

/** Words between the first and the last one of a pattern. */
const WITHIN = 16;

/**
 * Finds patterns: one word of each class that it needs, in any order, in one sentence and no further apart than 16 words. Each rule is
 * reported where it is first found. Linear in the number of words.
 */
export function findPatterns<C extends string>(
  words: readonly Word[],
  classes: WordClasses<C>,
  patterns: readonly Pattern<C>[],
): readonly PatternHit<C>[] {
  const of = words.map((_word, i) => classes.classesAt(words, i));
  const hits: PatternHit<C>[] = [];
  const found = new Set<string>();
  const latest = new Map<C, number>();
  for (let i = 0; i < words.length; i++) {
    if (of[i]!.length === 0) continue;
    for (const each of of[i]!) latest.set(each, i);
    for (const pattern of patterns) {
      if (found.has(pattern.rule) || !pattern.needs.some((each) => of[i]!.includes(each))) continue;
      const first = firstOf(pattern, latest, words, i);
      if (first === null || hasOneOf(pattern.unless ?? [], of, words, first, i)) continue;
      found.add(pattern.rule);
      hits.push({ pattern, first, last: i });
    }
  }
  return hits;
}

function firstOf<C extends string>(
  { needs }: Pattern<C>,
  latest: ReadonlyMap<C, number>,
  words: readonly Word[],
  last: number,
): number | null {
  let first = last;
  for (const each of needs) {
    const at = latest.get(each);
    if (at === undefined || last - at > WITHIN || words[at]!.sentence !== words[last]!.sentence) return null;
    first = Math.min(first, at);
  }
  return first;
}

/** Around the pattern too: "keep apart" may come before or after. */
const AROUND = 5;

function hasOneOf<C extends string>(
  unless: readonly C[],
  of: readonly (readonly C[])[],
  words: readonly Word[],
  first: number,
  last: number,
): boolean {
  if (unless.length === 0) return false;
  for (let k = Math.max(0, first - AROUND); k < Math.min(words.length, last + AROUND + 1); k++)
    if (words[k]!.sentence === words[first]!.sentence && of[k]!.some((each) => unless.includes(each))) return true;
  return false;
}
