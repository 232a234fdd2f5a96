import { studentT as subject } from './index';
import { studentTWithin } from './student-t';

describe('studentT', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t distribution.
  it.each([
    [1, 6.314, 12.706, 63.657],
    [2, 2.92, 4.303, 9.925],
    [3, 2.353, 3.182, 5.841],
    [4, 2.132, 2.776, 4.604],
    [5, 2.015, 2.571, 4.032],
    [10, 1.812, 2.228, 3.169],
    [23, 1.714, 2.069, 2.807],
    [30, 1.697, 2.042, 2.75],
    [60, 1.671, 2.0, 2.66],
    [100, 1.66, 1.984, 2.626],
  ])('with %i degrees of freedom gives the table values', (df, t90, t95, t99) => {
    expect(subject(0.9, df)).toBeCloseTo(t90, 3);
    expect(subject(0.95, df)).toBeCloseTo(t95, 3);
    expect(subject(0.99, df)).toBeCloseTo(t99, 3);
  });

  it('with 1 and 2 degrees of freedom agrees with the closed forms to 12 digits', () => {
    for (const confidence of [0.1, 0.5, 0.9, 0.95, 0.99, 0.999]) {
      expect(subject(confidence, 1) / Math.tan((Math.PI * confidence) / 2)).toBeCloseTo(1, 12);
      expect(subject(confidence, 2) / (confidence * Math.sqrt(2 / (1 - confidence * confidence)))).toBeCloseTo(1, 12);
    }
  });

  it('is undone by the distribution, and nears the normal 1.95996 with many degrees of freedom', () => {
    for (const df of [1, 2, 7, 8, 41, 400]) expect(studentTWithin(subject(0.95, df), df)).toBeCloseTo(0.95, 13);
    expect(subject(0.95, 20_000)).toBeCloseTo(1.95996, 3);
  });

  it.each([
    [0, 5],
    [1, 5],
    [0.95, 0],
    [0.95, 2.5],
  ])('refuses a confidence of %p with %p degrees of freedom', (confidence, df) => {
    expect(() => subject(confidence, df)).toThrow(RangeError);
  });
});
