import { detectionLimits as subject } from './index';

describe('detectionLimits', () => {
  it('stand as 3.3 to 10, and do not ask whether the line rises or falls', () => {
    expect(subject({ sigma: 0.01, slope: 0.5 })).toEqual(subject({ sigma: 0.01, slope: -0.5 }));
    expect(subject({ sigma: 0.01, slope: 0.5 })).toMatchObject({
      kind: 'ok',
      detection: expect.closeTo(0.066, 12),
      quantification: expect.closeTo(0.2, 12),
    });
  });

  it.each([
    [0.01, 0],
    [Number.NaN, 1],
    [-1, 1],
    [1, Infinity],
  ])('with a scatter of %p and a slope of %p say that they are insufficient', (sigma, slope) => {
    expect(subject({ sigma, slope }).kind).toBe('insufficient');
  });
});
