const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof CODES;

export type Paint = (colour: Colour, text: string) => string;

/** Colours text, or leaves it as it is. */
export function painter(colour: boolean): Paint {
  return (name, text) => (colour && text !== '' ? `\u001B[${CODES[name]}m${text}\u001B[0m` : text);
}

/** Colour of a state of a run, a step, a task or an instrument. */
export function stateColour(state: string): Colour {
  if (/^(?:completed|succeeded|online|approved|done|yes|available)$/.test(state)) return 'green';
  if (/^(?:running|busy|holding|claimed|dispatched)$/.test(state)) return 'cyan';
  if (/^(?:failed|in_doubt|held|offline|rejected|revoked|estopped|quarantined|no)$/.test(state)) return 'red';
  if (/^(?:paused|stopping|completed_with_deviations|connecting|manual|awaiting_operator|open|expired)$/.test(state)) return 'yellow';
  return 'dim';
}

// eslint-disable-next-line no-control-regex -- the escape character is what it looks for
const ESCAPES = /\u001B\[[\d;]*m/g;

const GRAPHEMES = new Intl.Segmenter();

/** What a text looks like to its reader, piece by piece: a letter with its marks, an emoji of many parts. */
export function graphemes(text: string): Iterable<Intl.SegmentData> {
  return GRAPHEMES.segment(text);
}

/** Cells of one piece: wide characters (CJK, emoji) take two, marks that stand alone, spaces of no width and the mark of byte order none. */
export function cellsOf(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\u200B-\u200F\u2060\uFEFF]+$/u.test(grapheme)) return 0;
  return /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u.test(grapheme) ? 2 : 1;
}

/** Cells that a text takes in a terminal; colours take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes(text.replaceAll(ESCAPES, ''))) width += cellsOf(segment);
  return width;
}

/** Text that came from elsewhere, without the control characters that could draw over what we say; tabs and line breaks stay. */
export function withoutControls(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it takes out
  return text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '·');
}

/** The same on one line. */
export function plain(text: string): string {
  return withoutControls(text).replaceAll(/[\t\n]+/g, ' ');
}

/** Cut to `width` cells, with an ellipsis where something is missing. */
export function fitted(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  for (const { segment } of graphemes(text.replaceAll(ESCAPES, ''))) {
    if (widthOf(cut + segment) > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}
