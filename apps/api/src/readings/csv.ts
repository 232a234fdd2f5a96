/** What a cell may hold. Null is an empty cell. */
export type Cell = string | number | boolean | null;

/** How a text begins that a spreadsheet would run as a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** One line of RFC 4180 with its line end. A text that begins like a formula gets an apostrophe in front; numbers keep their sign. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(cell)).join(',')}\r\n`;
}

function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
