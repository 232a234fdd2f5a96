import type { XyMark } from '@labwright/results';
import { plainText } from '../html';
import type { Scale } from './scale';
import { SMALL, cut, widthOf } from './svg';

const ROW = 16;
const MOST_ROWS = 4;
const WIDEST = 190;
const GAP = 10;

/** A label of a mark: where its middle or its begin stands. */
export interface MarkLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: 'center' | 'left';
}

/** How much room labels of marks need around a plot: rows above it for those of x, a margin at its right for those of y. */
export function roomForMarks(marks: readonly XyMark[], width: number): { readonly top: number; readonly right: number } {
  const across = marks.filter(({ axis }) => axis === 'x');
  const total = across.reduce((sum, mark) => sum + widthOf(textOf(mark), SMALL) + GAP, 0);
  // Labels crowd where their marks do; a row more than they would fill together.
  const rows = across.length === 0 ? 0 : Math.min(MOST_ROWS, across.length, Math.ceil(total / width) + 1);
  const widest = Math.max(0, ...marks.filter(({ axis }) => axis === 'y').map((mark) => widthOf(textOf(mark), SMALL)));
  return { top: rows * ROW, right: widest === 0 ? 0 : Math.min(WIDEST, widest) + GAP };
}

interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Rows of `roomForMarks` above the plot, in units. */
  readonly above: number;
}

/** Labels of all marks that fit without touching each other, and the marks that have to be told elsewhere. */
export function placeMarks(
  marks: readonly XyMark[],
  { x, y, plot }: { readonly x: Scale; readonly y: Scale; readonly plot: Plot },
): { readonly labels: readonly MarkLabel[]; readonly unplaced: readonly XyMark[] } {
  const labels: MarkLabel[] = [];
  const unplaced: XyMark[] = [];
  const ends = Array.from({ length: plot.above / ROW }, () => -Infinity);
  for (const { mark, at } of placed(marks, 'x', x)) {
    const text = textOf(mark);
    const half = widthOf(text, SMALL) / 2;
    const middle = Math.min(plot.left + plot.width - half, Math.max(plot.left + half, plot.left + at * plot.width));
    const row = ends.findIndex((end) => end + GAP <= middle - half);
    if (row < 0) unplaced.push(mark);
    else {
      ends[row] = middle + half;
      labels.push({ text, x: middle, y: plot.top - ROW * row - ROW / 2 - 3, align: 'center' });
    }
  }
  let free = plot.top + plot.height + ROW / 2;
  for (const { mark, at } of placed(marks, 'y', y)) {
    const middle = Math.min(free - ROW / 2, plot.top + (1 - at) * plot.height);
    if (middle < plot.top) unplaced.push(mark);
    else {
      free = middle - ROW / 2;
      labels.push({ text: textOf(mark), x: plot.left + plot.width + 6, y: middle, align: 'left' });
    }
  }
  return { labels, unplaced };
}

function placed(marks: readonly XyMark[], axis: 'x' | 'y', scale: Scale): readonly { mark: XyMark; at: number }[] {
  return marks
    .filter((mark) => mark.axis === axis)
    .flatMap((mark) => {
      const at = scale.of(mark.at);
      return at === null ? [] : [{ mark, at }];
    })
    .toSorted((a, b) => a.at - b.at);
}

function textOf({ label }: XyMark): string {
  return cut(plainText(label), WIDEST, SMALL);
}
