import type { PlateFigure, PlateWell } from '@labwright/results';
import type { CustomSeriesOption } from 'echarts';
import { plainText, type Html } from '../html';
import { folded, table } from '../table';
import { numberWords, quantityWords } from '../words/number';
import { unitWords, withUnit } from '../words/unit';
import { figureFrame, type Caption } from './figure-frame';
import { boxSwatch, crossSwatch, keyList } from './key';
import { CROSS, heat, inkOn } from './look';
import { FAINT, INK, SMALL, WIDTH, cut, drawSvg, widthOf } from './svg';

const LEFT = 34;
const TOP = 30;
/** For the scale of colours at the right. */
const SCALE = 118;
const STEPS = 32;
const TALLEST = 40;

type Shape = Record<string, unknown>;

/** A plate as a map: colour from light to dark, the value where it fits, flagged wells crossed, wells that are not used empty. */
export function plateFigure(figure: PlateFigure, options: Caption & { readonly id: string; readonly range?: Range }): Html {
  const { rows, columns } = figure;
  const cell = { width: (WIDTH - LEFT - SCALE) / columns, height: Math.min(TALLEST, Math.max(22, (WIDTH - LEFT - SCALE) / columns)) };
  const height = TOP + rows * cell.height + 12;
  const range = options.range ?? rangeOf(figure);
  const wells = wellsOf(figure);
  const shapes = [
    ...headsOf(rows, columns, cell),
    ...wells.flatMap((well) => wellShapes(well, cell, range)),
    ...(range === null ? [] : scaleShapes(range, figure, height)),
  ];
  const svg = drawSvg({
    id: options.id,
    height,
    title: figure.title,
    description: descriptionOf(figure),
    option: { series: [shapesOption(shapes)] },
  });
  const used = wells.filter(({ well }) => well !== null);
  return figureFrame({
    title: figure.title,
    drawing: svg,
    key: keyList([
      ...(used.some(({ well }) => well?.flagged) ? [{ label: 'flagged', swatch: crossSwatch() }] : []),
      ...(used.some(({ well }) => well?.value === null)
        ? [{ label: 'nothing good was read', swatch: boxSwatch('#ffffff', INK, [3, 2]) }]
        : []),
      ...(used.length < rows * columns ? [{ label: 'not used', swatch: boxSwatch('#ffffff', '#dddddd') }] : []),
    ]),
    notes: [...(options.notes ?? []), ...samplesOf(figure)],
    numbers: folded(
      `The ${used.length} wells of this plate`,
      table(
        used.flatMap(({ name, well }) => (well ? [{ name, ...well }] : [])),
        [
          { title: 'Well', of: ({ name }) => name },
          { title: 'Sample', of: ({ sample }) => sample },
          { title: 'Role', of: ({ role }) => role?.replaceAll('_', ' ') },
          { title: withUnit(figure.label, figure.unit), of: ({ value }) => (value === null ? 'none' : numberWords(value)), right: true },
          { title: 'Flag', of: ({ flagged }) => flagged && 'flagged' },
        ],
      ),
    ),
  });
}

interface Place {
  readonly name: string;
  readonly row: number;
  readonly column: number;
  readonly well: PlateWell | null;
}

interface Cell {
  readonly width: number;
  readonly height: number;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

function letterOf(row: number): string {
  return row < 26 ? String.fromCharCode(65 + row) : `A${String.fromCharCode(65 + row - 26)}`;
}

function wellsOf({ rows, columns, wells }: PlateFigure): readonly Place[] {
  return Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const name = `${letterOf(row)}${column + 1}`;
    return { name, row, column, well: Object.hasOwn(wells, name) ? (wells[name] ?? null) : null };
  });
}

/** From the lowest to the highest value; null where there is none. */
export function rangeOf({ wells }: PlateFigure): Range | null {
  const values = Object.values(wells).flatMap(({ value }) => (value === null || !Number.isFinite(value) ? [] : [value]));
  return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
}

const part = (value: number, { low, high }: Range): number => (high > low ? (value - low) / (high - low) : 0.3);
const words = (text: string, x: number, y: number, style: Shape): Shape => ({
  type: 'text',
  style: { text, x, y, fontSize: SMALL, fill: INK, align: 'center', verticalAlign: 'middle', ...style },
});

function headsOf(rows: number, columns: number, { width, height }: Cell): readonly Shape[] {
  const across = Array.from({ length: columns }, (_, i) => words(String(i + 1), LEFT + (i + 0.5) * width, TOP - 12, {}));
  const down = Array.from({ length: rows }, (_, i) => words(letterOf(i), LEFT - 14, TOP + (i + 0.5) * height, {}));
  return [...across, ...down];
}

