import { fleet, growth, type GrowthDocument } from './fixtures/growth-document';
import { compile, type PlanAnalysis } from './index';

type Json = Record<string, unknown>;
const mg = (value: number, unit = 'mg/mL') => ({ value, unit });
const standards = Object.fromEntries(
  [0, 0.25, 0.5, 1, 2].map((value, i) => [
    `C${i + 1}`,
    { role: 'standard', sample: `s${i}`, nominal: i === 3 ? mg(1000, 'ug/mL') : mg(value) },
  ]),
);
const count = (id: string, unit = '{count}') => ({
  id: 'count',
  kind: 'operator',
  instruction: 'Count.',
  evidence: [{ kind: 'number', id, unit }],
});

/** A plate with standards and two diluted samples that is read at every round. */
function document(analyses: readonly Json[], change: (document: GrowthDocument) => void = () => undefined): Json {
  return growth((d) => {
    Object.assign(d, { analyses });
    Object.assign(d.labware[0]!['layout'] as Json, standards, { B1: { role: 'sample', sample: 'x', dilution: 10 } });
    const saves = (d.loop.body[2] as { saves: Json }).saves;
    saves['od'] = { reading: 'absorbance', wells: ['A2', 'B1', 'C1', 'C2', 'C3', 'C4', 'C5'], process: ['blank'] };
    change(d);
  });
}
const planned = (analyses: readonly Json[], change?: (d: GrowthDocument) => void): readonly PlanAnalysis[] | undefined => {
  const { plan, diagnostics } = compile(document(analyses, change), { fleet });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan?.analyses;
};
const findings = (analyses: readonly Json[], change?: (d: GrowthDocument) => void): readonly string[] =>
  compile(document(analyses, change), { fleet })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, path, message }) => `${code} ${path} ${message}`);

const curve = {
  id: 'protein',
  kind: 'standard_curve',
  reading: 'od',
  standards: { role: 'standard' },
  samples: ['B1'],
  model: 'four_parameter',
};

