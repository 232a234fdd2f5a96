import { predictAt, type FittedCurve } from '@labwright/analysis';
import type { Axis, XyFigure, XyMark, XyPoint, XySeries } from './figure';
import { xyFigure } from './xy-figure';

/** Points of a drawn curve. */
const STEPS = 80;

export interface CurveDrawing {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curve: FittedCurve;
  readonly points: readonly XyPoint[];
  /** Besides points and curve, such as samples. */
  readonly more?: readonly XySeries[];
  readonly marks?: readonly XyMark[];
}

/** Points, the curve with the band of its confidence interval, and residuals. */
export function curveFigures({ title, x, y, curve, points, more = [], marks = [] }: CurveDrawing): readonly (XyFigure | null)[] {
  const drawn = stepsOver(curve, x.scale).map((at): XyPoint => {
    const { value, interval } = predictAt(curve, at);
    return { x: at, y: value, low: interval.low, high: interval.high };
  });
  const percent = Math.round(curve.confidence * 100);
  return [
    xyFigure({
      id: 'curve',
      title,
      x,
      y,
      series: [
        { name: `${percent} % confidence of the curve`, style: 'band', group: 'curve', points: drawn },
        { name: 'curve', style: 'line', group: 'curve', points: drawn.map((point) => ({ x: point.x, y: point.y })) },
        { name: 'wells', style: 'points', group: 'curve', points },
        ...more,
      ],
      marks,
    }),
    xyFigure({
      id: 'residuals',
      title: 'Residuals of the fit',
      x,
      y: { label: `${y.label} less the curve`, unit: y.unit, scale: 'linear' },
      series: [
        { name: 'wells', style: 'points', group: 'curve', points: curve.residuals.map(({ x: at, residual }) => ({ x: at, y: residual })) },
      ],
      marks: [{ axis: 'y', at: 0, label: 'the curve' }],
    }),
  ];
}

/** From the lowest to the highest point; on a logarithmic axis from the lowest above 0. */
function stepsOver({ range, residuals }: FittedCurve, scale: Axis['scale']): readonly number[] {
  const positive = residuals.map(({ x }) => x).filter((x) => x > 0);
  const [low, high] = scale === 'log' ? [Math.min(...positive), Math.max(...positive)] : [range.low, range.high];
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const part = i / STEPS;
    return scale === 'log' ? low * (high / low) ** part : low + part * (high - low);
  });
}
