import type { Diagnostic } from '../api/generated/protocols';
import { diagnosticLines, sortedDiagnostics } from './diagnostic-text';
import { painter } from './paint';

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

  it('when the source draws on the terminal, does not let it', () => {
    const lines = diagnosticLines([finding('E_REF', { ...at(1, 1), message: 'a\u001B[2Jb' })], 'p.yaml', '\u001B[31mred', paint);
    expect(lines.join('')).not.toContain('\u001B');
  });

  it('when there are none, says so', () => {
    expect(diagnosticLines([], 'p.yaml', '', paint)).toEqual(['no findings']);
  });
});
