import fc from 'fast-check';
import { placeMarks, roomForMarks } from './mark-labels';
import { scaleOf } from './scale';
import { SMALL, widthOf } from './svg';

describe('labels of marks', () => {
  const mark = fc.record({
    axis: fc.constantFrom('x' as const, 'y' as const),
    at: fc.double({ min: 0, max: 10, noNaN: true }),
    label: fc.string({ minLength: 1, maxLength: 30 }),
  });

  it('wherever marks are, no label touches another or leaves its place, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 12 }), (marks) => {
        const room = roomForMarks(marks, 600);
        const plot = { left: 80, top: 12 + room.top, width: 600 - room.right, height: 300, above: room.top };
        const scale = scaleOf([0, 10], 'linear');
        const { labels, unplaced } = placeMarks(marks, { x: scale, y: scale, plot });
        expect(labels.length + unplaced.length).toBe(marks.length);
        const boxes = labels.map(({ text, x, y, align }) => {
          const width = widthOf(text, SMALL);
          const left = align === 'center' ? x - width / 2 : x;
          return { left, right: left + width, top: y - 7, bottom: y + 7 };
        });
        for (const [i, a] of boxes.entries()) {
          expect(a.top).toBeGreaterThanOrEqual(0);
          for (const b of boxes.slice(i + 1))
            expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
