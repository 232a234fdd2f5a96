import { storableText } from './storable-text';

/** Characters that show nothing, or turn the direction of text around: they only hide what is written. */
const HIDDEN = /(?![\t\n])\p{Cc}|[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text from outside as a model is shown it: without hidden characters and halves of any, at most `most` characters, marked where it was cut. */
export function shownText(text: string, most: number): string {
  const clean = text.normalize('NFC').replaceAll(HIDDEN, '');
  return storableText(clean.length <= most ? clean : `${clean.slice(0, most - 1)}…`);
}

/** How deep lists and objects of a shown value go; what is deeper is left out. */
const MOST_DEPTH = 12;

/** A JSON value as a model is shown it: every text in it as `shownText`, names of fields too. */
export function shownValue(value: unknown, most: number, depth = 0): unknown {
  if (typeof value === 'string') return shownText(value, most);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (depth >= MOST_DEPTH) return null;
  if (Array.isArray(value)) return value.map((each) => shownValue(each, most, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [shownText(name, 200), shownValue(each, most, depth + 1)]));
}
