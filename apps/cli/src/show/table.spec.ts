import { painter, widthOf } from './paint';
import { fieldLines, tableLines, type Column } from './table';

interface Row {
  readonly name: string;
  readonly count: number;
  readonly state: string;
  readonly note: string | null;
}
const columns: readonly Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'N', of: ({ count }) => count, right: true },
  { title: 'STATE', of: ({ state }) => state, state: true },
  { title: 'NOTE', of: ({ note }) => note },
];
const rows: readonly Row[] = [
  { name: 'a', count: 5, state: 'online', note: null },
  { name: 'longer', count: 12, state: 'offline', note: 'a note\nof two lines' },
];

describe('tableLines', () => {
  it('aligns columns, numbers at the right, and keeps every row on one line', () => {
    expect(tableLines(rows, columns, { paint: painter(false), width: 80 })).toEqual([
      'NAME     N  STATE    NOTE',
      'a        5  online   -',
      'longer  12  offline  a note of two lines',
    ]);
  });

  it('with colours, is as wide as without', () => {
    const plain = tableLines(rows, columns, { paint: painter(false), width: 80 });
    const coloured = tableLines(rows, columns, { paint: painter(true), width: 80 });
    expect(coloured.join('')).toContain('\u001B[32monline');
    expect(coloured.map(widthOf)).toEqual(plain.map(widthOf));
  });

  it('when the screen is narrow, cuts the last column only', () => {
    const lines = tableLines(rows, columns, { paint: painter(false), width: 36 });
    expect(lines.at(-1)).toBe('longer  12  offline  a note of two …');
  });

  it('when wide characters are in it, still aligns', () => {
    const wide = tableLines([{ name: '細胞', count: 1, state: 'x', note: 'y' }], columns, { paint: painter(false), width: 80 });
    expect(wide).toEqual(['NAME  N  STATE  NOTE', '細胞  1  x      y']);
  });

  it('when there are no rows, says so', () => {
    expect(tableLines([], columns, { paint: painter(false), width: 80, empty: 'no runs' })).toEqual(['no runs']);
  });
});

describe('fieldLines', () => {
  it('leaves out what is empty, and puts the lines of a list under each other', () => {
    const fields = [
      ['id', 'x'],
      ['nothing', null],
      ['none', []],
      ['nests', ['a', 'b']],
      ['simulated', true],
    ] as const;
    expect(fieldLines(fields, painter(false))).toEqual(['id         x', 'nests      a', '           b', 'simulated  yes']);
  });

  it('when the screen is too narrow, leaves out spare columns, the last first, before it cuts the last one', () => {
    const events = [{ id: 'a1', when: '2026-11-01 10:00:00Z', who: 'ada', what: 'put the plate on the shaker' }];
    const shown = [
      { title: 'ID', of: (it: (typeof events)[0]) => it.id },
      { title: 'WHO', of: (it: (typeof events)[0]) => it.who, spare: true },
      { title: 'WHEN', of: (it: (typeof events)[0]) => it.when, spare: true },
      { title: 'WHAT', of: (it: (typeof events)[0]) => it.what },
    ];
    const head = (width: number) => tableLines(events, shown, { paint: painter(false), width })[0];
    expect([head(80), head(50), head(34)].map((it) => it?.split(/ +/).join(' '))).toEqual(['ID WHO WHEN WHAT', 'ID WHO WHAT', 'ID WHAT']);
  });

  it('breaks a long value between words, and goes on under its beginning', () => {
    expect(fieldLines([['to do', 'take the plate off and wash it']], painter(false), 25)).toEqual([
      'to do  take the plate off',
      '       and wash it',
    ]);
  });
});
