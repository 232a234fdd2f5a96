import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { grubbsTest, modifiedZScores } from './index';

describe('grubbsTest', () => {
  it('of normal replicates flags about 5 %', () => {
    const deviate = normal(61);
    const runs = 2000;
    const flagged = Array.from({ length: runs }, () => sufficient(grubbsTest(Array.from({ length: 6 }, () => deviate())))).filter(
      ({ outlier }) => outlier,
    );
    expect(flagged.length / runs).toBeGreaterThan(0.035);
    expect(flagged.length / runs).toBeLessThan(0.065);
  });

  it('finds the one that is off, and keeps all', () => {
    expect(grubbsTest([0.51, 0.49, 0.5, 0.9, 0.5, 0.52])).toMatchObject({ index: 3, outlier: true });
    expect(grubbsTest([0.51, 0.49, 0.5, 0.48, 0.5, 0.52])).toMatchObject({ outlier: false });
  });

  it.each([[[1, 2]], [[1, 1, 1]], [[1, 2, Number.NaN]]])('of %p says that it is insufficient', (values) => {
    expect(grubbsTest(values).kind).toBe('insufficient');
  });
});

describe('modifiedZScores', () => {
  it('flags what is off, also two of them, which hide each other from Grubbs', () => {
    const values = [0.5, 0.51, 0.49, 0.5, 0.52, 1.5, 1.55];
    expect(sufficient(grubbsTest(values)).outlier).toBe(false);
    expect(modifiedZScores(values)).toMatchObject([
      ...Array.from({ length: 5 }, () => ({ outlier: false })),
      { outlier: true },
      { outlier: true },
    ]);
  });

  it('when more than half are equal still has a scale, and none when all are', () => {
    expect(modifiedZScores([1, 1, 1, 1, 9])).toMatchObject([{ outlier: false }, {}, {}, {}, { outlier: true }]);
    expect(modifiedZScores([1, 1, 1])).toMatchObject([{ score: 0 }, { score: 0 }, { score: 0 }]);
  });

  it('of two values, or one that is no number, says that it is insufficient', () => {
    expect(modifiedZScores([1, 2])).toMatchObject({ kind: 'insufficient' });
    expect(modifiedZScores([1, 2, Number.NaN])).toMatchObject({ kind: 'insufficient' });
  });
});
