import * as fc from 'fast-check';
import { temperatureFactor as subject } from './cardinal-temperature';
import { ECOLI_BL21 } from './ecoli-bl21';

const { cardinal, optimumRate } = ECOLI_BL21;

describe('temperatureFactor', () => {
  it('is 1 at the optimum, with a flat top, and 0 at and beyond both limits (Rosso et al. 1993, the conditions that define the model)', () => {
    expect(subject(cardinal, cardinal.optimum)).toBeCloseTo(1, 12);
    const slope = (subject(cardinal, cardinal.optimum + 1e-4) - subject(cardinal, cardinal.optimum - 1e-4)) / 2e-4;
    expect(slope).toBeCloseTo(0, 5);
    for (const temperature of [-20, cardinal.minimum, cardinal.maximum, 60]) expect(subject(cardinal, temperature)).toBe(0);
  });

  it('gives E. coli a doubling time of 20 min at 37 Cel, as Sezonov et al. 2007 measured in LB', () => {
    expect((60 * Math.LN2) / (optimumRate * subject(cardinal, 37))).toBeCloseTo(20, 1);
  });

  it('rises up to the optimum and falls after it', () => {
    const temperature = fc.double({ min: 5, max: 47.4, noNaN: true });
    fc.assert(
      fc.property(temperature, temperature, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        if (high <= cardinal.optimum) expect(subject(cardinal, low)).toBeLessThanOrEqual(subject(cardinal, high));
        if (low >= cardinal.optimum) expect(subject(cardinal, low)).toBeGreaterThanOrEqual(subject(cardinal, high));
      }),
    );
  });
});
