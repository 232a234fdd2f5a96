/** A sentence of a written protocol, numbered from 1. */
export interface Sentence {
  readonly number: number;
  readonly text: string;
}

/** Sentences that are kept of one written protocol; more of them is more than one draft can account for. */
export const MAX_SENTENCES = 500;

const LIST_ITEM = /^\s*(?:[-*+•]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+/;
const HEADING = /^\s{0,3}#{1,6}\s+/;
/** Ends with a point and ends no sentence; the longest is shorter than `TAIL`. */
const SHORT_FORM =
  /(?:^|[\s([])(?:[A-Za-z]|e\.g|i\.e|ca|cf|vs|approx|appr|resp|min|max|temp|vol|conc|no|nr|fig|figs|tab|ref|eq|et al|incl|spp|sp|subsp|var|dr|prof|inc|ltd|cat|std|aq|sat|o\.n|r\.t)\.$/i;

/** Characters before the end of a sentence that are looked at. */
const TAIL = 12;

/**
 * Cuts a written protocol, plain text or Markdown, into its sentences in their order: a heading, an item of a list and a row of a table begin
 * anew, lines of a paragraph belong together, and a point ends a sentence only where a space and no small letter follow. Nothing is left out
 * but marks of layout, and what comes after the first sentence too many. Linear in the length of the text.
 */
export function sentencesOf(written: string): readonly Sentence[] {
  const found: Sentence[] = [];
  for (const block of blocksOf(written))
    for (const text of cut(block)) {
      found.push({ number: found.length + 1, text });
      if (found.length > MAX_SENTENCES) return found;
    }
  return found;
}

function blocksOf(written: string): readonly string[] {
  const blocks: string[][] = [];
  let open = false;
  for (const line of written.split(/\r\n|\r|\n/)) {
    const bare = line.trim();
    if (bare === '' || isRule(bare)) {
      open = false;
      continue;
    }
    const isHeading = HEADING.test(line);
    const content = isHeading ? line.replace(HEADING, '') : line.trimStart();
    const begins = isHeading || LIST_ITEM.test(content) || bare.startsWith('|');
    const text = content
      .replace(LIST_ITEM, '')
      .replace(/^\s*>\s?/, '')
      .trim();
    if (text === '') continue;
    if (open && !begins) blocks.at(-1)?.push(text);
    else blocks.push([text]);
    open = !isHeading;
  }
  return blocks.map((lines) => lines.join(' '));
}

/** A line that only divides: a rule, the fence of a code block, or the line under the head of a table. */
function isRule(bare: string): boolean {
  if (/^(?:```|~~~)/.test(bare)) return true;
  if (/^[-*_\s]+$/.test(bare)) return bare.replaceAll(/\s/g, '').length >= 3;
  if (!/^[|:\s-]+$/.test(bare)) return false;
  const cells = bare.replace(/^\|/, '').split('|');
  const last = cells.pop() ?? '';
  return cells.length > 0 && cells.every((cell) => /^:?-{2,}:?$/.test(cell.trim())) && /^:?-*:?$/.test(last.trim());
}

function* cut(block: string): Generator<string> {
  let from = 0;
  for (const { index, 0: whole, 1: mark = '' } of block.matchAll(/([.!?;]["')\]]*)\s+(?=[^a-z\s])/g)) {
    const end = index + mark.length;
    if (SHORT_FORM.test(block.slice(Math.max(from, end - TAIL), end))) continue;
    yield block.slice(from, end).trim();
    from = index + whole.length;
  }
  const rest = block.slice(from).trim();
  if (rest !== '') yield rest;
}
