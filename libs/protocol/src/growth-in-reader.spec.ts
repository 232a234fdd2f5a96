import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedLab as fleet } from './fixtures/embedded-lab';
import { compileText } from './index';

const folder = join(__dirname, '../../../protocols/growth-in-reader');
const text = readFileSync(join(folder, 'protocol.yaml'), 'utf8');

describe('growth-in-reader', () => {
  const { plan, diagnostics } = compileText(text, { fleet });

  it('compiles to the expected plan, byte for byte', () => {
    expect(diagnostics).toEqual([]);
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.plan.json'), 'utf8'));
    expect(JSON.stringify(plan, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  it('needs one instrument, the reader', () => {
    expect(Object.values(plan?.bindings ?? {})).toEqual(['reader']);
  });

  it('when a round is to begin more often than it takes, is refused at the pace', () => {
    const hasty = compileText(text.replace('every: { value: 5', 'every: { value: 3'), { fleet });
    expect(hasty.plan).toBeNull();
    expect(hasty.diagnostics.map(({ code, path }) => [code, path])).toEqual([['E_TIMING', '/steps/2/every']]);
  });
});
