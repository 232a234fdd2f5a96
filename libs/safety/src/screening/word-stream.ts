/** One word of a reading. */
export interface Word {
  /** In lower case, as it is written. */
  readonly written: string;
  /** With what looks or is used alike made one: see `skeletonOf`. */
  readonly skeleton: string;
  /** Where it stands in the reading. */
  readonly start: number;
  readonly end: number;
  /** Words of one sentence have the same number. */
  readonly sentence: number;
  /** Nothing but white space between it and the word before. */
  readonly spaced: boolean;
}

/** Characters that people write for letters: digits and signs inside of words, and letters that pass for one another in print. */
const ALIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  l: 'i',
  '|': 'i',
  '!': 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
};
const HAS_LETTER = /[a-z]/;
const WORD = /[@$]?[A-Za-z0-9]+(?:[@$!|][A-Za-z0-9]+)*/g;
/** Words inside of `camelCase`, `HTTPServer`, `ricin12`. */
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const SENTENCE_END = /[.!?]\s|[;\n\r]\s*|\n/;
/** A run of this many single letters is a word that was spaced out. */
const SPACED_RUN = 4;

/** One form for what looks alike; a number stays a number. Applied to names and to texts, so it can only find more. */
export function skeletonOf(written: string): string {
  if (!HAS_LETTER.test(written)) return written;
  let skeleton = '';
  for (const character of written) skeleton += ALIKE[character] ?? character;
  return skeleton.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** The ways in which a reading falls into words: as written, at changes of case and of letters to digits, and with spaced-out words closed. */
export function wordStreams(reading: string): readonly (readonly Word[])[] {
  const words: Word[] = [];
  const parts: Word[] = [];
  let sentence = 0;
  let before = 0;
  for (const match of reading.matchAll(WORD)) {
    const [all] = match;
    const start = match.index;
    const gap = reading.slice(before, start);
    // A single letter before a full stop is an initial: "B. anthracis".
    const initial = (words.at(-1)?.written.length ?? 0) === 1;
    if (gap !== '' && !(initial && /^\.\s*$/.test(gap)) && SENTENCE_END.test(gap)) sentence++;
    const spaced = /^\s*$/.test(gap);
    words.push(word(all, start, sentence, spaced));
    let first = true;
    for (const part of all.matchAll(PART)) {
      parts.push(word(part[0], start + part.index, sentence, first && spaced));
      first = false;
    }
    before = start + all.length;
  }
  const closed = close(words);
  return [words, ...(parts.length === words.length ? [] : [parts]), ...(closed.length === words.length ? [] : [closed])];
}

function word(text: string, start: number, sentence: number, spaced: boolean): Word {
  const written = text.toLowerCase();
  return { written, skeleton: skeletonOf(written), start, end: start + text.length, sentence, spaced };
}

/** Runs of single letters as words; a wider gap inside of a run is the end of a word. */
function close(words: readonly Word[]): readonly Word[] {
  const closed: Word[] = [];
  for (let i = 0; i < words.length;) {
    let end = i;
    while (end < words.length && words[end]!.written.length === 1) end++;
    if (end - i < SPACED_RUN) {
      closed.push(...words.slice(i, Math.max(end, i + 1)));
      i = Math.max(end, i + 1);
      continue;
    }
    let narrowest = Infinity;
    for (let k = i + 1; k < end; k++) narrowest = Math.min(narrowest, words[k]!.start - words[k - 1]!.end);
    let from = i;
    for (let k = i + 1; k <= end; k++) {
      if (k < end && words[k]!.start - words[k - 1]!.end <= narrowest) continue;
      const run = words.slice(from, k);
      const written = run.map((each) => each.written).join('');
      closed.push({ ...run[0]!, written, skeleton: skeletonOf(written), end: run.at(-1)!.end });
      from = k;
    }
    i = end;
  }
  return closed;
}
