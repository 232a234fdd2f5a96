export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlotOptions {
  /** Cells of the area, without axes. */
  readonly width: number;
  readonly height: number;
  readonly xUnit: string;
  readonly yUnit: string;
  /** Whether y is drawn on a logarithmic scale; points at or below 0 are left out then. */
  readonly logarithmic?: boolean;
}

const MARKS = ['•', '×', '+', 'o', '*', '#', '%', '@'] as const;
const LABEL = 10;

/** Character of the series with this number. */
export function markOf(index: number): string {
  return MARKS[index % MARKS.length] ?? '•';
}

/** Series as a plot of characters with axes, each with its own mark; where two meet, the later one is seen. Null without two points. */
export function textPlot(series: readonly (readonly Point[])[], options: PlotOptions): readonly string[] | null {
  const { width, height, xUnit, yUnit, logarithmic = false } = options;
  const up = (y: number) => (logarithmic ? Math.log10(y) : y);
  const drawn = series.map((points) => points.filter(({ y }) => Number.isFinite(y) && (!logarithmic || y > 0)));
  const all = drawn.flat();
  if (all.length < 2) return null;
  const [x0, x1] = range(all.map(({ x }) => x));
  const [y0, y1] = range(all.map(({ y }) => up(y)));
  const column = (x: number) => Math.min(width - 1, Math.floor(((x - x0) / (x1 - x0 || 1)) * width));
  const row = (y: number) => height - 1 - Math.round(((up(y) - y0) / (y1 - y0 || 1)) * (height - 1));
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  for (const [index, points] of drawn.entries()) {
    for (const { x, y } of points) {
      const cells = grid[row(y)];
      if (cells) cells[column(x)] = markOf(index);
    }
  }
  const valueAt = (r: number) => {
    const u = y1 - ((y1 - y0) * r) / Math.max(1, height - 1);
    return short(logarithmic ? 10 ** u : u);
  };
  const lines = grid.map((cells, r) => {
    const label = r % 4 === 0 || r === height - 1 ? valueAt(r) : '';
    return `${label.padStart(LABEL)} ┤${cells.join('')}`.trimEnd();
  });
  const ends = `${short(x0)}${`${short(x1)} ${xUnit}`.padStart(Math.max(1, width - short(x0).length))}`;
  return [yUnit.padStart(LABEL), ...lines, `${' '.repeat(LABEL)} └${'─'.repeat(width)}`, `${' '.repeat(LABEL + 2)}${ends}`];
}

function range(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
