import type { Word } from './word-stream';

/** A name to look for, as words. */
export interface SoughtName<T> {
  readonly words: readonly { readonly skeleton: string }[];
  readonly value: T;
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  readonly names: { readonly lengths: readonly number[]; readonly letters: number; readonly value: T }[];
}

/** One place where a name stands: the words from `first` to `last`, both of it. */
export interface NameHit<T> {
  readonly value: T;
  readonly first: number;
  readonly last: number;
}

/** A name of fewer letters is only found with its own words: "so man" is no soman of four. */
const MIN_JOINED = 5;
/** A name of this many letters is found wherever its words were cut. */
const LONG = 8;
/** Words that stand beside each other in any text, so that two of them are no shorter name cut in two: "ric in", "so man". */
const EVERYDAY = new Set(
  'a an and are as at be but by can did do for from had has he her him his i if in is it its man me men my no not of on one or our out own she so the to too two up us was we who you'.split(
    ' ',
  ),
);
const LETTERS = /^[a-z]+$/;

/**
 * Finds names in words, also where their words were run together ("bacillusanthracis") or cut ("e bola", "ric-in"); with a plural s or es.
 * Names begin and end where a word does, so that "pricing" and "fabric in" have none. Linear in the length of the text: from each word the
 * walk goes no further than the longest name.
 */
export class NameTrie<T> {
  private readonly root: Node<T> = { next: new Map(), names: [] };

  constructor(names: Iterable<SoughtName<T>>) {
    for (const { words, value } of names) {
      let node = this.root;
      for (const character of words.map(({ skeleton }) => skeleton).join('')) {
        let next = node.next.get(character);
        if (!next) node.next.set(character, (next = { next: new Map(), names: [] }));
        node = next;
      }
      const lengths = words.map(({ skeleton }) => skeleton.length);
      node.names.push({ lengths, letters: lengths.reduce((sum, length) => sum + length, 0), value });
    }
  }

  find(words: readonly Word[]): readonly NameHit<T>[] {
    const hits: NameHit<T>[] = [];
    for (let first = 0; first < words.length; first++) this.findFrom(words, first, hits);
    return hits;
  }

  private findFrom(words: readonly Word[], first: number, hits: NameHit<T>[]): void {
    let node: Node<T> | undefined = this.root;
    const lengths: number[] = [];
    for (let last = first; node && last < words.length; last++) {
      const { skeleton } = words[last]!;
      // The nodes before the last two characters, which may be the ending of a plural.
      let before: Node<T> | undefined;
      let beforeThat: Node<T> | undefined;
      for (let k = 0; node && k < skeleton.length; k++) {
        beforeThat = before;
        before = node;
        node = node.next.get(skeleton[k]!);
        if (!node && k < skeleton.length - 2) return;
        if (!node && k === skeleton.length - 2) {
          beforeThat = before;
          before = undefined;
        }
      }
      const ends = [
        { end: node, less: 0 },
        { end: skeleton.endsWith('s') ? before : undefined, less: 1 },
        { end: skeleton.endsWith('es') ? beforeThat : undefined, less: 2 },
      ];
      for (const { end, less } of ends) {
        for (const name of end?.names ?? []) {
          const found = [...lengths, skeleton.length - less];
          if (isName(name, found, words, first, last)) hits.push({ value: name.value, first, last });
        }
      }
      lengths.push(skeleton.length);
    }
  }
}

function isName(
  name: { readonly lengths: readonly number[]; readonly letters: number },
  found: readonly number[],
  words: readonly Word[],
  first: number,
  last: number,
): boolean {
  if (found.length === name.lengths.length && found.every((length, i) => length === name.lengths[i])) return true;
  if (name.letters < MIN_JOINED) return false;
  const pieces = words.slice(first, last + 1);
  if (pieces.every(({ written }) => written.length === 1)) return true;
  // A digit inside of a word may be a letter; one that stands beside a word is a number: "lot RIC-1N".
  if (found.length > 1 && !pieces.every(({ written }) => LETTERS.test(written))) return false;
  if (name.letters >= LONG) return true;
  if (found.length === 1) return name.lengths.length > 1;
  return pieces.every(({ written, spaced }, i) => !(EVERYDAY.has(written) && (i === 0 ? pieces[1]?.spaced : spaced)));
}
