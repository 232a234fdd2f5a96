import fc from 'fast-check';
import { scaleOf } from './scale';

describe('the axis of a drawing', () => {
  it('begins and ends on round numbers', () => {
    const subject = scaleOf([0.1, 0.62], 'linear');
    expect(subject.ticks.map(({ value }) => value)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect([subject.of(0), subject.of(0.4), subject.of(0.8)]).toEqual([0, 0.5, 1]);
  });

  it('when it is logarithmic, puts a dose of nothing half a decade below the lowest and nothing below zero anywhere', () => {
    const subject = scaleOf([0, 0.05, 3.2], 'log');
    expect(subject.ticks.map(({ value }) => value)).toEqual([0, 0.1, 0.3, 1, 3]);
    expect(subject.of(0)).toBeCloseTo(0.08 / (Math.log10(3.2 / 0.05) + 0.66), 9);
    expect(subject.of(-1)).toBeNull();
    expect(scaleOf([0.05, 3.2], 'log').of(0)).toBeNull();
  });

  it('whatever the values, they stand on it, in their order, with 2 to 20 ticks', () => {
    const number = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
      .filter((value) => value === 0 || Math.abs(value) > 1e-9);
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), fc.constantFrom('linear', 'log'), (values, kind) => {
        const subject = scaleOf(values, kind);
        const placed = values.toSorted((a, b) => a - b).flatMap((value) => subject.of(value) ?? []);
        for (const at of placed) expect(at >= -1e-9 && at <= 1 + 1e-9).toBe(true);
        expect(placed).toEqual(placed.toSorted((a, b) => a - b));
        expect(subject.ticks.length).toBeGreaterThanOrEqual(subject.log ? 1 : 2);
        expect(subject.ticks.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 300 },
    );
  });

  it('gives back the value of a place', () => {
    for (const kind of ['linear', 'log'] as const) {
      const subject = scaleOf([0.02, 5], kind);
      expect(subject.valueAt(subject.of(0.7) ?? 0)).toBeCloseTo(0.7, 12);
    }
  });
});
