import { ALLOWED_EDITION, ALLOWED_LIST_ID } from '../lists/allowed-organisms';
import { DUAL_USE_EDITION, DUAL_USE_LIST_ID } from './dual-use.rule';
import { HAZARD_EDITION, HAZARD_LIST_ID } from './hazard.rule';
import { LISTS } from './listed-names';

/** `hold`: people decide. `error`: a fault that another procedure mends. `warning`: told, and nothing more. */
export type FindingSeverity = 'hold' | 'error' | 'warning';

/** What a rule saw in a text. */
export interface ScreeningFinding {
  /** Such as `listed-name.bacterium`, `dual-use.virulence`, `hazard.bleach-acid`. */
  readonly rule: string;
  /** The list that it cites, with the edition of the copy. */
  readonly list: string;
  readonly version: string;
  /** Of the list: the kind of agent, the category of concern, the hazard. */
  readonly category: string;
  /** JSON pointer into what was screened; empty for a single text. */
  readonly path: string;
  /** The place as a reader sees it, in Latin letters, at most 120 characters. */
  readonly excerpt: string;
  readonly severity: FindingSeverity;
  /** What was seen and why it is held, in a sentence. */
  readonly message: string;
}

/**
 * What screening says of a text or a protocol. `clear` means that no name and no pattern of `against` was seen; it never means that the work
 * is safe.
 */
export interface ScreeningVerdict {
  readonly outcome: 'clear' | 'hold';
  readonly findings: readonly ScreeningFinding[];
  /** The lists that were read, `id@edition`. */
  readonly against: readonly string[];
  /** In words, with what was not seen and in which editions. */
  readonly statement: string;
}

/** What every text is held against. */
export const AGAINST: readonly string[] = [
  ...LISTS.map(({ id, edition }) => `${id}@${edition}`),
  `${ALLOWED_LIST_ID}@${ALLOWED_EDITION}`,
  `${DUAL_USE_LIST_ID}@${DUAL_USE_EDITION}`,
  `${HAZARD_LIST_ID}@${HAZARD_EDITION}`,
];

/** What was not read is held: nobody knows what stands in it. */
export function unread(why: string, path: string, message: string): ScreeningFinding {
  return { rule: `unscreened.${why}`, list: 'none', version: 'none', category: 'unscreened', path, excerpt: '', severity: 'hold', message };
}

export function verdictOn(findings: readonly ScreeningFinding[]): ScreeningVerdict {
  const held = findings.some(({ severity }) => severity !== 'warning');
  const lists = AGAINST.join(', ');
  const statement = held
    ? `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} against ${lists}`
    : `no name and no pattern of ${lists} was seen; that is no statement about what was not looked for`;
  return { outcome: held ? 'hold' : 'clear', findings, against: AGAINST, statement };
}
