import { CONFUSABLES } from './confusables';

/** Entities that hide letters or part words; numeric ones are all decoded. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  tab: '\t',
  newline: '\n',
  shy: '\u00ad',
  zwnj: '\u200c',
  zwj: '\u200d',
  lrm: '\u200e',
  rlm: '\u200f',
};
const ENTITY = /&(?:#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))|([a-z]{2,8}));?/gi;
const PERCENT = /(?:%[0-9a-f]{2})+/gi;
/** What was encoded twice is decoded twice; more layers than this are nobody's accident and nobody's text. */
const LAYERS = 3;
/** Shown by nobody, or by nothing: format characters, fillers, controls but white space. */
const UNSEEN = String.raw`(?:[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]|(?!\s)\p{Cc})+`;
const INVISIBLE = new RegExp(UNSEEN, 'gu');
const BETWEEN = new RegExp(String.raw`\S${UNSEEN}\S`, 'u');
/** Text that a reader sees from right to left. */
const OVERRIDE = /\u202e([^\u202c\u202d\u202e\n]*)/gu;
const OTHER_THAN_ASCII = /\P{ASCII}/gu;

/**
 * What a text says to a reader, as ASCII letters in their case wherever a character looks like one: decoded (entities, percent), composed
 * (NFKC), without marks and invisible characters, look-alikes replaced. Two more readings where they differ: with invisible characters as
 * spaces, and with what a bidirectional override turns round. Work is linear in the length.
 */
export function readingsOf(text: string): readonly string[] {
  const decoded = decode(text);
  const turned = decoded.replace(OVERRIDE, (_all, part: string) => Array.from(part).reverse().join(''));
  const readings = new Set<string>();
  for (const each of new Set([decoded, turned])) {
    const bare = each
      .normalize('NFKC')
      .normalize('NFD')
      .replaceAll(/\p{M}+/gu, '');
    readings.add(latin(bare.replace(INVISIBLE, '')));
    if (BETWEEN.test(bare)) readings.add(latin(bare.replace(INVISIBLE, ' ')));
  }
  return [...readings];
}

function decode(text: string): string {
  let now = text;
  for (let layer = 0; layer < LAYERS; layer++) {
    const next = now.replace(ENTITY, decodeEntity).replace(PERCENT, decodePercent);
    if (next === now) break;
    now = next;
  }
  return now;
}

function decodeEntity(all: string, hex: string | undefined, decimal: string | undefined, name: string | undefined): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? all;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff) ? String.fromCodePoint(code) : all;
}

function decodePercent(all: string): string {
  try {
    return decodeURIComponent(all);
  } catch {
    return all;
  }
}

function latin(text: string): string {
  return text.replace(OTHER_THAN_ASCII, (character) => {
    const plain = CONFUSABLES.get(character);
    if (plain !== undefined) return plain;
    const lower = character.toLowerCase();
    const found = CONFUSABLES.get(lower);
    return found === undefined ? character : found[0]!.toUpperCase() + found.slice(1);
  });
}
