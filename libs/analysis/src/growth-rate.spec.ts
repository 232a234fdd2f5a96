import * as fc from 'fast-check';
import { normal as noise } from './examples/noise';
import { growthRate as subject, type GrowthPoint, type GrowthRate } from './index';

const RATE = 1.7;
const every = (minutes: number, count: number): number[] => Array.from({ length: count }, (_, index) => (index * minutes) / 60);
const exponential = (hours: readonly number[], od0 = 0.035, rate = RATE): GrowthPoint[] =>
  hours.map((at) => ({ hours: at, od: od0 * Math.exp(rate * at) }));

function grown(points: readonly GrowthPoint[], options?: Parameters<typeof subject>[1]): GrowthRate {
  const result = subject(points, options);
  if (result.kind !== 'ok') throw new Error(result.why);
  return result;
}

describe('growthRate', () => {
  it('gives the textbook case of 5e7 to 1e8 cells/mL in 2 h: one generation of 2 h (Madigan et al., Brock Biology, section on growth)', () => {
    const points = every(24, 6).map((at) => ({ hours: at, od: 5e7 * 2 ** (at / 2) }));
    const result = grown(points, { minOd: 1e7, maxOd: 1e9 });
    expect(result.doublingTime).toBeCloseTo(2, 9);
    expect(result.rate).toBeCloseTo(0.3466, 4);
  });

  it('recovers any exponential without noise exactly, without lag', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 2.5, noNaN: true }), fc.double({ min: 0.03, max: 0.1, noNaN: true }), (rate, od0) => {
        const result = grown(exponential(every(4, 60), od0, rate));
        expect(result.rate).toBeCloseTo(rate, 9);
        expect(result.lag).toBeCloseTo(0, 6);
        expect(result.window.straight).toBe(true);
      }),
    );
  });

  it('when the density is in other units, or the clock starts elsewhere, the rate is the same', () => {
    const deviate = noise(7);
    const points = exponential(every(4, 30)).map(({ hours, od }) => ({ hours, od: od * Math.exp(0.02 * deviate()) }));
    const plain = grown(points);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1000, noNaN: true }), fc.integer({ min: -100, max: 100 }), (scale, shift) => {
        const moved = points.map(({ hours, od }) => ({ hours: hours + shift, od: od * scale }));
        const result = grown(moved, { minOd: 0.03 * scale, maxOd: 0.3 * scale });
        expect(result.rate).toBeCloseTo(plain.rate, 6);
        expect(result.standardError).toBeCloseTo(plain.standardError, 6);
        expect(result.lag).toBeCloseTo(plain.lag, 6);
      }),
    );
  });

  it('when a culture lags, grows and levels off, finds the rate and the lag of its exponential phase', () => {
    // Three-phase linear model of Buchanan, Whiting, Damert, Food Microbiol 14 (1997) 313, with 1 % noise.
    const deviate = noise(11);
    const points = every(5, 96).map((hours) => {
      const od = 0.035 * Math.exp(RATE * Math.min(Math.max(hours - 1.5, 0), 1.15));
      return { hours, od: od * Math.exp(0.01 * deviate()) };
    });
    const result = grown(points);
    expect(Math.abs(result.rate / RATE - 1)).toBeLessThan(0.03);
    expect(Math.abs(result.lag - 1.5)).toBeLessThan(0.05);
    expect(result.window.fromHours).toBeGreaterThan(1.3);
    expect(result.window.toHours).toBeLessThan(2.8);
  });

  it('has the true rate in its 95 % interval in about 95 % of 1500 noisy cultures', () => {
    const deviate = noise(20_261);
    let hits = 0;
    const cultures = 1500;
    for (let culture = 0; culture < cultures; culture += 1) {
      const { interval } = grown(exponential(every(4, 24)).map(({ hours, od }) => ({ hours, od: od * Math.exp(0.03 * deviate()) })));
      if (interval.low <= RATE && RATE <= interval.high) hits += 1;
    }
    // Three standard deviations of a binomial share of 1500 are 1.7 %.
    expect(hits / cultures).toBeGreaterThan(0.933);
    expect(hits / cultures).toBeLessThan(0.967);
  });

  it('turns the interval of the rate into one of the doubling time, open where the rate may be 0', () => {
    const sure = grown(exponential(every(4, 20)).map((point, index) => ({ ...point, od: point.od * (index % 2 === 0 ? 1.01 : 0.99) })));
    expect(sure.doublingTimeInterval.low).toBeCloseTo(Math.LN2 / sure.interval.high, 12);
    expect(sure.doublingTimeInterval.high).toBeCloseTo(Math.LN2 / sure.interval.low, 12);
    const unsure = [0.1, 0.2, 0.1, 0.2, 0.1, 0.2].map((od, hours) => ({ hours, od }));
    expect(grown(unsure).doublingTimeInterval.high).toBeNull();
  });

  it.each([
    ['no points', [], '0 points lie'],
    ['a curve that stays below the bounds', exponential(every(4, 10), 0.001), '0 points lie'],
    ['too few points', exponential(every(20, 5)), '4 points lie'],
    ['a dying culture', exponential(every(4, 20), 0.29, -1), 'does not rise'],
    ['values that are no numbers', every(4, 9).map((hours) => ({ hours, od: Number.NaN })), '0 points lie'],
  ])('with %s says why it is insufficient', (_what, points, why) => {
    expect(subject(points)).toEqual({ kind: 'insufficient', why: expect.stringContaining(why) as string });
  });

  it('answers any points with a value, never an exception or NaN', () => {
    const point = fc.record({ hours: fc.double({ min: 0, max: 20 }), od: fc.double({ min: -0.1, max: 1 }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        const result = subject(points);
        if (result.kind === 'ok') for (const value of [result.rate, result.lag, result.doublingTime]) expect(value).not.toBeNaN();
      }),
    );
  });
});
