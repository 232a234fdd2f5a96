import * as fc from 'fast-check';
import { NORRIS } from './examples/data';
import { fitLine as subject, studentT, type Line, type Point } from './index';
import { bend, bendBound } from './linear-regression';

/** Draper and Smith, Applied Regression Analysis, table 1.1: steam used in a month (y) against mean temperature in degF (x). */
const STEAM_Y = [
  10.98, 11.13, 12.51, 8.4, 9.27, 8.73, 6.36, 8.5, 7.82, 9.14, 8.24, 12.19, 11.88, 9.57, 10.94, 9.58, 10.09, 8.11, 6.83, 8.88, 7.68, 8.47,
  8.86, 10.36, 11.08,
];
const STEAM_X = [
  35.3, 29.7, 30.8, 58.8, 61.4, 71.3, 74.4, 76.7, 70.7, 57.5, 46.4, 28.9, 28.1, 39.1, 46.8, 48.5, 59.3, 70, 70, 74.5, 72.1, 58.1, 44.6,
  33.4, 28.6,
];

const points = (x: readonly number[], y: readonly number[]): Point[] => x.map((value, index) => ({ x: value, y: y[index] ?? Number.NaN }));

function fitted(data: readonly Point[]): Line {
  const line = subject(data);
  if (line.kind !== 'ok') throw new Error(line.why);
  return line;
}

describe('fitLine', () => {
  it('gives the certified values of NIST StRD Norris', () => {
    const line = fitted(NORRIS);
    expect(line.slope).toBeCloseTo(1.00211681802045, 12);
    expect(line.slopeError).toBeCloseTo(0.429796848199937e-3, 12);
    expect(line.intercept).toBeCloseTo(-0.262323073774029, 11);
    expect(line.interceptError).toBeCloseTo(0.232818234301152, 11);
    expect(line.residualDeviation).toBeCloseTo(0.884796396144373, 11);
    expect(line.rSquared).toBeCloseTo(0.999993745883712, 13);
    expect(line.degreesOfFreedom).toBe(34);
  });

  it('gives the worked example of Draper and Smith, section 1.2 to 1.4: the steam data, with the interval of the slope', () => {
    const line = fitted(points(STEAM_X, STEAM_Y));
    expect(line.slope).toBeCloseTo(-0.0798, 4);
    expect(line.intercept).toBeCloseTo(13.623, 3);
    expect(line.residualDeviation).toBeCloseTo(0.8901, 4);
    expect(line.slopeError).toBeCloseTo(0.0105, 4);
    const half = studentT(0.95, line.degreesOfFreedom) * line.slopeError;
    expect(line.slope - half).toBeCloseTo(-0.1016, 4);
    expect(line.slope + half).toBeCloseTo(-0.0581, 4);
  });

  it('when y is scaled and x moved, the slope and its error scale and R squared stays', () => {
    const coordinate = fc.integer({ min: -1000, max: 1000 });
    const data = fc.uniqueArray(fc.record({ x: coordinate, y: coordinate }), { minLength: 3, maxLength: 20, selector: ({ x }) => x });
    fc.assert(
      fc.property(data, fc.double({ min: 0.1, max: 10, noNaN: true }), coordinate, (plain, scale, shift) => {
        const line = fitted(plain);
        const moved = fitted(plain.map(({ x, y }) => ({ x: x + shift, y: y * scale })));
        expect(moved.slope).toBeCloseTo(line.slope * scale, 6);
        expect(moved.slopeError).toBeCloseTo(line.slopeError * scale, 6);
        expect(moved.rSquared).toBeCloseTo(line.rSquared, 6);
      }),
    );
  });

  it.each([
    ['two points', [1, 2], [1, 2]],
    ['one x only', [1, 1, 1], [1, 2, 3]],
    ['a value that is no number', [1, 2, 3], [1, Number.NaN, 3]],
  ])('with %s says that it is insufficient', (_what, x, y) => {
    expect(subject(points(x, y)).kind).toBe('insufficient');
  });
});

describe('bend', () => {
  const NOISE = [0.1, -0.2, 0.15, -0.05, 0.1, -0.15, 0.05, 0.02, -0.1, 0.08, -0.12, 0.03];
  const curve = (f: (x: number) => number): Point[] => NOISE.map((y, x) => ({ x, y: y + f(x) }));

  it('stays below its bound for a line with noise', () => {
    const straight = curve((x) => 2 * x);
    expect(bend(straight, fitted(straight))).toBeLessThan(bendBound(0.99, 8));
  });

  it.each([
    ['a bow', (x: number) => 2 * x - 0.2 * x * x],
    ['an S of lag, rise and plateau', (x: number) => 2 * Math.min(Math.max(x - 3, 0), 5)],
  ])('is far above it for %s', (_what, f) => {
    const bent = curve(f);
    expect(bend(bent, fitted(bent))).toBeGreaterThan(2 * bendBound(0.99, 8));
  });

  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.3: upper critical values of the F distribution, 2 in the numerator.
  it.each([
    [1, 199.5, 4999.5],
    [2, 19.0, 99.0],
    [10, 4.103, 7.559],
    [20, 3.493, 5.849],
    [100, 3.087, 4.824],
  ])('has the bound of the table for %i degrees of freedom', (df, f95, f99) => {
    expect(bendBound(0.95, df) / f95).toBeCloseTo(1, 3);
    expect(bendBound(0.99, df) / f99).toBeCloseTo(1, 3);
  });
});
