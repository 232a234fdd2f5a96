export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly xUnit: string;
  readonly yUnit: string;
  /** A level to mark, such as a set point. */
  readonly level?: number;
  /** A moment to mark, such as an induction, with one character. */
  readonly mark?: { readonly x: number; readonly label: string };
  /** Whether the y axis is logarithmic; then every y is above 0. Default false. */
  readonly logarithmic?: boolean;
}

/** Points as a plot of characters, with axes; the mean of what falls into one column. Empty for fewer than two points. */
export function textPlot(points: readonly Point[], options: PlotOptions): readonly string[] {
  if (points.length < 2) return [];
  const { width, height, xUnit, yUnit, level, mark, logarithmic = false } = options;
  const up = (y: number) => (logarithmic ? Math.log(y) : y);
  const down = (u: number) => (logarithmic ? Math.exp(u) : u);
  const xs = [...points.map((p) => p.x), ...(mark ? [mark.x] : [])];
  const ys = [...points.map((p) => p.y), ...(level === undefined ? [] : [level])].map((y) => up(y));
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = logarithmic ? [Math.min(...ys), Math.max(...ys)] : [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))];
  const column = (x: number) => Math.min(width - 1, Math.floor(((x - x0) / (x1 - x0 || 1)) * width));
  const row = (y: number) => height - 1 - Math.round(((up(y) - y0) / (y1 - y0 || 1)) * (height - 1));
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  if (mark) for (const cells of grid) cells[column(mark.x)] = '┆';
  if (level !== undefined) grid[row(level)]?.fill('·');
  const columns = new Map<number, number[]>();
  for (const { x, y } of points) columns.set(column(x), [...(columns.get(column(x)) ?? []), y]);
  for (const [c, values] of columns) {
    const cells = grid[row(values.reduce((a, b) => a + b, 0) / values.length)];
    if (cells) cells[c] = '•';
  }
  const first = grid[0];
  if (mark && first) first[column(mark.x)] = mark.label;
  const label = (r: number) => short(down(y1 - ((y1 - y0) * r) / (height - 1)), logarithmic);
  const lines = grid.map((cells, r) => `${r % 3 === 0 || r === height - 1 ? label(r).padStart(7) : ''.padStart(7)} ┤${cells.join('')}`);
  const axis = `${''.padStart(7)} └${'─'.repeat(width)}`;
  const ends = `${''.padStart(9)}${short(x0)}${`${short(x1)} ${xUnit}`.padStart(width - short(x0).length)}`;
  return [`${''.padStart(7 - yUnit.length)}${yUnit}`, ...lines, axis, ends];
}

function short(value: number, fine = false): string {
  return String(fine ? Number(value.toPrecision(2)) : Math.round(value * 10) / 10);
}
