/** Longest row of a file that is read. */
const MOST_CHARACTERS = 1_000_000;

/**
 * Rows of CSV (RFC 4180) out of text that comes in pieces; a quoted cell may hold commas, quotes and ends of lines. An empty cell without
 * quotes is null. Memory: one row. Modes: between cells, in a quoted cell, after a quote inside of one.
 */
export class CsvRows {
  private cells: (string | null)[] = [];
  private cell = '';
  private wasQuoted = false;
  private mode: 'plain' | 'quoted' | 'quote' = 'plain';

  /** Rows that this piece completes. @throws Error for a row longer than a million characters */
  push(text: string): (string | null)[][] {
    const rows: (string | null)[][] = [];
    for (const character of text) {
      if (this.mode === 'quoted') {
        if (character === '"') this.mode = 'quote';
        else this.cell += character;
      } else if (character === '"' && this.mode === 'quote') {
        this.cell += '"';
        this.mode = 'quoted';
      } else this.outside(character, rows);
      if (this.cell.length > MOST_CHARACTERS) throw new Error(`a field is longer than ${MOST_CHARACTERS} characters`);
    }
    return rows;
  }

  /** The row that has no end of line. */
  end(): (string | null)[][] {
    const rows: (string | null)[][] = [];
    if (this.cells.length > 0 || this.cell !== '' || this.wasQuoted) this.outside('\n', rows);
    return rows;
  }

  private outside(character: string, rows: (string | null)[][]): void {
    if (character === '"') {
      this.mode = 'quoted';
      this.wasQuoted = true;
      return;
    }
    this.mode = 'plain';
    if (character === '\r') return;
    if (character !== ',' && character !== '\n') {
      this.cell += character;
      return;
    }
    this.cells.push(this.cell === '' && !this.wasQuoted ? null : this.cell);
    [this.cell, this.wasQuoted] = ['', false];
    if (character === ',') return;
    rows.push(this.cells);
    this.cells = [];
  }
}
