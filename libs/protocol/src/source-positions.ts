import { pointerOf, type DocumentPath } from './pointer';

/** Line and column in a text, both from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Where each field (its key) and each list item of a document stands in its text. */
export class SourcePositions {
  constructor(private readonly byPointer: ReadonlyMap<string, SourcePosition>) {}

  /** The position of a path, or of the nearest thing around it that is in the text: a missing field is shown where it should be. */
  at(path: DocumentPath): SourcePosition | undefined {
    for (let length = path.length; length >= 0; length -= 1) {
      const position = this.byPointer.get(pointerOf(path.slice(0, length)));
      if (position) return position;
    }
    return undefined;
  }
}
