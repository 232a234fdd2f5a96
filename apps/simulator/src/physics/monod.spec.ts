import * as fc from 'fast-check';
import { grow as subject } from './monod';

/** The same equation by many small steps of Heun's method. */
function bySmallSteps(cells: number, nutrient: number, saturation: number, effort: number): number {
  const total = cells + nutrient;
  const slope = (x: number): number => (x * Math.max(total - x, 0)) / (saturation + Math.max(total - x, 0));
  const steps = 4000;
  let x = cells;
  for (let step = 0; step < steps; step += 1) {
    const first = slope(x);
    x += ((first + slope(x + (first * effort) / steps)) / 2) * (effort / steps);
  }
  return x;
}

describe('grow', () => {
  it.each([
    [0.05, 7, 0.5, 1],
    [0.05, 7, 0.5, 4],
    [1, 1, 2, 1.5],
    [0.01, 0.2, 0.1, 3],
  ])('from %p cells and %p nutrient agrees with the equation in small steps', (cells, nutrient, saturation, effort) => {
    expect(subject(cells, nutrient, saturation, effort) / bySmallSteps(cells, nutrient, saturation, effort)).toBeCloseTo(1, 5);
  });

  it('with plenty of nutrient is exponential, without any stands still', () => {
    expect(subject(0.01, 1e9, 0.02, 2)).toBeCloseTo(0.01 * Math.exp(2), 9);
    expect(subject(0.01, 0, 0.02, 2)).toBe(0.01);
  });

  it('never makes more cells than the nutrient allows, and two steps are as good as one', () => {
    const amount = fc.double({ min: 1e-6, max: 20, noNaN: true });
    const effort = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(amount, amount, fc.double({ min: 1e-3, max: 5, noNaN: true }), effort, effort, (cells, nutrient, saturation, a, b) => {
        const middle = subject(cells, nutrient, saturation, a);
        const end = subject(middle, cells + nutrient - middle, saturation, b);
        expect(end).toBeGreaterThanOrEqual(cells);
        // The sum of what is left and what has grown is rounded once more than this one.
        expect(end).toBeLessThanOrEqual((cells + nutrient) * (1 + 4 * Number.EPSILON));
        expect(end / subject(cells, nutrient, saturation, a + b)).toBeCloseTo(1, 6);
      }),
    );
  });
});
