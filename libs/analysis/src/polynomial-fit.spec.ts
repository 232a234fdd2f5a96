import * as fc from 'fast-check';
import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { fitPolynomial as subject, type FitOptions, type Point, type PolynomialFit } from './index';

const LEVELS = [0, 1, 2, 4, 6, 8, 10];
const points = (f: (x: number) => number): Point[] => LEVELS.flatMap((x) => [x, x]).map((x) => ({ x, y: f(x) }));
const fitted = (data: readonly Point[], model: 'linear' | 'quadratic', options?: FitOptions): PolynomialFit =>
  sufficient(subject(data, model, options));

describe('fitPolynomial', () => {
  it('recovers a parabola without noise, whatever the weights', () => {
    const curve = points((x) => 0.1 + 0.5 * x - 0.02 * x * x);
    for (const weights of ['none', '1/x', '1/x2', '1/y', '1/y2'] as const) {
      const { intercept, slope, curvature, rSquared } = fitted(curve, 'quadratic', { weights });
      expect(intercept.value).toBeCloseTo(0.1, 10);
      expect(slope.value).toBeCloseTo(0.5, 10);
      expect(curvature?.value).toBeCloseTo(-0.02, 10);
      expect(rSquared).toBeCloseTo(1, 12);
    }
  });

  it('when x and y are in other units, parameters, errors and residuals go with them', () => {
    const deviate = normal(3);
    const plain = points((x) => 0.2 + 0.3 * x + 0.05 * deviate());
    const line = fitted(plain, 'linear', { weights: '1/x' });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1000, noNaN: true }), fc.double({ min: 0.001, max: 1000, noNaN: true }), (inX, inY) => {
        const other = fitted(
          plain.map(({ x, y }) => ({ x: x * inX, y: y * inY })),
          'linear',
          { weights: '1/x' },
        );
        expect(other.slope.value / ((line.slope.value * inY) / inX)).toBeCloseTo(1, 9);
        expect(other.slope.standardError / ((line.slope.standardError * inY) / inX)).toBeCloseTo(1, 9);
        expect(other.residualDeviation / (line.residualDeviation * inY)).toBeCloseTo(1, 9);
        expect(other.residuals[3]?.standardized).toBeCloseTo(line.residuals[3]?.standardized ?? Number.NaN, 9);
        expect(other.lackOfFit?.pValue).toBeCloseTo(line.lackOfFit?.pValue ?? Number.NaN, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('has the true slope in its 95 % interval in about 95 % of 1500 calibrations whose error grows with x, and a lack of fit in about 5 %', () => {
    const deviate = normal(17);
    let [covered, lacking] = [0, 0];
    const runs = 1500;
    for (let run = 0; run < runs; run += 1) {
      const data = LEVELS.slice(1).flatMap((x) => [x, x, x].map((level) => ({ x: level, y: 0.1 + 0.3 * level * (1 + 0.05 * deviate()) })));
      const { slope, lackOfFit } = fitted(data, 'linear', { weights: '1/x2' });
      if (slope.interval.low <= 0.3 && slope.interval.high >= 0.3) covered += 1;
      if ((lackOfFit?.pValue ?? 1) < 0.05) lacking += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.97);
    expect(lacking / runs).toBeGreaterThan(0.03);
    expect(lacking / runs).toBeLessThan(0.07);
  });

  it('when points bend and a line is asked for, shows the lack of fit; a parabola has none', () => {
    const deviate = normal(5);
    const bent = points((x) => 0.5 * x - 0.02 * x * x + 0.02 * deviate());
    expect(fitted(bent, 'linear').lackOfFit?.pValue).toBeLessThan(0.001);
    expect(fitted(bent, 'quadratic').lackOfFit?.pValue).toBeGreaterThan(0.05);
  });

  it('gives a blank at 0 the weight of the lowest standard, where 1/x has none', () => {
    const { weightOf } = fitted(
      points((x) => x),
      'linear',
      { weights: '1/x' },
    );
    expect(weightOf({ x: 0, y: 0 })).toBe(weightOf({ x: 1, y: 1 }));
    expect(weightOf({ x: 2, y: 2 })).toBeCloseTo(weightOf({ x: 1, y: 1 }) / 2, 12);
  });

  it.each([
    ['two points', [1, 2], [1, 2], 'linear'],
    ['one level', [1, 1, 1], [1, 2, 3], 'linear'],
    ['two levels for a parabola', [1, 1, 2, 2], [1, 2, 3, 4], 'quadratic'],
    ['a value that is no number', [1, 2, 3, 4], [1, Number.NaN, 3, 4], 'linear'],
  ] as const)('with %s says that it is insufficient', (_what, x, y, model) => {
    const data = x.map((value, index) => ({ x: value, y: y[index] ?? 0 }));
    expect(subject(data, model).kind).toBe('insufficient');
  });

  it('when weights by 1/y have no y above 0 to go by, says so; a list of another length is a mistake', () => {
    expect(
      subject(
        points((x) => -1 - x),
        'linear',
        { weights: '1/y' },
      ),
    ).toEqual({ kind: 'insufficient', why: 'weights of 1/y need a point with a value above 0' });
    expect(() =>
      subject(
        points((x) => x),
        'linear',
        { weights: [1, 2] },
      ),
    ).toThrow(RangeError);
  });
});
