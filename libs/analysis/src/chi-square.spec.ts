import { chiSquareBelow, chiSquareQuantile as subject } from './chi-square';

describe('chiSquareQuantile', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: critical values of the chi-square distribution.
  it.each([
    [1, 0.95, 3.841],
    [2, 0.95, 5.991],
    [3, 0.975, 9.348],
    [9, 0.025, 2.7],
    [9, 0.975, 19.023],
    [10, 0.05, 3.94],
    [50, 0.95, 67.505],
    [99, 0.025, 73.361],
    [99, 0.975, 128.422],
  ])('with %i degrees of freedom stays below %p of the table: %p', (df, probability, value) => {
    expect(subject(probability, df)).toBeCloseTo(value, 3);
  });

  it('is undone by the distribution, also with thousands of degrees of freedom', () => {
    for (const df of [1, 2, 7, 50, 4000, 80_000]) {
      for (const probability of [0.001, 0.025, 0.5, 0.975])
        expect(chiSquareBelow(subject(probability, df), df)).toBeCloseTo(probability, 9);
    }
  });

  it('with 2 degrees of freedom agrees with its closed form to 12 digits', () => {
    for (const probability of [0.001, 0.5, 0.999]) expect(subject(probability, 2) / (-2 * Math.log1p(-probability))).toBeCloseTo(1, 12);
  });

  it.each([
    [0, 5],
    [1, 5],
    [0.5, 0],
    [0.5, 2.5],
    [0.5, 200_000],
  ])('refuses a probability of %p with %p degrees of freedom', (probability, df) => {
    expect(() => subject(probability, df)).toThrow(RangeError);
  });
});
