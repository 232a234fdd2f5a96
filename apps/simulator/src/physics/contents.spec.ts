import * as fc from 'fast-check';
import { CONTENTS_KEYS, emptyContents, pour, take, type Contents } from './contents';
import { takeLiquid } from './pellet';

const amount = fc.double({ min: 0, max: 1e4, noNaN: true });
const anyContents = fc.record(Object.fromEntries(CONTENTS_KEYS.map((key) => [key, amount]))) as fc.Arbitrary<Contents>;
const anyVolume = fc.double({ min: 0, max: 2e4, noNaN: true });
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(a, b, 1);

describe('contents', () => {
  it('of two wells are together the same, whatever is poured from one to the other', () => {
    fc.assert(
      fc.property(anyContents, anyContents, anyVolume, (one, other, microlitres) => {
        const before = emptyContents();
        pour(before, one);
        pour(before, other);
        pour(other, take(one, microlitres));
        for (const key of CONTENTS_KEYS) {
          expect(close(one[key] + other[key], before[key])).toBe(true);
          expect(one[key]).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 50, seed: 20_260_105 },
    );
  });

  it('of a well and what was removed from it are together the same, and with a pellet kept all cells are in the well', () => {
    fc.assert(
      fc.property(anyContents, anyVolume, fc.boolean(), (well, microlitres, keepsPellet) => {
        const before = { ...well };
        const portion = takeLiquid(well, microlitres, keepsPellet);
        for (const key of CONTENTS_KEYS) {
          expect(close(well[key] + portion[key], before[key])).toBe(true);
          expect(Math.min(well[key], portion[key])).toBeGreaterThanOrEqual(0);
        }
        expect(well.volume).toBeGreaterThanOrEqual(Math.min(2, before.volume) - 1e-9);
        if (keepsPellet) for (const key of ['cells', 'dark', 'inclusion', 'aggregate'] as const) expect(portion[key]).toBe(0);
      }),
      { numRuns: 50, seed: 20_260_105 },
    );
  });
});
