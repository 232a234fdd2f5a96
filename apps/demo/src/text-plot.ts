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
}

/** Points as a plot of characters, with axes; the mean of what falls into one column. Empty for fewer than two points. */
export function textPlot(points: readonly Point[], { width, height, xUnit, yUnit, level }: PlotOptions): readonly string[] {
  if (points.length < 2) return [];
  const xs = points.map((p) => p.x);
  const ys = [...points.map((p) => p.y), ...(level === undefined ? [] : [level])];
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))];
  const column = (x: number) => Math.min(width - 1, Math.floor(((x - x0) / (x1 - x0 || 1)) * width));
  const row = (y: number) => height - 1 - Math.round(((y - y0) / (y1 - y0 || 1)) * (height - 1));
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  if (level !== undefined) grid[row(level)]?.fill('·');
  const columns = new Map<number, number[]>();
  for (const { x, y } of points) columns.set(column(x), [...(columns.get(column(x)) ?? []), y]);
  for (const [c, values] of columns) {
    const cells = grid[row(values.reduce((a, b) => a + b, 0) / values.length)];
    if (cells) cells[c] = '•';
  }
  const label = (r: number) => (r === 0 ? y1 : r === height - 1 ? y0 : Math.round((y1 - ((y1 - y0) * r) / (height - 1)) * 10) / 10);
  const lines = grid.map(
    (cells, r) => `${r % 3 === 0 || r === height - 1 ? String(label(r)).padStart(7) : ''.padStart(7)} ┤${cells.join('')}`,
  );
  const axis = `${''.padStart(7)} └${'─'.repeat(width)}`;
  const ends = `${''.padStart(9)}${round(x0)}${`${round(x1)} ${xUnit}`.padStart(width - String(round(x0)).length)}`;
  return [`${''.padStart(7 - yUnit.length)}${yUnit}`, ...lines, axis, ends];
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
