import type { Diagnostic } from '../api/generated/schemas';
import { diagnosticLines, sortedDiagnostics } from './diagnostic-text';
import { painter, widthOf } from './paint';

const paint = painter(false);
const finding = (code: Diagnostic['code'], more: Partial<Diagnostic> = {}): Diagnostic => ({
  code,
  severity: 'error',
  path: '/steps/0',
  message: 'what is wrong',
  fixableByModel: true,
  ...more,
});
const at = (line: number, column: number) => ({ position: { line, column } });

describe('diagnosticLines', () => {
  it('when a finding has a place, shows the line with a caret under it and what to try', () => {
    const lines = diagnosticLines(
      [finding('E_UNIT', { ...at(2, 13), suggestion: 'write Cel' })],
      'p.yaml',
      'a: 1\nunit:  {x: Celsius}\n',
      paint,
    );
    expect(lines).toEqual([
      'p.yaml:2:13: error E_UNIT: what is wrong',
      '  2 | unit:  {x: Celsius}',
      '    |             ^',
      '  try: write Cel',
      '',
      '1 error',
    ]);
  });

  it('when there are several, shows all in the order of the text, those without a place last, and counts them', () => {
    const all = [
      finding('E_CYCLE'),
      finding('W_LONG_HOLD', { ...at(9, 1), severity: 'warning' }),
      finding('E_REF', at(2, 7)),
      finding('E_RANGE', at(2, 3)),
    ];
    expect(sortedDiagnostics(all).map(({ code }) => code)).toEqual(['E_RANGE', 'E_REF', 'W_LONG_HOLD', 'E_CYCLE']);
    const lines = diagnosticLines(all, 'p.yaml', '', paint);
    expect(lines.filter((line) => line.startsWith('p.yaml'))).toEqual([
      'p.yaml:2:3: error E_RANGE: what is wrong',
      'p.yaml:2:7: error E_REF: what is wrong',
      'p.yaml:9:1: warning W_LONG_HOLD: what is wrong',
      'p.yaml /steps/0: error E_CYCLE: what is wrong',
    ]);
    expect(lines.at(-1)).toBe('3 errors, 1 warning');
  });

  it('when there are tabs before the place, keeps them, so that the caret stands under it', () => {
    const lines = diagnosticLines([finding('E_REF', at(1, 4))], 'p.yaml', '\ta\tbad', paint);
    expect(lines.slice(1, 3)).toEqual(['  1 | \ta\tbad', '    | \t \t^']);
  });

  it('when the line is long, cuts it around the place', () => {
    const source = `${'x'.repeat(300)}HERE${'y'.repeat(300)}`;
    const [, text = '', caret = ''] = diagnosticLines([finding('E_REF', at(1, 301))], 'p.yaml', source, paint);
    expect(text.length).toBeLessThan(130);
    expect(text.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('HERE');
  });

  it.each([
    ['wide characters', '題: 培養液', 3, 3],
    ['a letter with a combining mark', 'e\u0301a: x', 5, 3],
    ['an emoji of many parts', '👩‍🔬: x', 8, 4],
    ['a mark of byte order', '\uFEFFa: x', 5, 3],
    ['a control character', 'a\u0007b: x', 6, 5],
  ])('when %s stand before the place, the caret stands under it', (_, source, column, cells) => {
    const [, , caret = ''] = diagnosticLines([finding('E_REF', at(1, column))], 'p.yaml', source, paint);
    expect(caret).toBe(`    | ${' '.repeat(cells)}^`);
  });

  it('when a long line is of wide characters, cuts it by cells and between characters', () => {
    const source = `${'培'.repeat(200)}HERE${'養'.repeat(200)}`;
    const [, text = '', caret = ''] = diagnosticLines([finding('E_REF', at(1, 201))], 'p.yaml', source, paint);
    expect(widthOf(text)).toBeLessThan(130);
    expect(widthOf(text.slice(0, text.indexOf('HERE')))).toBe(caret.indexOf('^'));
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('when many findings are in one line of megabytes, looks only at what is near each', () => {
    const source = `[${'"x",'.repeat(1_000_000)}"x"]`;
    const findings = Array.from({ length: 200 }, (_, i) => finding('E_REF', { ...at(1, 2 + i * 20_000), path: `/${i}` }));
    const begun = performance.now();
    expect(diagnosticLines(findings, 'p.json', source, paint)).toHaveLength(200 * 4 + 1);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('when there are several in one line, each has its own caret, in the order of the line', () => {
    const lines = diagnosticLines([finding('E_UNIT', at(1, 9)), finding('E_REF', at(1, 4))], 'p.yaml', 'a: bad, worse', paint);
    expect(lines.filter((line) => line.endsWith('^'))).toEqual(['    |    ^', '    |         ^']);
  });

  it('when the source draws on the terminal, does not let it', () => {
    const lines = diagnosticLines([finding('E_REF', { ...at(1, 1), message: 'a\u001B[2Jb' })], 'p.yaml', '\u001B[31mred', paint);
    expect(lines.join('')).not.toContain('\u001B');
  });

  it('when there are none, says so', () => {
    expect(diagnosticLines([], 'p.yaml', '', paint)).toEqual(['no findings']);
  });
});
