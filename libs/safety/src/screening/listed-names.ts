import { ALIASES, DISEASE_NAMES, OF_THE_DISEASE } from '../lists/aliases';
import { AUSTRALIA_GROUP_HUMAN_ANIMAL, AUSTRALIA_GROUP_PLANTS } from '../lists/australia-group';
import { CHEMICAL_WEAPONS } from '../lists/chemical-weapons';
import type { AgentKind, NameList } from '../lists/name-list';
import { US_SELECT_AGENTS } from '../lists/us-select-agents';
import { NameTrie, type SoughtName } from './name-trie';
import { readingsOf } from './normalise';
import { wordStreams, type Word } from './word-stream';

/** Every list of names that must be looked at by people, in the order in which findings cite them. */
export const LISTS: readonly NameList[] = [US_SELECT_AGENTS, AUSTRALIA_GROUP_HUMAN_ANIMAL, AUSTRALIA_GROUP_PLANTS, CHEMICAL_WEAPONS];

/** A name as a list has it. */
export interface ListedName {
  readonly list: NameList;
  readonly kind: AgentKind;
  readonly name: string;
  /** Counts only where it is the whole text. */
  readonly alone: boolean;
  /** Words of which none may follow: then the disease is meant. */
  readonly notBefore: readonly string[];
}

const SPECIES = /^([A-Z])[a-z]+ ([a-z]{3,})/;

/** The words of a name, read like any text. */
export function wordsOfName(name: string): readonly Word[] {
  return wordStreams(readingsOf(name)[0] ?? '')[0] ?? [];
}

function* soughtNames(): Iterable<SoughtName<ListedName>> {
  for (const list of LISTS) {
    for (const [kind, names] of Object.entries(list.names) as [AgentKind, readonly string[]][]) {
      for (const name of names) {
        const { anywhere = [], alone = [], epithet } = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : {};
        const spellings = new Set([name, ...anywhere].flatMap((each) => spellingsOf(each, kind)));
        const species = SPECIES.exec(name);
        if (epithet && species) spellings.add(species[2]!);
        for (const each of spellings) {
          const notBefore = DISEASE_NAMES.includes(each) ? OF_THE_DISEASE : [];
          yield { words: wordsOfName(each), value: { list, kind, name, alone: false, notBefore } };
        }
        for (const each of alone) yield { words: wordsOfName(each), value: { list, kind, name, alone: true, notBefore: [] } };
      }
    }
  }
}

/** A name, with its genus as an initial, and in both spellings of English. */
function spellingsOf(name: string, kind: AgentKind): readonly string[] {
  const living = kind === 'bacterium' || kind === 'fungus';
  const short = living && SPECIES.test(name) ? [name, name.replace(SPECIES, '$1 $2')] : [name];
  return short.flatMap((each) => (each.includes('haemorrhagic') ? [each, each.replace('haemorrhagic', 'hemorrhagic')] : [each]));
}

export const LISTED_NAMES = new NameTrie(soughtNames());
