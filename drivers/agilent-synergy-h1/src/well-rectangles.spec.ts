import fc from 'fast-check';
import { wellName, wellPlace, wellRectangles, type WellPlace } from './well-rectangles';

const place = (name: string): WellPlace => wellPlace(name) ?? { row: 0, column: 0 };
const named = (wells: readonly string[]): string[] =>
  wellRectangles(wells.map(place)).map(
    ({ firstRow, firstColumn, lastRow, lastColumn }) => `${wellName(firstRow, firstColumn)}:${wellName(lastRow, lastColumn)}`,
  );

describe('rectangles of wells', () => {
  it.each([
    [['A1'], ['A1:A1']],
    [['B2', 'A1', 'A2', 'B1'], ['A1:B2']],
    [
      ['A1', 'B1', 'B2', 'B3', 'C1', 'C2', 'C3', 'D4'],
      ['A1:C1', 'B2:C3', 'D4:D4'],
    ],
    [
      ['H12', 'A1'],
      ['A1:A1', 'H12:H12'],
    ],
  ])('%j become %j', (wells, rectangles) => {
    expect(named(wells)).toEqual(rectangles);
  });

  it('cover every well once and no other, in any order of the wells', () => {
    const wells = fc.uniqueArray(fc.record({ row: fc.integer({ min: 1, max: 16 }), column: fc.integer({ min: 1, max: 24 }) }), {
      selector: ({ row, column }) => wellName(row, column),
      maxLength: 120,
    });
    fc.assert(
      fc.property(wells, (selected) => {
        const covered = wellRectangles(selected).flatMap(({ firstRow, firstColumn, lastRow, lastColumn }) => {
          const names: string[] = [];
          for (let row = firstRow; row <= lastRow; row += 1)
            for (let column = firstColumn; column <= lastColumn; column += 1) names.push(wellName(row, column));
          return names;
        });
        expect(covered.sort()).toEqual(selected.map(({ row, column }) => wellName(row, column)).sort());
        expect(wellRectangles([...selected].reverse())).toEqual(wellRectangles(selected));
      }),
    );
  });

  it.each([['A0'], ['a1'], ['A100'], ['1A'], ['AA1'], ['']])('%j is no well', (name) => {
    expect(wellPlace(name)).toBeNull();
  });
});
