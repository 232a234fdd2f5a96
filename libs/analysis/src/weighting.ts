import type { Point } from './linear-regression';

/** How much a point counts in a fit, by its x or its y; the words are those of protocols. */
export const Weighting = { none: 'none', x: '1/x', x2: '1/x2', y: '1/y', y2: '1/y2' } as const;
export type Weighting = (typeof Weighting)[keyof typeof Weighting];

const RAW: Readonly<Record<Weighting, (point: Point) => number>> = {
  none: () => 1,
  '1/x': ({ x }) => 1 / x,
  '1/x2': ({ x }) => 1 / (x * x),
  '1/y': ({ y }) => 1 / y,
  '1/y2': ({ y }) => 1 / (y * y),
};

/** Weights of points, with what turns a raw weight into one of them. */
export interface Weights {
  /** One for each point, above 0, in their order. Their mean is 1, so that the scatter about a fit keeps the unit of y. */
  readonly values: readonly number[];
  /** The weight that a further point has in the same scale. */
  of(point: Point): number;
}

/**
 * A weight says that the variance at a point is proportional to its inverse: 1/x2 where the error is a constant part of x, as it often is
 * over decades of concentration. Where x (or y) is 0 or less such a weight does not exist; the point counts as the smallest above 0 does.
 * Source: Garden, Mitchell, Mills, Anal Chem 52 (1980) 2310; Almeida, Castel-Branco, Falcao, J Chromatogr B 774 (2002) 215.
 * Undefined when no point has a weight.
 */
export function weightsOf(points: readonly Point[], weighting: Weighting): Weights | undefined {
  const raw = RAW[weighting];
  const usable = points.filter((point) => positive(point, weighting)).map(raw);
  if (usable.length === 0) return undefined;
  const most = Math.max(...usable);
  const bounded = (point: Point): number => (positive(point, weighting) ? Math.min(raw(point), most) : most);
  const mean = points.reduce((sum, point) => sum + bounded(point), 0) / points.length;
  return { values: points.map((point) => bounded(point) / mean), of: (point) => bounded(point) / mean };
}

function positive({ x, y }: Point, weighting: Weighting): boolean {
  if (weighting === Weighting.none) return true;
  return weighting === Weighting.x || weighting === Weighting.x2 ? x > 0 : y > 0;
}
