/** A sentence of a written protocol, numbered from 1. */
export interface Sentence {
  readonly number: number;
  readonly text: string;
}

/** Sentences that are kept of one written protocol; more of them is more than one draft can account for. */
export const MAX_SENTENCES = 500;

const LIST_ITEM = /^\s*(?:[-*+•]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+/;
const HEADING = /^\s{0,3}#{1,6}\s+/;
const RULE = /^\s*(?:[-*_]\s*){3,}$|^\s*(?:```|~~~)|^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$/;
/** Ends with a point and ends no sentence. */
const SHORT_FORM =
  /(?:^|[\s([])(?:[A-Za-z]|e\.g|i\.e|ca|cf|vs|approx|appr|resp|min|max|temp|vol|conc|no|nr|fig|figs|tab|ref|eq|et al|incl|spp|sp|subsp|var|dr|prof|inc|ltd|cat|std|aq|sat|o\.n|r\.t)\.$/i;

/**
 * Cuts a written protocol, plain text or Markdown, into its sentences in their order: a heading, an item of a list and a row of a table begin
 * anew, lines of a paragraph belong together, and a point ends a sentence only where a space and no small letter follow. Nothing is left out
 * but marks of layout.
 */
export function sentencesOf(written: string): readonly Sentence[] {
  const blocks: string[] = [];
  let open = false;
  for (const line of written.split(/\r\n|\r|\n/)) {
    if (line.trim() === '' || RULE.test(line)) {
      open = false;
      continue;
    }
    const isHeading = HEADING.test(line);
    const begins = isHeading || LIST_ITEM.test(line) || line.trimStart().startsWith('|');
    const text = line
      .replace(HEADING, '')
      .replace(LIST_ITEM, '')
      .replace(/^\s*>\s?/, '')
      .trim();
    if (text === '') continue;
    if (open && !begins) blocks.push(`${blocks.pop()} ${text}`);
    else blocks.push(text);
    open = !isHeading;
  }
  return blocks.flatMap(cut).map((text, i) => ({ number: i + 1, text }));
}

function cut(block: string): readonly string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const { index, 0: end } of block.matchAll(/[.!?;]["')\]]*\s+(?=[^a-z\s])/g)) {
    const sentence = block.slice(from, index + end.length).trim();
    if (SHORT_FORM.test(sentence)) continue;
    sentences.push(sentence);
    from = index + end.length;
  }
  const rest = block.slice(from).trim();
  return rest === '' ? sentences : [...sentences, rest];
}
