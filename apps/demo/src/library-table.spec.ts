import type { AnalysisResult, ResultValue } from '@labwright/results';
import { judged, type Aim } from './aim';
import { libraryTable, linesOf, type Compared, type LibraryRow } from './library-table';

const relative: Aim = { kind: 'relative', most: 0.1 };
const value = (of: string, number: number | null): ResultValue => ({
  name: 'concentration',
  label: 'Concentration',
  of,
  value: number,
  unit: 'mg/mL',
  low: number === null ? null : number - 0.1,
  high: number === null ? null : number + 0.1,
  confidence: number === null ? null : 0.95,
  beyond: null,
  note: null,
});
const compared = (of: string, number: number | null, truth: number): Compared => {
  const it = value(of, number);
  return { value: it, truth, ...judged(relative, it, truth) };
};
function row(seed: number, all: readonly Compared[], given: Partial<LibraryRow> = {}): LibraryRow {
  const result: AnalysisResult = {
    id: 'protein',
    kind: 'standard_curve',
    title: 'Protein',
    main: all[0]?.value ?? null,
    values: all.map((each) => each.value),
    insufficient: all.length === 0 ? 'nothing was read' : null,
    method: '',
    flags: [],
    figures: [],
    simulated: true,
  };
  const met = all.length > 0 && all.every((each) => each.met);
  const analyses = [{ id: 'protein', result, compared: all }];
  return { protocol: 'bradford', seed, status: 'completed', honest: true, why: '', wallS: 20, analyses, met, ...given };
}

describe('the lines of a run', () => {
  it('have its main result, the truth, its error, and the worst of all', () => {
    expect(linesOf(row(1, [compared('A', 5.1, 5), compared('B', 1.9, 2)]))).toEqual([
      'bradford 1: completed in 20 s',
      '  protein: Concentration of A 5.1 mg/mL (5 to 5.2), true 5, error +2.0 %; worst of 2 -5.0 % (B), within 10 %',
    ]);
  });

  it('say what misses, what could not be determined, and why a run is held', () => {
    expect(linesOf(row(1, [compared('A', 6, 5)]))[1]).toContain('error +20.0 %, MISSES: within 10 %');
    const held = row(2, [], { status: 'held', why: 'the plate is another one' });
    expect(linesOf(held)).toEqual(['bradford 2: held in 20 s: the plate is another one', '  protein: nothing was read']);
  });
});

describe('the table over seeds', () => {
  it('has median and worst error of each analysis, and counts', () => {
    const rows = [row(1, [compared('A', 5.1, 5)]), row(2, [compared('A', 4.4, 5)], { wallS: 30 }), row(3, [compared('A', 5, 5)])];
    const [head, line, , last] = libraryTable(rows);
    expect(head?.split(/ {2,}/)).toEqual([
      'protocol',
      'completed',
      'wall s',
      'analysis',
      'values',
      'median error',
      'worst error',
      'aim',
      'met',
    ]);
    expect(line?.split(/ {2,}/)).toEqual(['bradford', '3/3', '20', 'protein', '3', '2.0 %', '12.0 %', 'within 10 %', '2/3']);
    expect(last).toBe('honest endings: 3 of 3; completed: 3 of 3; all aims met: 2 of 3');
  });

  it('shows what has no value as the worst, and a protocol without a truth by its endings', () => {
    expect(libraryTable([row(1, [compared('A', null, 5)])])[1]).toMatch(/ no value +no value +within 10 % +0\/1$/);
    expect(libraryTable([row(1, [])])[1]).toMatch(/^bradford +1\/1 +20 +- +- /);
  });
});
