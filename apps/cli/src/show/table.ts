import { fitted, plain, stateColour, widthOf, type Paint } from './paint';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | boolean | null | undefined;
  /** Numbers stand at the right. Default left. */
  readonly right?: boolean;
  /** The text is the name of a state, and is coloured as such. */
  readonly state?: boolean;
}

/** Rows under their titles, aligned; what is too long for the screen is cut in the last column. An empty list is said to be empty. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { paint, width, empty = 'none' }: { readonly paint: Paint; readonly width: number; readonly empty?: string },
): readonly string[] {
  if (rows.length === 0) return [empty];
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

/** Names and values one below the other; a value of several lines goes on under its first. */
export function fieldLines(fields: readonly (readonly [name: string, value: unknown])[], paint: Paint): readonly string[] {
  const shown = fields.filter(
    ([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  const width = Math.max(0, ...shown.map(([name]) => widthOf(name)));
  return shown.flatMap(([name, value]) => {
    const lines = (Array.isArray(value) ? value : [value]).map(textOf);
    return lines.map((text, i) => `${paint('bold', (i === 0 ? name : '').padEnd(width))}  ${text}`);
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return plain(typeof value === 'string' ? value : JSON.stringify(value));
}
