import * as fc from 'fast-check';
import { singleScattering } from './index';

const density = (absorbance: number, curvature: number): number => {
  const found = singleScattering(absorbance, curvature);
  return found.kind === 'ok' ? found.density : Number.NaN;
};

describe('singleScattering', () => {
  it('with the curvature of Bipatnath et al. 1998 makes 0.946 of 0.812, worked out by hand', () => {
    expect(density(0.812, 0.15)).toBeCloseTo(0.9463, 4);
  });

  it('undoes the parabola up to its turn, and below zero', () => {
    const curvatures = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(curvatures, fc.double({ min: -0.1, max: 0.999, noNaN: true }), (curvature, part) => {
        const single = part / (2 * curvature);
        expect(density(single - curvature * single ** 2, curvature)).toBeCloseTo(single, 8);
      }),
    );
  });

  it('leaves nothing as nothing, and what is thin nearly as it is', () => {
    expect(density(0, 0.15)).toBe(0);
    expect(density(1e-6, 0.15) / 1e-6 - 1).toBeCloseTo(0.15e-6, 12);
    expect(density(-0.01, 0.15)).toBeCloseTo(-0.009985, 6);
  });

  it('at the turn has the density of the turn, and above it says in words that there is none', () => {
    expect(density(0.5, 0.5)).toBe(1);
    expect(singleScattering(1.68, 0.15)).toEqual({
      kind: 'insufficient',
      why: 'above 1.67 AU along its path, where the parabola with a curvature of 0.15 per AU turns, no density can be told',
    });
  });

  it.each([
    [0.3, 0],
    [0.3, -0.15],
    [0.3, Number.NaN],
    [0.3, Infinity],
    [Number.NaN, 0.15],
    [-Infinity, 0.15],
  ])('of %p AU with a curvature of %p says that it is insufficient', (absorbance, curvature) => {
    expect(singleScattering(absorbance, curvature).kind).toBe('insufficient');
  });
});
