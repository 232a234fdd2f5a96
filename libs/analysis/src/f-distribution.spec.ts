import { fAbove as subject } from './f-distribution';
import { studentTWithin } from './student-t';

describe('fAbove', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.3: upper critical values of the F distribution.
  it.each([
    [161.448, 1, 1, 0.05],
    [19.164, 3, 2, 0.05],
    [3.326, 5, 10, 0.05],
    [9.28, 3, 3, 0.05],
    [2.978, 10, 10, 0.05],
    [4.849, 10, 10, 0.01],
  ])('of %p with %i and %i degrees of freedom is %p as the table has it', (f, numerator, denominator, probability) => {
    expect(subject(f, numerator, denominator)).toBeCloseTo(probability, 3);
  });

  it('with 1 in the numerator is the square of Student t, and with 2 has a closed form', () => {
    for (const df of [1, 2, 9, 60, 500]) {
      for (const t of [0.3, 1, 2.5, 7]) expect(subject(t * t, 1, df)).toBeCloseTo(1 - studentTWithin(t, df), 12);
      expect(subject(3, 2, df)).toBeCloseTo((1 + 6 / df) ** (-df / 2), 12);
    }
  });

  it('is 1 at 0 and 0 at infinity, and the two tails of F and 1 / F are one', () => {
    expect(subject(0, 3, 4)).toBe(1);
    expect(subject(Infinity, 3, 4)).toBe(0);
    expect(subject(2.3, 7, 12) + subject(1 / 2.3, 12, 7)).toBeCloseTo(1, 12);
  });

  it('refuses degrees of freedom that are no whole number from 1', () => {
    expect(() => subject(1, 0, 5)).toThrow(RangeError);
    expect(() => subject(1, 2, 2.5)).toThrow(RangeError);
  });
});
