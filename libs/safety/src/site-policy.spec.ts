import Ajv from 'ajv/dist/2020';
import { BUILTIN_SITE_POLICY, compilePolicyOf, readSitePolicy, safetyPolicyOf, screenText, sitePolicyJsonSchema } from './index';

const HEAD = 'schema: labwright.dev/policy/v1\n';

describe('a site policy', () => {
  it('may say only what differs, and has a default for everything else', () => {
    expect(readSitePolicy(HEAD)).toEqual({ policy: BUILTIN_SITE_POLICY });
    expect(BUILTIN_SITE_POLICY).toMatchObject({ biosafetyLevel: 1, approvals: { level1: 1, level2: 2, days: 30 }, calibration: 'warn' });
    expect(compilePolicyOf(BUILTIN_SITE_POLICY)).toEqual({ overdueCalibration: 'warn' });
  });

  it.each([
    ['no schema', 'biosafetyLevel: 1', 'schema'],
    ['an unknown field', `${HEAD}level: 2`, 'level'],
    ['a level that no lab of Labwright has', `${HEAD}biosafetyLevel: 3`, 'biosafetyLevel'],
    ['a unit of another kind', `${HEAD}limits: { temperature: { value: 40, unit: mL } }`, 'limits.temperature.unit'],
    ['a limit without a unit', `${HEAD}limits: { speed: 300 }`, 'limits.speed'],
    ['one approver for level 2', `${HEAD}approvals: { level2: 1 }`, 'approvals.level2'],
    ['no YAML', '{', ''],
    ['a bomb of aliases', `${HEAD}a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [${'*b, '.repeat(200)}]`, ''],
    ['too long a text', `${HEAD}# ${'x'.repeat(300_000)}`, 'characters'],
  ])('with %s is refused, and the place is named', (_title, text, place) => {
    const read = readSitePolicy(text);
    expect('faults' in read && read.faults.length > 0 && read.faults.join('\n')).toContain(place);
  });

  it('gives limits in canonical units', () => {
    const read = readSitePolicy(
      `${HEAD}limits: { temperature: { value: 310.15, unit: K }, run: { value: 2, unit: h }, dose: { value: 1, unit: mL } }`,
    );
    if (!('policy' in read)) throw new Error(read.faults.join());
    const { limits } = safetyPolicyOf(read.policy);
    expect(limits).toMatchObject({ dose: 1_000, runMs: 7_200_000, speed: undefined });
    expect(limits?.temperature).toBeCloseTo(37);
  });

  it('allows organisms, vectors and inserts beside the built-in list, and a listed name in spite of it never', () => {
    const read = readSitePolicy(
      `${HEAD}allow: { organisms: [{ name: Bacillus pumilus, strains: [SAFR-032] }, { name: Yersinia pestis, strains: any }], vectors: [pXYZ9], inserts: [ferritin] }`,
    );
    if (!('policy' in read)) throw new Error(read.faults.join());
    const { allow } = read.policy;
    const outcome = (name: string) => screenText(name, 'organism', { allow }).outcome;
    expect(outcome('Bacillus pumilus SAFR-032')).toBe('clear');
    expect(outcome('B. pumilus SAFR-032 pXYZ9 ferritin')).toBe('clear');
    expect(outcome('Bacillus pumilus')).toBe('hold');
    expect(outcome('Bacillus pumilus SAFR-032 with something else')).toBe('hold');
    expect(outcome('Yersinia pestis KIM')).toBe('hold');
  });

  it('has a JSON Schema that takes what it takes', () => {
    const takes = new Ajv({ strict: false }).compile(sitePolicyJsonSchema());
    expect(takes({ schema: 'labwright.dev/policy/v1', biosafetyLevel: 2 })).toBe(true);
    expect(takes({ schema: 'labwright.dev/policy/v1', level: 2 })).toBe(false);
  });
});
