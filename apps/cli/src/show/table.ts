import { fitted, plain, stateColour, widthOf, type Paint } from './paint';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | boolean | null | undefined;
  /** Numbers stand at the right. Default left. */
  readonly right?: boolean;
  /** The text is the name of a state, and is coloured as such. */
  readonly state?: boolean;
  /** Left out where the screen is too narrow for it, the last of these first. */
  readonly spare?: boolean;
}

/** Cells that the last column has at least, while there is another column to leave out. */
const LAST_AT_LEAST = 28;

/** Rows under their titles, aligned; what is too long for the screen is cut in the last column. An empty list is said to be empty. */
export function tableLines<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  { paint, width, empty = 'none' }: { readonly paint: Paint; readonly width: number; readonly empty?: string },
): readonly string[] {
  if (rows.length === 0) return [empty];
  const columns = fitting(rows, all, width);
  const cells = rows.map((row) => columns.map((column) => textOf(column.of(row))));
  const widths = columns.map((column, i) => Math.max(widthOf(column.title), ...cells.map((line) => widthOf(line[i] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, it) => sum + it + 2, 0);
  const last = columns.length - 1;
  const lastWidth = Math.max(12, width - before);
  const line = (texts: readonly string[], shown: (text: string, i: number) => string): string =>
    texts
      .map((text, i) => {
        const cut = i === last ? fitted(text, lastWidth) : text;
        const pad = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cut)));
        const painted = shown(cut, i);
        return columns[i]?.right ? pad + painted : i === last ? painted : painted + pad;
      })
      .join('  ')
      .trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    (text) => paint('bold', text),
  );
  const body = cells.map((texts) => line(texts, (text, i) => (columns[i]?.state ? paint(stateColour(text), text) : text)));
  return [head, ...body];
}

function fitting<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const widths = columns.map(({ title, of }) => Math.max(widthOf(title), ...rows.map((row) => widthOf(textOf(of(row))))));
  const last = Math.min(LAST_AT_LEAST, widths.at(-1) ?? 0);
  const needed = widths.slice(0, -1).reduce((sum, it) => sum + it + 2, last);
  const least = columns.findLastIndex(({ spare }) => spare);
  return needed <= width || least === -1 ? columns : fitting(rows, columns.toSpliced(least, 1), width);
}

/** Names and values one below the other; a value of several lines, or one too long for `width`, goes on under its first. */
export function fieldLines(
  fields: readonly (readonly [name: string, value: unknown])[],
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): readonly string[] {
  const shown = fields.filter(
    ([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  const names = Math.max(0, ...shown.map(([name]) => widthOf(name)));
  return shown.flatMap(([name, value]) => {
    const lines = (Array.isArray(value) ? value : [value]).flatMap((it) => wrapped(textOf(it), width - names - 2));
    return lines.map((text, i) => `${paint('bold', (i === 0 ? name : '').padEnd(names))}  ${text}`);
  });
}

/** Broken between words; a word that is too long stays whole, so that it can be copied. */
function wrapped(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return plain(typeof value === 'string' ? value : JSON.stringify(value));
}
