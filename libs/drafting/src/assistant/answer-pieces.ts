const BEGINS = /"answer"\s*:\s*"/;

/**
 * Takes the text of the `answer` out of JSON that comes in pieces, so that people can read while it is written. What is shown so is not checked
 * yet; the whole exchange comes after it.
 */
export class AnswerPieces {
  private text = '';
  private at: number | null = null;
  private over = false;

  /** What of the answer is new with this piece; empty where nothing is. */
  push(piece: string): string {
    if (this.over) return '';
    this.text += piece;
    if (this.at === null) {
      const begin = BEGINS.exec(this.text);
      if (!begin) return '';
      this.at = begin.index + begin[0].length;
    }
    let end = this.at;
    while (end < this.text.length) {
      const char = this.text[end];
      if (char === '"') {
        this.over = true;
        break;
      }
      if (char !== '\\') {
        end += 1;
        continue;
      }
      const length = this.text[end + 1] === 'u' ? 6 : 2;
      // The rest of the escape has not come yet.
      if (end + length > this.text.length) break;
      end += length;
    }
    const raw = this.text.slice(this.at, end);
    this.at = end;
    return decoded(raw);
  }
}

function decoded(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return '';
  }
}
