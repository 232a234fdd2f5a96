import * as fc from 'fast-check';
import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { effectiveDose, fitFourParameter as subject, type FourParameterFit, type FourParameterOptions, type Point } from './index';

const DOSES = [0, 0.1, 0.3, 1, 3, 10, 30, 100];
const at = (lower: number, upper: number, ec50: number, hill: number, x: number): number =>
  lower + (upper - lower) / (1 + (ec50 / x) ** hill);
const curve = (lower: number, upper: number, ec50: number, hill: number, noise: () => number = () => 0): Point[] =>
  DOSES.flatMap((x) => [x, x, x]).map((x) => ({ x, y: at(lower, upper, ec50, hill, x) + noise() }));
const fitted = (data: readonly Point[], options?: FourParameterOptions): FourParameterFit => sufficient(subject(data, options));
const why = (data: readonly Point[], options?: FourParameterOptions): string => {
  const result = subject(data, options);
  return result.kind === 'insufficient' ? result.why : 'it sufficed';
};

describe('fitFourParameter', () => {
  it('recovers any rising or falling curve without noise, with a dose of 0', () => {
    const span = fc.double({ min: 0.5, max: 3, noNaN: true });
    const slope = fc.double({ min: 0.6, max: 3, noNaN: true });
    fc.assert(
      fc.property(span, fc.double({ min: 0.5, max: 20, noNaN: true }), slope, fc.boolean(), (height, ec50, steep, rises) => {
        const hill = rises ? steep : -steep;
        const fit = fitted(curve(0.1, 0.1 + height, ec50, hill));
        expect(fit.lower.value).toBeCloseTo(0.1, 6);
        expect(fit.upper.value).toBeCloseTo(0.1 + height, 6);
        expect(fit.ec50.value / ec50).toBeCloseTo(1, 6);
        expect(fit.hill.value).toBeCloseTo(hill, 6);
        expect(fit.rSquared).toBeCloseTo(1, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('has the true EC50 and slope in their 95 % intervals in about 95 % of 300 noisy curves', () => {
    const deviate = normal(29);
    const runs = 300;
    let [ec50s, hills] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const { ec50, hill } = fitted(curve(0.05, 2, 4, 1.2, () => 0.05 * deviate()));
      if (ec50.interval.low <= 4 && ec50.interval.high >= 4) ec50s += 1;
      if (hill.interval.low <= 1.2 && hill.interval.high >= 1.2) hills += 1;
    }
    for (const covered of [ec50s, hills]) {
      expect(covered / runs).toBeGreaterThan(0.93);
      expect(covered / runs).toBeLessThan(0.97);
    }
  });

  it('when dose and signal are in other units, the parameters go with them', () => {
    const deviate = normal(31);
    const plain = curve(0.05, 2, 4, -1.2, () => 0.05 * deviate());
    const fit = fitted(plain, { weights: '1/y' });
    const other = fitted(
      plain.map(({ x, y }) => ({ x: x / 1000, y: y * 500 })),
      { weights: '1/y' },
    );
    expect(other.ec50.value / (fit.ec50.value / 1000)).toBeCloseTo(1, 8);
    expect(other.ec50.standardError / (fit.ec50.standardError / 1000)).toBeCloseTo(1, 6);
    expect(other.upper.standardError / (fit.upper.standardError * 500)).toBeCloseTo(1, 6);
    expect(other.hill.value).toBeCloseTo(fit.hill.value, 8);
    expect(effectiveDose(other, 50).value / other.ec50.value).toBeCloseTo(1, 12);
    expect(effectiveDose(other, 50).standardError / other.ec50.standardError).toBeCloseTo(1, 12);
  });

  it('keeps lower where it is told to', () => {
    const { lower, upper, degreesOfFreedom } = fitted(curve(0, 2, 4, 1.2), { lower: 0 });
    expect(lower).toEqual({ value: 0, standardError: 0, interval: { low: 0, high: 0 } });
    expect(upper.value).toBeCloseTo(2, 8);
    expect(degreesOfFreedom).toBe(21);
  });

  it('when the upper plateau is not reached, says so instead of a number', () => {
    const deviate = normal(37);
    const start = curve(0.05, 4, 30, 1, () => 0.03 * deviate()).filter(({ x }) => x <= 10);
    expect(why(start)).toMatch(/plateau is not shown|outside the doses|converges/);
  });

  it.each([
    ['four levels', curve(0, 1, 3, 1).filter(({ x }) => x >= 1 && x <= 30), /needs 5 levels, there are 4/],
    ['signals that are all the same', curve(1, 1, 3, 1), /does not vary/],
    ['a dose below 0', [...curve(0, 1, 3, 1), { x: -1, y: 0 }], /below 0/],
    ['a value that is no number', [...curve(0, 1, 3, 1), { x: 1, y: Number.NaN }], /no number/],
  ])('with %s says that it is insufficient', (_what, data, reason) => {
    expect(why(data)).toMatch(reason);
  });

  it('calls noise without a dose response insufficient in at least eight of ten plates', () => {
    const deviate = normal(41);
    const runs = 25;
    const refused = Array.from({ length: runs }, () => subject(curve(1, 1, 3, 1, () => 0.1 * deviate()))).filter(
      ({ kind }) => kind === 'insufficient',
    );
    expect(refused.length / runs).toBeGreaterThan(0.8);
  });
});

describe('effectiveDose', () => {
  it('of a rising and of a falling curve is where that part of the way is gone', () => {
    for (const hill of [1.5, -1.5]) {
      const fit = fitted(curve(0.1, 2.1, 4, hill));
      const { value } = effectiveDose(fit, 20);
      expect(at(0.1, 2.1, 4, hill, value)).toBeCloseTo(hill > 0 ? 0.5 : 1.7, 6);
    }
  });

  it('refuses an effect that is none or all', () => {
    const fit = fitted(curve(0.1, 2.1, 4, 1));
    expect(() => effectiveDose(fit, 0)).toThrow(RangeError);
    expect(() => effectiveDose(fit, 100)).toThrow(RangeError);
  });
});
