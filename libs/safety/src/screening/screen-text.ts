import { ALLOWED_EDITION, ALLOWED_LIST_ID, BUILTIN_ALLOW_LIST, type AllowList } from '../lists/allowed-organisms';
import { DUAL_USE_CLASSES, DUAL_USE_EDITION, DUAL_USE_LIST_ID, DUAL_USE_PATTERNS } from './dual-use.rule';
import { HAZARD_CLASSES, HAZARD_EDITION, HAZARD_LIST_ID, HAZARD_PATTERNS } from './hazard.rule';
import { LISTED_NAMES, type ListedName } from './listed-names';
import { readingsOf } from './normalise';
import { whyNotAllowed } from './organism.rule';
import { unread, verdictOn, type ScreeningFinding, type ScreeningVerdict } from './verdict';
import { findPatterns } from './word-classes';
import { wordStreams, type Word } from './word-stream';

/** Where a text stands. It decides which rules read it beside the lists: `organism` the allow-list, texts of work the hazards. */
export const TextFields = [
  'request',
  'title',
  'purpose',
  'instruction',
  'say',
  'why',
  'hazard',
  'prompt',
  'note',
  'transcript',
  'material',
  'organism',
  'sample',
  'id',
  'file_name',
  'device_text',
  'sequence_header',
  'source_title',
  'parameter_title',
  'registration',
] as const;
export type TextField = (typeof TextFields)[number];

/** Texts in which somebody is told what to do, or says it. */
const WORK: ReadonlySet<TextField> = new Set(['request', 'title', 'purpose', 'instruction', 'say', 'why', 'note', 'transcript', 'prompt']);
/** Fields in which a code may be the whole name. */
const NAMES: ReadonlySet<TextField> = new Set(['material', 'organism']);

/** Characters of one text; more is held unread. A request body of the API is smaller. */
export const MAX_TEXT = 2_000_000;
const MAX_FINDINGS = 50;
const EXCERPT = 120;
const MARGIN = 24;

export interface TextScreeningOptions {
  /** JSON pointer of the text; empty where absent. */
  readonly path?: string;
  /** What the lab allows beside the built-in list. */
  readonly allow?: AllowList;
}

/** Screens one text. Pure, never throws on a text, linear in its length. */
export function screenText(text: string, field: TextField, options: TextScreeningOptions = {}): ScreeningVerdict {
  return verdictOn(findingsIn(text, field, options));
}

/** What is found in one text, each once, at most 50. */
export function findingsIn(text: string, field: TextField, { path = '', allow }: TextScreeningOptions = {}): readonly ScreeningFinding[] {
  if (text.length > MAX_TEXT)
    return [unread('length', path, `the text has ${text.length} characters, and no more than ${MAX_TEXT} are screened`)];
  const found = new Map<string, ScreeningFinding>();
  const add = (finding: ScreeningFinding, key: string): void => {
    if (!found.has(key) && found.size < MAX_FINDINGS) found.set(key, finding);
  };
  for (const reading of readingsOf(text)) {
    for (const words of wordStreams(reading)) {
      for (const { value, first, last } of LISTED_NAMES.find(words)) {
        if (!counts(value, words, first, last, field)) continue;
        add(listed(value, excerptOf(reading, words, first, last), path), `${value.list.id} ${value.name}`);
      }
      for (const { pattern, first, last } of findPatterns(words, DUAL_USE_CLASSES, DUAL_USE_PATTERNS))
        add(
          {
            rule: pattern.rule,
            list: DUAL_USE_LIST_ID,
            version: DUAL_USE_EDITION,
            category: pattern.category,
            path,
            excerpt: excerptOf(reading, words, first, last),
            severity: 'hold',
            message: pattern.message,
          },
          pattern.rule,
        );
      if (!WORK.has(field)) continue;
      for (const { pattern, first, last } of findPatterns(words, HAZARD_CLASSES, HAZARD_PATTERNS))
        add(
          {
            rule: pattern.rule,
            list: HAZARD_LIST_ID,
            version: HAZARD_EDITION,
            category: pattern.category,
            path,
            excerpt: excerptOf(reading, words, first, last),
            severity: 'error',
            message: pattern.message,
          },
          pattern.rule,
        );
    }
  }
  if (field === 'organism') {
    const finding = unknownOrganism(text, path, allow);
    if (finding) add(finding, finding.rule);
  }
  return [...found.values()];
}

function counts({ alone, notBefore }: ListedName, words: readonly Word[], first: number, last: number, field: TextField): boolean {
  if (alone) return NAMES.has(field) && first === 0 && last === words.length - 1;
  const next = words[last + 1]?.written;
  return next === undefined || !notBefore.includes(next);
}

function listed({ list, kind, name }: ListedName, excerpt: string, path: string): ScreeningFinding {
  const message = `"${excerpt}" names ${name}, which is on the list "${list.title}"`;
  return { rule: `listed-name.${kind}`, list: list.id, version: list.edition, category: kind, path, excerpt, severity: 'hold', message };
}

function unknownOrganism(text: string, path: string, allow: AllowList | undefined): ScreeningFinding | null {
  const why = whyNotAllowed(text, BUILTIN_ALLOW_LIST);
  if (why === null || (allow && whyNotAllowed(text, allow) === null)) return null;
  const excerpt = clean(text.slice(0, EXCERPT));
  return {
    rule: 'allow-list.organism',
    list: ALLOWED_LIST_ID,
    version: ALLOWED_EDITION,
    category: 'organism',
    path,
    excerpt,
    severity: 'hold',
    message: `"${excerpt}": ${why}`,
  };
}

function excerptOf(reading: string, words: readonly Word[], first: number, last: number): string {
  const [from, to] = [words[first]!.start, words[last]!.end];
  const room = Math.max(0, Math.min(MARGIN, Math.floor((EXCERPT - (to - from)) / 2)));
  return clean(reading.slice(Math.max(0, from - room), Math.min(to + room, from - room + EXCERPT)));
}

function clean(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
}
