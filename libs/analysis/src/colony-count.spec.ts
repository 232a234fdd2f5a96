import * as fc from 'fast-check';
import { sufficient } from './examples/worked-example';
import { colonyCount as subject, poissonInterval, transformationEfficiency, type ColonyPlate } from './index';

const plate = (colonies: number | null, dilution = 100, platedMl = 0.1): ColonyPlate => ({ colonies, dilution, platedMl });

describe('colonyCount', () => {
  it('is the sum of colonies over V (n1 + 0.1 n2) d, whatever plates of two steps of ten were counted', () => {
    const many = fc.array(fc.integer({ min: 25, max: 250 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(many, many, (first, second) => {
        const total = [...first, ...second].reduce((sum, colonies) => sum + colonies, 0);
        const result = sufficient(subject([...first.map((c) => plate(c)), ...second.map((c) => plate(c, 1000))]));
        expect(result.perMl / (total / (0.1 * (first.length + 0.1 * second.length) * 0.01))).toBeCloseTo(1, 12);
        expect(result.interval.low).toBeLessThan(result.perMl);
        expect(result.interval.high).toBeGreaterThan(result.perMl);
      }),
    );
  });

  it('leaves out plates with too few or too many, and flags them', () => {
    const result = sufficient(subject([plate(null, 10), plate(300), plate(40, 1000), plate(5, 10_000)]));
    expect(result).toMatchObject({ colonies: 40, plates: ['too_many', 'too_many', 'counted', 'too_few'], agreement: null });
    expect(result.perMl).toBeCloseTo(400_000, 6);
  });

  it('when all plates have few colonies, counts them though, and says so', () => {
    const result = sufficient(subject([plate(12), plate(9)]));
    expect(result).toMatchObject({ colonies: 21, beyond: null, plates: ['counted_though_too_few', 'counted_though_too_few'] });
  });

  it('when there are none at all, is below one colony, with the exact upper end', () => {
    const result = sufficient(subject([plate(0), plate(0)]));
    expect(result).toMatchObject({ beyond: 'below', colonies: 0, interval: { low: 0 } });
    expect(result.perMl).toBeCloseTo(500, 9);
    expect(result.interval.high).toBeCloseTo(3.6889 * 500, 0);
  });

  it('when all plates have too many, is above what would count on the most diluted', () => {
    expect(subject([plate(null), plate(null, 1000)])).toMatchObject({
      beyond: 'above',
      perMl: 2_500_000,
      interval: { low: 2_500_000, high: null },
    });
  });

  it('when plates of one dilution differ more than colonies scatter, shows it', () => {
    expect(sufficient(subject([plate(100), plate(110)])).agreement).toBeGreaterThan(0.3);
    expect(sufficient(subject([plate(60), plate(140)])).agreement).toBeLessThan(0.001);
  });

  it('refuses half a colony and a dilution below 1', () => {
    expect(() => subject([plate(1.5)])).toThrow(RangeError);
    expect(() => subject([plate(1, 0.5)])).toThrow(RangeError);
    expect(subject([]).kind).toBe('insufficient');
  });
});

describe('transformationEfficiency', () => {
  it('carries interval and bound on', () => {
    const none = sufficient(subject([plate(0, 1)]));
    expect(transformationEfficiency(none, { suspensionMl: 1, dnaMicrograms: 0.01 })).toMatchObject({
      perMicrogram: expect.closeTo(1000, 9),
      beyond: 'below',
      interval: { low: 0, high: expect.closeTo(3688.9, 1) },
    });
    const many = sufficient(subject([plate(null, 1)]));
    expect(transformationEfficiency(many, { suspensionMl: 1, dnaMicrograms: 0.01 })).toMatchObject({
      beyond: 'above',
      interval: { high: null },
    });
    expect(() => transformationEfficiency(many, { suspensionMl: 1, dnaMicrograms: 0 })).toThrow(RangeError);
  });
});

describe('poissonInterval', () => {
  it('holds every mean with 95 % probability or more', () => {
    const intervals = Array.from({ length: 80 }, (_, count) => poissonInterval(count));
    for (const mean of [0.5, 1, 2.5, 5, 10, 25]) {
      let [probability, covered] = [Math.exp(-mean), 0];
      for (const [count, { low, high }] of intervals.entries()) {
        if (low <= mean && mean <= high) covered += probability;
        probability *= mean / (count + 1);
      }
      expect(covered).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('refuses a count that is no whole number from 0', () => {
    expect(() => poissonInterval(-1)).toThrow(RangeError);
    expect(() => poissonInterval(2.5)).toThrow(RangeError);
  });
});