describe('the analyses of a protocol', () => {
  it('are in the plan with their wells, in the unit in which the first nominal is written', () => {
    const [analysis] = planned([curve]) ?? [];
    expect(analysis).toEqual({
      ...curve,
      labware: 'plate',
      nominalUnit: 'mg/mL',
      standards: [0, 0.25, 0.5, 1, 2].map((nominal, i) => ({ well: `C${i + 1}`, role: 'standard', sample: `s${i}`, nominal, dilution: 1 })),
      samples: [{ well: 'B1', role: 'sample', sample: 'x', nominal: null, dilution: 10 }],
    });
  });

  it('take every well that is read where a growth rate names none', () => {
    const [analysis] = planned([{ id: 'growth', kind: 'growth_rate', reading: 'od' }]) ?? [];
    expect(analysis).toMatchObject({ wells: ['A2', 'B1', 'C1', 'C2', 'C3', 'C4', 'C5'].map((well) => ({ well })) });
  });

  it('have the curvature of a growth rate per AU, and none where the protocol gives none', () => {
    const rate = { id: 'growth', kind: 'growth_rate', reading: 'od' };
    const analyses =
      planned([
        { ...rate, curvature: { value: 0.15, unit: '/{AU}' } },
        { ...rate, id: 'plain' },
      ]) ?? [];
    expect(analyses.map((each) => ('curvature' in each ? each.curvature : null))).toEqual([0.15, null]);
  });

  it.each<[string, Json, string]>([
    ['of 0', { value: 0, unit: '/{AU}' }, '/value'],
    ['that is negative', { value: -0.15, unit: '/{AU}' }, '/value'],
    ['of more than 0.5', { value: 0.51, unit: '/{AU}' }, '/value'],
    ['in another unit', { value: 0.15, unit: '{AU}' }, '/unit'],
    ['without a unit', { value: 0.15 }, '/unit'],
    ['with a further field', { value: 0.15, unit: '/{AU}', tolerance: 0.01 }, '/tolerance'],
  ])('refuse a curvature %s at its place', (_, curvature, place) => {
    const found = findings([{ id: 'growth', kind: 'growth_rate', reading: 'od', curvature }]);
    expect(found).toEqual([expect.stringContaining(`E_SCHEMA /analyses/0/curvature${place} `)]);
  });

  it('find the numbers that people bring, by step and id, and bring volumes and masses to one unit', () => {
    const plates = [{ evidence: 'count.colonies', plated: { value: 0.1, unit: 'mL' }, dilution: 100 }];
    const efficiency = {
      id: 'efficiency',
      kind: 'colony_count',
      plates,
      suspension: { value: 1, unit: 'mL' },
      dna: { value: 100, unit: 'pg' },
    };
    const pellet = { id: 'pellet', kind: 'yield', evidence: 'weigh.number', culture: { value: 2, unit: 'mL' } };
    const analyses = planned([efficiency, pellet], (d) =>
      d.steps.push(count('colonies'), { ...count('x', 'mg'), id: 'weigh', evidence: [{ kind: 'number', unit: 'mg' }] }),
    );
    expect(analyses).toEqual([
      {
        id: 'efficiency',
        kind: 'colony_count',
        plates: [{ step: 'count', evidence: 'colonies', platedMicrolitres: 100, dilution: 100 }],
        suspensionMicrolitres: 1_000,
        dnaMicrograms: expect.closeTo(1e-4, 12),
      },
      { id: 'pellet', kind: 'yield', step: 'weigh', evidence: 'number', unit: 'mg', cultureMicrolitres: 2_000 },
    ]);
  });

  it.each<[string, Json, string, RegExp]>([
    ['a reading that nobody saves', { ...curve, reading: 'ad' }, 'E_REF /analyses/0/reading', /saves a reading "ad"/],
    [
      'a role that is nowhere',
      { ...curve, samples: { role: 'smaple' } },
      'E_LABWARE /analyses/0/samples/role',
      /no well with the role "smaple"/,
    ],
    ['a well that is not there', { ...curve, samples: ['Z9'] }, 'E_LABWARE /analyses/0/samples', /has no well "Z9"/],
    ['a well that is not read', { ...curve, samples: ['H1'] }, 'E_CHECK /analyses/0/samples', /saves the reading of H1/],
    ['standards of which nothing is known', { ...curve, standards: ['A2', 'C2'] }, 'E_CHECK /analyses/0/standards', /what is known of A2/],
    [
      'too few levels',
      { ...curve, standards: ['C1', 'C2', 'C3'] },
      'E_CHECK /analyses/0/standards',
      /needs 5 different nominals or more, and there are 3/,
    ],
    [
      'a reading of another kind',
      { id: 'r', kind: 'reporter', fluorescence: 'od', density: 'od' },
      'E_CHECK /analyses/0/fluorescence',
      /a luminescence/,
    ],
    [
      'a number that nobody asks for',
      { id: 'y', kind: 'yield', evidence: 'weigh.mass' },
      'E_REF /analyses/0/evidence',
      /no step asks for the number "weigh.mass"/,
    ],
    [
      'doses that are volumes',
      { id: 'd', kind: 'dispensing', reading: 'od', wells: { role: 'standard' }, reference: { role: 'standard' } },
      'E_UNIT /analyses/0/wells',
      /each a volume; one is a mass concentration/,
    ],
  ])('are refused for %s', (_, analysis, place, says) => {
    const found = findings([analysis]);
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${place} `)));
    expect(found.join('\n')).toMatch(says);
  });

  it('refuse a rate of what is read once', () => {
    const found = findings([{ id: 'growth', kind: 'growth_rate', reading: 'od' }], (d) => {
      const [, ...rest] = d.steps;
      d.steps = [d.steps[0]!, ...(d.loop.body as Json[]), ...rest.slice(1)];
    });
    expect(found).toEqual([expect.stringMatching(/^E_CHECK \/analyses\/0\/reading "od" is saved once/)]);
  });

  it('refuse two of one id, a count in mg, DNA without its suspension, and nominals of two kinds', () => {
    const plates = [{ evidence: 'count.mass', plated: { value: 1, unit: 'uL' } }];
    const found = findings([curve, { id: 'protein', kind: 'colony_count', plates, dna: { value: 1, unit: 'ng' } }], (d) => {
      (d.labware[0]!['layout'] as Record<string, Json>)['C2']!['nominal'] = { value: 1, unit: 'uL' };
      d.steps.push(count('mass', 'mg'));
    });
    expect(found).toEqual([
      expect.stringMatching(/^E_UNIT \/analyses\/0\/standards/),
      expect.stringMatching(/^E_REF \/analyses\/1\/id/),
      expect.stringMatching(/^E_UNIT \/analyses\/1\/plates\/0\/evidence "count.mass" is in mg/),
      expect.stringMatching(/^E_SCHEMA \/analyses\/1\/dna/),
    ]);
  });
});
