import { pointerOf, type DocumentPath } from './pointer';

/** Line and column in a text, both from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** One text of the document: its value, and how it is written from `offset` on, perhaps with quotes, a header, folded lines or escapes. */
export interface TextInSource {
  readonly value: string;
  readonly written: string;
  readonly offset: number;
}

/** Where each field (its key) and each list item of a document stands in its text. */
export class SourcePositions {
  /** @param texts where the text of each value that is a text stands, as written, from its first character to its last */
  constructor(
    private readonly byPointer: ReadonlyMap<string, SourcePosition>,
    private readonly texts: ReadonlyMap<string, TextInSource> = new Map(),
    private readonly positionOf: (offset: number) => SourcePosition | undefined = () => undefined,
  ) {}

  /** The position of a path, or of the nearest thing around it that is in the text: a missing field is shown where it should be. */
  at(path: DocumentPath): SourcePosition | undefined {
    for (let length = path.length; length >= 0; length -= 1) {
      const position = this.byPointer.get(pointerOf(path.slice(0, length)));
      if (position) return position;
    }
    return undefined;
  }

  /** The position of one character of the text at this path. What is written has all its characters in order, and some between. */
  within(path: DocumentPath, character: number): SourcePosition | undefined {
    const text = this.texts.get(pointerOf(path));
    if (!text) return undefined;
    const isSpace = (letter: string | undefined) => letter === undefined || /\s/.test(letter);
    let at = 0;
    for (let i = 0; ; i += 1, at += 1) {
      while (at < text.written.length && !(isSpace(text.value[i]) ? isSpace(text.written[at]) : text.written[at] === text.value[i]))
        at += 1;
      if (i >= character) return this.positionOf(text.offset + Math.min(at, text.written.length));
    }
  }
}
