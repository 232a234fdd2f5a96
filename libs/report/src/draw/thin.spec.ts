import fc from 'fast-check';
import { thinned } from './thin';

describe('thinning a curve', () => {
  const line = (values: readonly number[]) => values.map((y, x) => ({ x, y }));

  it('keeps a single peak of a long flat line, which every tenth point would lose', () => {
    const points = line(Array.from({ length: 5_000 }, (_, i) => (i === 3_333 ? 1 : 0)));
    const subject = thinned(points, 100);
    expect(subject).toHaveLength(100);
    expect(subject).toContainEqual({ x: 3_333, y: 1 });
  });

  it('gives at most so many of the points, in their order, with both ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 3, max: 60 }),
        (values, most) => {
          const points = line(values);
          const subject = thinned(points, most);
          expect(subject.length).toBe(Math.min(points.length, most));
          expect([subject[0], subject.at(-1)]).toEqual([points[0], points.at(-1)]);
          expect(subject.every((point, i) => i === 0 || point.x > (subject[i - 1]?.x ?? 0))).toBe(true);
        },
      ),
    );
  });
});
