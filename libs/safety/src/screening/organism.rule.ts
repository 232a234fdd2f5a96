import type { AllowList } from '../lists/allowed-organisms';
import { wordsOfName } from './listed-names';

/** Words that say nothing of what it is. */
const FILLERS = new Set(
  'strain str substr subsp sp cells cell competent chemically electrocompetent clone clones wild type wildtype wt with carrying expressing and plasmid vector culture stock derivative without a no free'.split(
    ' ',
  ),
);
/** A designation of a strain has a digit; letters of their own may stand before it: "CEN.PK113". */
const DESIGNATION = /^(?=.*[0-9])[a-z0-9]{1,12}$/;
const BEFORE_DESIGNATION = /^[a-z]{1,4}$/;
const MAX_DESIGNATIONS = 3;
const GENUS = /^([A-Z])[a-z]+ (?=[a-z])/;

type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

interface ReadAllowList {
  readonly species: readonly { readonly words: readonly string[]; readonly strains: Phrases | 'any' }[];
  readonly parts: Phrases;
}

/** Lists are read once each. */
const READ = new WeakMap<AllowList, ReadAllowList>();

/**
 * Whether an organism is on an allow-list, all of its name: species, a strain of the list, and whatever vector and insert it names. What is
 * left over is not known, and what is not known is not allowed. Gives the reason why not, or null when it is.
 */
export function whyNotAllowed(organism: string, list: AllowList): string | null {
  const words = wordsOfName(organism).map(({ written }) => written);
  const { species, parts } = readList(list);
  let reason = 'it is not on the list of allowed organisms';
  for (const { words: name, strains } of species) {
    if (!name.every((word, i) => words[i] === word)) continue;
    const rest = words.slice(name.length);
    const why = whyNotTheRest(rest, strains, parts);
    if (why === null) return null;
    reason = why;
  }
  return reason;
}

function whyNotTheRest(words: readonly string[], strains: Phrases | 'any', parts: Phrases): string | null {
  let known = strains === 'any';
  let designations = strains === 'any' ? MAX_DESIGNATIONS : 0;
  for (let i = 0; i < words.length;) {
    const word = words[i]!;
    const strain = strains === 'any' ? 0 : longest(strains, words, i);
    const length = strain || longest(parts, words, i);
    if (strain > 0) known = true;
    if (length > 0) i += length;
    else if (FILLERS.has(word) || (/^\d{1,3}$/.test(word) && i === words.length - 1)) i++;
    else if (designations > 0 && isDesignation(words, i)) {
      designations--;
      i++;
    } else return `"${words.slice(i).join(' ')}" is no strain, vector or insert of the list of allowed ones`;
  }
  return known ? null : 'it names no strain of the list, and not every strain of this species is allowed';
}

function isDesignation(words: readonly string[], at: number): boolean {
  const [word, next] = [words[at]!, words[at + 1]];
  return DESIGNATION.test(word) || (BEFORE_DESIGNATION.test(word) && next !== undefined && DESIGNATION.test(next));
}

function longest(phrases: Phrases, words: readonly string[], at: number): number {
  let most = 0;
  for (const phrase of phrases.get(words[at]!) ?? [])
    if (phrase.length > most && phrase.every((word, i) => words[at + i] === word)) most = phrase.length;
  return most;
}

function phrasesOf(names: readonly string[]): Phrases {
  const phrases = new Map<string, string[][]>();
  for (const name of names) {
    const words = wordsOfName(name).map(({ written }) => written);
    const [first] = words;
    if (first === undefined) continue;
    const known = phrases.get(first);
    if (known) known.push(words);
    else phrases.set(first, [words]);
  }
  return phrases;
}

function readList(list: AllowList): ReadAllowList {
  const known = READ.get(list);
  if (known) return known;
  const species = list.organisms.flatMap(({ name, also = [], strains }) =>
    [name, ...also]
      .flatMap((each) => (GENUS.test(each) ? [each, each.replace(GENUS, '$1. ')] : [each]))
      .map((each) => ({
        words: wordsOfName(each).map(({ written }) => written),
        strains: strains === 'any' ? strains : phrasesOf(strains),
      })),
  );
  // The longest name first, so that "Synechocystis sp. PCC 6803" is not read as a strain.
  species.sort((a, b) => b.words.length - a.words.length);
  const read = { species, parts: phrasesOf([...list.vectors, ...list.inserts]) };
  READ.set(list, read);
  return read;
}
