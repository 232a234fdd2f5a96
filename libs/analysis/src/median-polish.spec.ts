import * as fc from 'fast-check';
import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { edgeEffect, medianPolish as subject, meanDifference } from './index';

const number = fc.double({ min: -5, max: 5, noNaN: true });
const plateOf = (rows: number, columns: number, value: (row: number, column: number) => number | null): (number | null)[][] =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_unused, column) => value(row, column)));

describe('medianPolish', () => {
  it('takes any plate apart so that its parts add up to it', () => {
    fc.assert(
      fc.property(fc.array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 6 }), (plate) => {
        const { overall, rows, columns, residuals } = sufficient(subject(plate));
        plate.forEach((row, r) =>
          row.forEach((value, c) => expect(overall + (rows[r] ?? 0) + (columns[c] ?? 0) + (residuals[r]?.[c] ?? 0)).toBeCloseTo(value, 9)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('finds effects of rows and columns through noise, hits and wells that were not read, and scores the hits', () => {
    const deviate = normal(67);
    const hits = new Set(['2.3', '5.7']);
    const plate = plateOf(8, 12, (row, column) =>
      row === 4 && column === 4 ? null : 1 + 0.1 * row - 0.05 * column + 0.01 * deviate() + (hits.has(`${row}.${column}`) ? 1 : 0),
    );
    const { rows, columns, residuals, scores } = sufficient(subject(plate));
    expect((rows[7] ?? 0) - (rows[0] ?? 0)).toBeCloseTo(0.7, 1);
    expect((columns[11] ?? 0) - (columns[0] ?? 0)).toBeCloseTo(-0.55, 1);
    expect(residuals[4]?.[4]).toBeNull();
    const high = (scores ?? []).flatMap((row, r) => row.flatMap((score, c) => (Math.abs(score ?? 0) > 10 ? [`${r}.${c}`] : [])));
    expect(new Set(high)).toEqual(hits);
  });

  it('when residuals do not spread, has no scores', () => {
    expect(subject(plateOf(3, 3, (row, column) => row + column))).not.toHaveProperty('scores');
  });

  it('of one row, of rows of different lengths, or with a column unread, says that it is insufficient', () => {
    expect(subject([[1, 2]]).kind).toBe('insufficient');
    expect(subject([[1, 2], [1]]).kind).toBe('insufficient');
    expect(subject(plateOf(3, 3, (_row, column) => (column === 1 ? null : 1))).kind).toBe('insufficient');
  });
});

describe('edgeEffect', () => {
  it('has 0 in its 95 % interval in about 95 % of 1000 even plates, and not where the edge reads 10 % more', () => {
    const deviate = normal(71);
    const runs = 1000;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const { interval } = sufficient(edgeEffect(plateOf(8, 12, () => 1 + 0.05 * deviate())));
      if (interval.low <= 0 && interval.high >= 0) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.97);
    const uneven = plateOf(8, 12, (row, column) => (row % 7 === 0 || column % 11 === 0 ? 1.1 : 1) + 0.05 * deviate());
    const { relative, interval } = sufficient(edgeEffect(uneven));
    expect(relative).toBeCloseTo(0.1, 1);
    expect(interval.low).toBeGreaterThan(0);
  });

  it('of a plate without an inside, or whose wells are all alike, says that it is insufficient', () => {
    expect(edgeEffect(plateOf(2, 12, () => 1)).kind).toBe('insufficient');
    expect(edgeEffect(plateOf(4, 4, () => 1)).kind).toBe('insufficient');
    expect(meanDifference({ count: 1, mean: 1, standardDeviation: null }, { count: 2, mean: 1, standardDeviation: 1 }).kind).toBe(
      'insufficient',
    );
  });
});