function wellShapes({ row, column, well }: Place, { width, height }: Cell, range: Range | null): readonly Shape[] {
  const box = { x: LEFT + column * width + 1, y: TOP + row * height + 1, width: width - 2, height: height - 2 };
  const rect = (style: Shape): Shape => ({ type: 'rect', shape: { ...box, r: 3 }, style });
  if (!well) return [rect({ fill: '#ffffff', stroke: '#dddddd' })];
  const [middle, centre] = [box.x + box.width / 2, box.y + box.height / 2];
  const cross = (colour: string): Shape[] =>
    well.flagged
      ? [{ type: 'path', shape: { pathData: CROSS, x: box.x + 2, y: box.y + 2, width: 8, height: 8 }, style: { fill: colour } }]
      : [];
  if (well.value === null || range === null) return [rect({ fill: '#ffffff', stroke: INK, lineDash: [3, 2] }), ...cross(INK)];
  const at = part(well.value, range);
  const text = inCell(well.value, range);
  const fits = widthOf(text, SMALL) <= box.width - 2 && !(well.flagged && height < 30);
  return [
    rect({ fill: heat(at), stroke: well.flagged ? INK : '#bbbbbb', lineWidth: well.flagged ? 2 : 0.7 }),
    ...(fits ? [words(text, middle, well.flagged ? centre + 4 : centre, { fill: inkOn(at) })] : []),
    ...cross(inkOn(at)),
  ];
}

/** As many decimals in all wells of a plate as the largest needs for three digits. */
function inCell(value: number, { low, high }: Range): string {
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (most >= 1e5 || most < 1e-2) return numberWords(value, 3);
  return value.toFixed(Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(most))))).replace('-', '−');
}

/** The colours with the numbers that they stand for. */
function scaleShapes({ low, high }: Range, { label, unit }: PlateFigure, height: number): readonly Shape[] {
  const [x, top] = [WIDTH - SCALE + 16, TOP + 6];
  const tall = Math.max(60, Math.min(220, height - top - 14));
  const steps = Array.from({ length: STEPS }, (_, i) => ({
    type: 'rect',
    shape: { x, y: top + (tall * (STEPS - 1 - i)) / STEPS, width: 16, height: tall / STEPS + 0.6 },
    style: { fill: heat(high > low ? i / (STEPS - 1) : 0.3) },
  }));
  const at = high > low ? [low, (low + high) / 2, high] : [low];
  const numbers = at.map((value) => words(numberWords(value, 3), x + 22, top + tall * (1 - part(value, { low, high })), { align: 'left' }));
  const room = SCALE - 18;
  const whole = plainText(withUnit(label, unit));
  const name = widthOf(whole, SMALL) <= room ? whole : cut(plainText(unitWords(unit) || label), room, SMALL);
  return [
    ...steps,
    { type: 'rect', shape: { x, y: top, width: 16, height: tall }, style: { fill: 'none', stroke: FAINT } },
    ...numbers,
    words(name, x, TOP - 14, { align: 'left' }),
  ];
}

/** Shapes at their own places, in the units of the drawing. */
export function shapesOption(shapes: readonly Shape[]): CustomSeriesOption {
  return {
    type: 'custom',
    coordinateSystem: 'none',
    silent: true,
    data: [0],
    renderItem: () => ({ type: 'group', children: shapes }) as never,
  };
}

function samplesOf({ wells }: PlateFigure): readonly string[] {
  const bySample = new Map<string, string[]>();
  for (const [name, { sample, role }] of Object.entries(wells)) {
    const of = sample ?? role?.replaceAll('_', ' ') ?? 'other';
    bySample.set(of, [...(bySample.get(of) ?? []), name]);
  }
  const told = [...bySample].slice(0, 16).map(([sample, names]) => `${sample}: ${runsOf(names)}`);
  return told.length === 0
    ? []
    : [`Wells: ${told.join('; ')}${bySample.size > told.length ? `; and ${bySample.size - told.length} more samples` : ''}.`];
}

/** `A1, B1 to B6`. */
function runsOf(names: readonly string[]): string {
  const runs: string[][] = [];
  for (const name of names) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    const next = before === undefined ? null : `${before.replace(/\d+$/, '')}${Number(/\d+$/.exec(before)?.[0] ?? 0) + 1}`;
    if (last && next === name) last.push(name);
    else runs.push([name]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(', '))).join(', ');
}

function descriptionOf(figure: PlateFigure): string {
  const { rows, columns, label, unit, wells } = figure;
  const range = rangeOf(figure);
  const used = Object.keys(wells).length;
  const flagged = Object.entries(wells).flatMap(([name, well]) => (well.flagged ? [name] : []));
  const from = range === null ? 'nothing good was read' : `from ${numberWords(range.low)} to ${quantityWords(range.high, unit)}`;
  return `${label} in ${used} wells of ${rows * columns}: ${from}.${flagged.length > 0 ? ` Flagged: ${flagged.slice(0, 20).join(', ')}.` : ''}`;
}
