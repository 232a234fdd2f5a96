const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ZEROS = new Set(['oh', 'o', 'nought', 'naught', 'nil']);
const SCALES: readonly (readonly [string, number])[] = [
  ['million', 1e6],
  ['thousand', 1e3],
];
const WRITTEN = /^[-−+]?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})?(?:\.\d{1,9})?$/;

/** A number at the beginning of words, and how many of them it took. */
export interface SpokenNumber {
  readonly value: number;
  readonly words: number;
}

/**
 * A number as people say it or transcribers write it: "thirty seven point five", "zero point six two", "minus twenty", "one hundred and five",
 * "37.5", "1,200", "three times ten to the seven". Digits one by one before the point ("three seven") are none: they could be 37 or 10. Null when the words
 * begin with no number. Between -1e12 and 1e12.
 */
export function spokenNumber(words: readonly string[]): SpokenNumber | null {
  const plain = signed(words);
  if (!plain) return null;
  const power = powerOfTen(words.slice(plain.words));
  const value = power ? Number(`${plain.value}e${power.value}`) : plain.value;
  return Math.abs(value) <= 1e12 ? { value, words: plain.words + (power?.words ?? 0) } : null;
}

function signed(words: readonly string[]): SpokenNumber | null {
  const minus = words[0] === 'minus' || words[0] === 'negative';
  const from = minus || words[0] === 'plus' ? 1 : 0;
  const found = said(words.slice(from)) ?? written(words[from]);
  if (!found || (from === 1 && found.value < 0)) return null;
  return { value: minus ? -found.value : found.value, words: from + found.words };
}

function written(word: string | undefined): SpokenNumber | null {
  if (word === undefined || !WRITTEN.test(word) || !/\d/.test(word)) return null;
  return { value: Number(word.replaceAll(',', '').replace('−', '-')), words: 1 };
}

function said(words: readonly string[]): SpokenNumber | null {
  const whole = wholeNumber(words) ?? writtenWhole(words[0]) ?? { value: 0, words: 0 };
  const point = words[whole.words] === 'point' ? digitsAfter(words, whole.words + 1) : '';
  if (point === '') return whole.words === 0 ? null : whole;
  return { value: Number(`${whole.value}.${point}`), words: whole.words + 1 + countOf(words, whole.words + 1) };
}

function writtenWhole(word: string | undefined): SpokenNumber | null {
  return word !== undefined && /^\d{1,9}$/.test(word) ? { value: Number(word), words: 1 } : null;
}

/** Digits after the point, one by one: "six two", or as written: "62". */
function digitsAfter(words: readonly string[], from: number): string {
  return words
    .slice(from, from + countOf(words, from))
    .map(digitOf)
    .join('');
}

function countOf(words: readonly string[], from: number): number {
  let count = 0;
  while (count < 9 && digitOf(words[from + count]) !== '') count += 1;
  return count;
}

function digitOf(word: string | undefined): string {
  if (word === undefined) return '';
  if (/^\d{1,9}$/.test(word)) return word;
  if (ZEROS.has(word)) return '0';
  const digit = SMALL.indexOf(word);
  return digit >= 0 && digit <= 9 ? String(digit) : '';
}

/** Up to 999,999,999: millions, thousands and the rest, each at most once and in this order. */
function wholeNumber(words: readonly string[]): SpokenNumber | null {
  let value = 0;
  let at = 0;
  let any = false;
  for (const [name, scale] of SCALES) {
    const part = belowThousand(words.slice(at));
    if (part && words[at + part.words] === name) {
      value += part.value * scale;
      at += part.words + 1;
      any = true;
    }
  }
  const skip = any && words[at] === 'and' ? 1 : 0;
  const rest = belowThousand(words.slice(at + skip));
  if (rest) return { value: value + rest.value, words: at + skip + rest.words };
  return any ? { value, words: at } : null;
}

function belowThousand(words: readonly string[]): SpokenNumber | null {
  const first = words[0] === 'a' && words[1] === 'hundred' ? { value: 1, words: 1 } : belowHundred(words);
  if (!first || words[first.words] !== 'hundred' || first.value < 1 || first.value > 9) return words[0] === 'a' ? null : first;
  const skip = words[first.words + 1] === 'and' ? 1 : 0;
  const rest = belowHundred(words.slice(first.words + 1 + skip));
  if (!rest) return { value: first.value * 100, words: first.words + 1 };
  return { value: first.value * 100 + rest.value, words: first.words + 1 + skip + rest.words };
}

function belowHundred([first, second]: readonly string[]): SpokenNumber | null {
  if (first === undefined) return null;
  if (ZEROS.has(first)) return { value: 0, words: 1 };
  const tens = TENS.indexOf(first);
  const unit = second === undefined ? -1 : SMALL.indexOf(second);
  if (first !== '' && tens > 0) return unit >= 1 && unit <= 9 ? { value: 10 * tens + unit, words: 2 } : { value: 10 * tens, words: 1 };
  const small = SMALL.indexOf(first);
  return small < 0 ? null : { value: small, words: 1 };
}

/** "times ten to the (power of) (minus) seven". */
function powerOfTen(words: readonly string[]): SpokenNumber | null {
  if (words[0] !== 'times' || (words[1] !== 'ten' && words[1] !== '10') || words[2] !== 'to') return null;
  let at = 3;
  for (const word of ['the', 'power', 'of']) if (words[at] === word) at += 1;
  const power = signed(words.slice(at));
  return power && Number.isInteger(power.value) && Math.abs(power.value) <= 12 ? { value: power.value, words: at + power.words } : null;
}
