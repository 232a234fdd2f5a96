import type { Axis, XyFigure, XyMark, XyPoint, XySeries } from './figure';

/** Most points of a line; more are thinned evenly, first and last kept. */
const MOST = 400;

/** Null where no series has a point: a figure with nothing in it is none. What an axis cannot show is left out. */
export function xyFigure(figure: Omit<XyFigure, 'type' | 'marks'> & { readonly marks?: readonly XyMark[] }): XyFigure | null {
  const { x, y } = figure;
  const shown = figure.series.flatMap((series): XySeries[] => {
    const points = series.points.flatMap((point) => pointOn(point, x, y, series.style === 'band'));
    return points.length > 0 ? [{ ...series, points: thinned(points) }] : [];
  });
  if (shown.length === 0) return null;
  const marks = (figure.marks ?? []).filter(({ axis, at }) => isShown(at, axis === 'x' ? x : y));
  return { type: 'xy', ...figure, series: shown, marks };
}

function pointOn({ low, high, ...point }: XyPoint, x: Axis, y: Axis, isBand: boolean): XyPoint[] {
  if (!isShown(point.x, x) || !isShown(point.y, y)) return [];
  if (low !== undefined && high !== undefined && isShown(low, y) && isShown(high, y)) return [{ ...point, low, high }];
  return isBand ? [] : [point];
}

function isShown(value: number, { scale }: Axis): boolean {
  return Number.isFinite(value) && (scale === 'linear' || value > 0);
}

function thinned(points: readonly XyPoint[]): readonly XyPoint[] {
  if (points.length <= MOST) return points;
  return Array.from({ length: MOST }, (_, i) => points[Math.round((i * (points.length - 1)) / (MOST - 1))] as XyPoint);
}
