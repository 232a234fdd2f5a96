import type { XyFigure, XyPoint, XySeries } from '@labwright/results';
import type { Scale } from './scale';

/** How far points lie from the line of their group. */
export interface Residuals {
  readonly group: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const FIT = /\b(?:fit|fitted|model|regression)\b/i;
const MIDDLE = /\b(?:median|mean|average)\b/i;
const FEWEST = 3;

/**
 * Distances of the good points of each group from its fitted line, straight between the line's points; outside of the line there are none.
 * In the unit of y; in per cent of the line where y is logarithmic. Empty where fewer than 3 points lie along a line.
 */
export function residualsOf({ series }: XyFigure, x: Scale, y: Scale): readonly Residuals[] {
  const groups = [...new Set(series.map(({ group }) => group))];
  const found = groups.flatMap((group) => {
    const line = fitOf(series.filter((each) => each.group === group && each.style === 'line'));
    if (!line) return [];
    const along = drawn(line.points, x, y);
    const points = series
      .filter((each) => each.group === group && (each.style === 'points' || each.style === 'line_and_points'))
      .flatMap((each) => each.points.filter(({ flagged }) => !flagged).flatMap((point) => distance(point, along, x, y)));
    return points.length >= FEWEST ? [{ group, points }] : [];
  });
  return found;
}

/** A median through the points is no fit. */
function fitOf(lines: readonly XySeries[]): XySeries | undefined {
  const named = lines.find(({ name }) => FIT.test(name));
  return named ?? (lines.length === 1 && !MIDDLE.test(lines[0]?.name ?? '') ? lines[0] : undefined);
}

function drawn(points: readonly XyPoint[], x: Scale, y: Scale): readonly { x: number; y: number }[] {
  const placed = points.flatMap((point) => {
    const [across, up] = [x.of(point.x), y.of(point.y)];
    return across === null || up === null ? [] : [{ x: across, y: up }];
  });
  return placed.toSorted((a, b) => a.x - b.x);
}

function distance(point: XyPoint, line: readonly { x: number; y: number }[], x: Scale, y: Scale): { x: number; y: number }[] {
  const across = x.of(point.x);
  if (across === null || y.of(point.y) === null) return [];
  const after = line.findIndex((each) => each.x >= across);
  const [a, b] = [line[Math.max(0, after - 1)], line[after]];
  if (!a || !b || after < 0 || (after === 0 && b.x > across)) return [];
  const there = a.x === b.x ? b.y : a.y + ((b.y - a.y) * (across - a.x)) / (b.x - a.x);
  return [{ x: point.x, y: y.log ? (point.y / y.valueAt(there) - 1) * 100 : point.y - y.valueAt(there) }];
}
