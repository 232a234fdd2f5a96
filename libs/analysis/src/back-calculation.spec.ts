import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { backCalculate as subject, blankLimits, fitCurve, recoveries, type FittedCurve, type FitOptions, type Point } from './index';

const STANDARDS = [0, 0.5, 1, 2, 4, 8, 16, 32].flatMap((x) => [x, x]);
const MODELS = {
  linear: (x: number): number => 0.05 + 0.06 * x,
  quadratic: (x: number): number => 0.05 + 0.08 * x - 0.0008 * x * x,
  four_parameter: (x: number): number => 0.05 + 2.2 / (1 + 8 / x),
};
type Model = keyof typeof MODELS;
const standards = (model: Model, noise: () => number = () => 0): Point[] => STANDARDS.map((x) => ({ x, y: MODELS[model](x) + noise() }));
const curveOf = (model: Model, noise?: () => number, options?: FitOptions): FittedCurve =>
  sufficient(fitCurve(model, standards(model, noise), options));

describe('backCalculate', () => {
  it.each(Object.keys(MODELS) as Model[])('of a %s curve undoes it inside the standards', (model) => {
    const curve = curveOf(model);
    for (const x of [0.7, 3, 12, 31]) {
      const result = subject(curve, [MODELS[model](x)]);
      expect(result.kind).toBe('ok');
      if (result.kind === 'ok') expect(result.value / x).toBeCloseTo(1, 6);
    }
  });

  it.each(Object.keys(MODELS) as Model[])(
    'of a %s curve has the true concentration in its 95 %% interval in about 95 %% of 400 plates of three replicates',
    (model) => {
      const deviate = normal(43);
      const noise = (): number => 0.02 * deviate();
      const runs = 400;
      let covered = 0;
      for (let run = 0; run < runs; run += 1) {
        const truth = 3 + (10 * run) / runs;
        const result = subject(
          curveOf(model, noise),
          [0, 1, 2].map(() => MODELS[model](truth) + noise()),
        );
        if (result.kind === 'ok' && result.interval && result.interval.low <= truth && result.interval.high >= truth) covered += 1;
      }
      expect(covered / runs).toBeGreaterThan(0.925);
      expect(covered / runs).toBeLessThan(0.975);
    },
  );

  it.each(Object.keys(MODELS) as Model[])('of a %s curve gives no number outside the standards', (model) => {
    const deviate = normal(47);
    const curve = curveOf(model, () => 0.002 * deviate());
    expect(subject(curve, [-0.1])).toMatchObject({ kind: 'out_of_range', side: 'below', limit: 0 });
    expect(subject(curve, [MODELS[model](40)])).toMatchObject({ kind: 'out_of_range', side: 'above', limit: 32 });
  });

  it('beyond a plateau has nothing to extrapolate to, and tells rising from falling', () => {
    const rising = curveOf('four_parameter');
    expect(subject(rising, [3])).toEqual({ kind: 'out_of_range', side: 'above', limit: 32, extrapolated: null });
    const falling = sufficient(
      fitCurve(
        'four_parameter',
        standards('four_parameter').map(({ x, y }) => ({ x, y: 3 - y })),
      ),
    );
    expect(subject(falling, [0.1])).toMatchObject({ kind: 'out_of_range', side: 'above', extrapolated: null });
    expect(subject(falling, [2.99])).toMatchObject({ kind: 'out_of_range', side: 'below', extrapolated: null });
  });

  it('with more replicates has a narrower interval, and where the weights say that a sample scatters less too', () => {
    const deviate = normal(53);
    const curve = curveOf('linear', () => 0.02 * deviate(), { weights: '1/x' });
    const width = (signals: readonly number[], weight?: number): number => {
      const result = subject(curve, signals, weight === undefined ? {} : { weight });
      return result.kind === 'ok' && result.interval ? result.interval.high - result.interval.low : Number.NaN;
    };
    const one = width([0.5]);
    expect(width([0.5, 0.5, 0.5])).toBeLessThan(0.8 * one);
    expect(width([0.5], 100)).toBeLessThan(width([0.5], 1));
  });

  it('when the slope is not told from 0, has no interval', () => {
    const deviate = normal(59);
    const curve = sufficient(
      fitCurve(
        'linear',
        STANDARDS.map((x) => ({ x, y: 1 + 0.0001 * x + 0.1 * deviate() })),
      ),
    );
    const inside = (curve.residuals[0]?.fitted ?? 0) * 0.5 + (curve.residuals.at(-1)?.fitted ?? 0) * 0.5;
    expect(subject(curve, [inside])).toMatchObject({ kind: 'ok', interval: null });
  });

  it('when a parabola turns back among the standards, reads nothing from it', () => {
    const turning = sufficient(
      fitCurve(
        'quadratic',
        STANDARDS.map((x) => ({ x, y: 2 - 0.01 * (x - 20) ** 2 })),
      ),
    );
    expect(subject(turning, [1])).toMatchObject({ kind: 'insufficient', why: expect.stringContaining('turns back') });
  });

  it('without a usable signal says so', () => {
    expect(subject(curveOf('linear'), [Number.NaN])).toEqual({ kind: 'insufficient', why: 'there is no usable signal' });
  });
});

describe('recoveries', () => {
  it('of standards on the curve are 100 %, and none at 0', () => {
    const found = recoveries(curveOf('four_parameter'));
    expect(found).toHaveLength(STANDARDS.length);
    for (const { x, percent } of found) {
      if (x === 0) expect(percent).toBeNull();
      else expect(percent).toBeCloseTo(100, 3);
    }
  });
});

describe('blankLimits', () => {
  it('of a line are 3 and 10 deviations over its slope above a blank that lies on it', () => {
    const limits = sufficient(blankLimits({ mean: 0.05, standardDeviation: 0.003 }, curveOf('linear')));
    expect(limits.detection).toBeCloseTo(0.15, 9);
    expect(limits.quantification).toBeCloseTo(0.5, 9);
  });

  it('of a falling curve lie below the blank, and where the curve does not reach there is none', () => {
    const falling = sufficient(
      fitCurve(
        'four_parameter',
        standards('four_parameter').map(({ x, y }) => ({ x, y: 3 - y })),
      ),
    );
    const limits = sufficient(blankLimits({ mean: 2.95, standardDeviation: 0.05 }, falling));
    expect(limits.detectionSignal).toBeCloseTo(2.8, 9);
    expect(limits.detection).toBeGreaterThan(0);
    expect(sufficient(blankLimits({ mean: 2.95, standardDeviation: 5 }, falling)).detection).toBeNull();
  });

  it('of one blank cannot be known', () => {
    expect(blankLimits({ mean: 0.05, standardDeviation: null }, curveOf('linear')).kind).toBe('insufficient');
  });
});
