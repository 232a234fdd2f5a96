import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedLab as fleet } from './fixtures/embedded-lab';
import { compileText } from './index';

const folder = join(__dirname, '../../../protocols/insulin-expression-online');
const text = readFileSync(join(folder, 'protocol.yaml'), 'utf8');

describe('insulin-expression-online', () => {
  it('compiles to the expected plan, byte for byte', () => {
    const { plan, diagnostics } = compileText(text, { fleet });
    expect(diagnostics).toEqual([]);
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.plan.json'), 'utf8'));
    expect(JSON.stringify(plan, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  it('names the pump of the dose in the plan, the default one where the protocol names none', () => {
    const pumpOf = (source: string) =>
      compileText(source, { fleet }).plan?.steps.flatMap((step) =>
        step.kind === 'operation' && step.capability === 'dosing' ? step.establish.map(({ options }) => options) : [],
      );
    expect(pumpOf(text)).toEqual([{ pump: 'alt_media' }]);
    expect(pumpOf(text.replace('    options: { pump: alt_media }\n', ''))).toEqual([{ pump: 'media' }]);
  });

  it('has the reading of the medium as the blank of its growth rate, and says so when nobody reads it', () => {
    expect(compileText(text, { fleet }).plan?.analyses?.[0]).toMatchObject({
      kind: 'growth_rate',
      reading: 'od',
      blank: 'medium',
      curvature: 0.15,
      labware: 'vial',
    });
    const { diagnostics } = compileText(text.replace('blank: medium', 'blank: broth'), { fleet });
    expect(diagnostics.map(({ code, path, message }) => `${code} ${path} ${message}`)).toEqual([
      'E_REF /analyses/0/blank no step saves a reading "broth"',
    ]);
  });

  it.each([
    ['pump: alt_media', 'pump: second', 'bioreactor takes pump media, alt_media, waste for dosing, not "second"'],
    ['pump: alt_media', 'valve: alt_media', 'bioreactor knows no option "valve" for dosing; it knows pump'],
  ])('when %s becomes %s, says what the instrument knows', (from, to, reason) => {
    const { plan, diagnostics } = compileText(text.replace(from, to), { fleet });
    expect(plan).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['E_CAPABILITY']);
    expect(diagnostics[0]?.message).toContain(reason);
  });
});
