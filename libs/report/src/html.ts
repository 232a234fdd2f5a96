/** What XML and HTML have no way to write: control characters, halves of pairs, and two that are never characters. */
const UNWRITABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu;
/** Characters that turn the direction of text: a name with one of them could make its neighbours read backwards. */
const TURNS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text of the record as it may be shown: what cannot be written is `\uFFFD`, what turns the direction of text is named, as `[U+202E]`. */
export function plainText(text: string): string {
  const named = (turn: string) => `[U+${(turn.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
  return text.replaceAll(UNWRITABLE, '\uFFFD').replaceAll(TURNS, named);
}

/** Markup. It is made by `html` and by the drawing alone, so that no text of the record gets into a page unescaped. */
export class Html {
  private readonly markup: string;

  /** @param markup trusted: only `html` and `drawSvg` call this */
  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What may stand in a template: markup stays, text and numbers are escaped, nothing gives nothing, of a list all. */
export type Part = Html | string | number | false | null | undefined | readonly Part[];

/** Markup with text in it, also in quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((literal, i) => literal + written(parts[i])).join(''));
}

function written(part: Part): string {
  if (part === undefined || part === null || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'string') return plainText(part).replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
  return typeof part === 'number' ? String(part) : part.map(written).join('');
}
