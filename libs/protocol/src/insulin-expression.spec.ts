import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileText } from './index';
import { embeddedLab as fleet } from './fixtures/embedded-lab';

const folder = join(__dirname, '../../../protocols/insulin-expression');
const text = readFileSync(join(folder, 'protocol.yaml'), 'utf8');

describe('insulin-expression', () => {
  it('compiles to the expected plan, byte for byte', () => {
    const { plan, diagnostics } = compileText(text, { fleet });
    expect(diagnostics).toEqual([]);
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.plan.json'), 'utf8'));
    expect(JSON.stringify(plan, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  it.each([
    [
      'until: readings.od600.median >= params.induction_od',
      'until: readings.od600.medan >= params.induction_od',
      '/steps/6/until',
      'medan',
    ],
    [
      'when: readings.od600.max <',
      'when: >-\n              readings.od600.max >=\n              params.growth_temperature ||\n              readings.od600.max <',
      '/steps/6/body/3/cases/1/when',
      'readings.od600.max >=',
    ],
    [
      'until: readings.od600.median >= params.induction_od',
      'until: "readings.od600.median >= params.induction"',
      '/steps/6/until',
      'params.induction"',
    ],
  ])('when %s becomes %s, points into the condition', (from, to, path, pointed) => {
    const faulty = text.replace(from, to);
    const { diagnostics } = compileText(faulty, { fleet });
    expect(diagnostics.map(({ code, path: at }) => [code, at])).toEqual([['E_CHECK', path]]);
    const { line = 0, column = 0 } = diagnostics[0]?.position ?? {};
    const rest = faulty.split('\n')[line - 1]?.slice(column - 1);
    expect(rest?.startsWith(pointed) ? pointed : rest).toBe(pointed);
  });
});
