import type { XyFigure } from '@labwright/results';
import { GROWTH, STANDARD_CURVE } from '../fixtures/results';
import { residualsOf } from './residuals';
import { scaleOf } from './scale';

const figureOf = (result: { readonly figures: readonly unknown[] }) => result.figures[0] as XyFigure;

describe('distances from a fit', () => {
  const linear = (figure: XyFigure) => {
    const points = figure.series.flatMap((series) => series.points);
    return [
      scaleOf(
        points.map(({ x }) => x),
        figure.x.scale,
      ),
      scaleOf(
        points.map(({ y }) => y),
        figure.y.scale,
      ),
    ] as const;
  };

  it('of a straight line they are what was added to it, and a flagged point has none', () => {
    const [x, y] = [scaleOf([0, 10], 'linear'), scaleOf([0, 30], 'linear')];
    const off = [0.5, -0.25, 0, 1];
    const points = off.map((by, i) => ({ x: i * 2 + 1, y: 3 * (i * 2 + 1) + by }));
    const figure: XyFigure = {
      ...figureOf(STANDARD_CURVE),
      series: [
        { name: 'wells', style: 'points', group: 'a', points: [...points, { x: 5, y: 99, flagged: true }, { x: 20, y: 1 }] },
        { name: 'line', style: 'line', group: 'a', points: [{ x: 0, y: 0 }, { x: 10, y: 30 }] }, // prettier-ignore
      ],
    };
    const [subject] = residualsOf(figure, x, y);
    expect(subject?.points.map((point) => point.x)).toEqual([1, 3, 5, 7]);
    for (const [i, by] of off.entries()) expect(subject?.points[i]?.y).toBeCloseTo(by, 9);
  });

  it('of the fit of an exponential on a logarithmic axis they are per cent of the line; a median is no fit', () => {
    const figure = figureOf(GROWTH);
    const [x, y] = linear(figure);
    const [wild] = residualsOf(figure, x, y);
    expect(wild?.points.map((point) => point.x)).toEqual([0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5]);
    expect(wild?.points[0]?.y).toBeCloseTo(
      (((1.4 / (1 + (1.4 / 0.03 - 1) * Math.exp(-0.47))) * 1.01) / (0.03 * Math.exp(0.47)) - 1) * 100,
      6,
    );
    const medians = { ...figure, series: figure.series.filter(({ name }) => !name.includes('fit')) };
    expect(residualsOf(medians, x, y)).toEqual([]);
  });
});
