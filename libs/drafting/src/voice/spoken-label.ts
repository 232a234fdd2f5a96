import type { HeardWord } from './heard-words';

const ALPHABET =
  'alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu'.split(
    ' ',
  );
const OTHER_LETTERS: Readonly<Record<string, string>> = { alpha: 'A', juliet: 'J', whisky: 'W' };
const DIGITS = 'zero one two three four five six seven eight nine'.split(' ');
const SIGNS: Readonly<Record<string, string>> = { dash: '-', hyphen: '-', minus: '-', dot: '.', point: '.', slash: '/', underscore: '_' };
const TIMES: Readonly<Record<string, number>> = { double: 2, triple: 3 };

/** Longest barcode or lot. */
const MOST_LABEL = 200;

/**
 * A barcode or lot as it is spelled: single letters, the spelling alphabet, digits, "dash", "dot", "slash", "underscore", "double"; words and
 * numbers as they were written. Null when there is nothing of a label in it.
 */
export function spokenLabel(words: readonly HeardWord[]): string | null {
  let label = '';
  let times = 1;
  for (const { word, raw } of words) {
    const more = TIMES[word];
    if (more !== undefined && Object.hasOwn(TIMES, word)) times = more;
    else {
      label += signOf(word, raw).repeat(times);
      times = 1;
    }
  }
  return /[\p{L}\p{N}]/u.test(label) && label.length <= MOST_LABEL && times === 1 ? label : null;
}

function signOf(word: string, raw: string): string {
  const letter = ALPHABET.indexOf(word);
  if (letter >= 0) return String.fromCodePoint(65 + letter);
  if (/^[a-z]$/.test(word)) return word.toUpperCase();
  const digit = DIGITS.indexOf(word);
  if (digit >= 0) return String(digit);
  for (const table of [OTHER_LETTERS, SIGNS]) if (Object.hasOwn(table, word)) return table[word] ?? '';
  return raw;
}

/** The same label however it is spelled: without case and without what stands between letters and digits. */
export function bareLabel(label: string): string {
  return label.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** A label as it is read back: sign by sign. */
export function spelled(label: string): string {
  const names: Readonly<Record<string, string>> = { '-': 'dash', '.': 'dot', '/': 'slash', _: 'underscore', ' ': 'space' };
  return Array.from(label, (sign) => names[sign] ?? sign).join(' ');
}
