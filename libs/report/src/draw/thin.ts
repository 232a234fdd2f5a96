interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * At most `most` of these points, at least 3, first and last among them, that keep the look of the line: the largest-triangle-three-buckets
 * method of S. Steinarsson, "Downsampling Time Series for Visual Representation", University of Iceland, 2013. Points are in order of x.
 */
export function thinned<Point extends Place>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most || most < 3) return points;
  const bucket = (points.length - 2) / (most - 2);
  const startOf = (i: number) => Math.floor(i * bucket) + 1;
  const kept: Point[] = [points[0]!];
  for (let i = 0; i < most - 2; i++) {
    const next = points.slice(startOf(i + 1), Math.min(startOf(i + 2), points.length));
    const ahead = next.length === 0 ? points.at(-1)! : { x: mean(next, 'x'), y: mean(next, 'y') };
    kept.push(largest(points, startOf(i), startOf(i + 1), kept.at(-1)!, ahead));
  }
  kept.push(points.at(-1)!);
  return kept;
}

function largest<Point extends Place>(points: readonly Point[], from: number, to: number, before: Place, ahead: Place): Point {
  let best = points[from]!;
  let bestArea = -1;
  for (let i = from; i < to; i++) {
    const point = points[i]!;
    const area = Math.abs((before.x - ahead.x) * (point.y - before.y) - (before.x - point.x) * (ahead.y - before.y));
    if (area > bestArea) [best, bestArea] = [point, area];
  }
  return best;
}

function mean(points: readonly Place[], axis: 'x' | 'y'): number {
  return points.reduce((sum, point) => sum + point[axis], 0) / points.length;
}
