import { instrument } from './fixtures/heater-shaker.manifest';
import { changed, soundDocument, stepOf } from './fixtures/protocol-document';
import { compile } from './index';

const planOf = (document: unknown) => {
  const { plan, diagnostics } = compile(document, { fleet: { instruments: [instrument()] } });
  expect(diagnostics).toEqual([]);
  return plan;
};
const loadOf = (document: unknown) => planOf(document)?.steps.find(({ id }) => id === 'load');
const ml = (value: number) => ({ value, unit: 'mL' });

describe('liquids in a plan', () => {
  it('are transfers in microlitres, from a material or a well, in the order of the document', () => {
    const document = changed((d) => {
      stepOf(d, 0)['transfers'] = [
        { material: 'water', to: 'other', wells: ['A1', 'B1'], volume: ml(0.1) },
        { from: { labware: 'other', well: 'B1' }, to: 'plate', wells: ['H12'], volume: ml(0.002) },
      ];
    });
    expect(loadOf(document)).toMatchObject({
      transfers: [
        { from: { material: 'water' }, to: 'other', wells: ['A1', 'B1'], microlitres: 100 },
        { from: { labware: 'other', well: 'B1' }, to: 'plate', wells: ['H12'], microlitres: 2 },
      ],
    });
  });

  it('may be taken from labware that the step itself brings to the bench', () => {
    const document = changed((d) => {
      d.labware[0] = { ...d.labware[0], layout: { A1: { role: 'sample', volume: ml(0.1) } } };
      stepOf(d, 2)['transfers'] = [{ from: { labware: 'plate', well: 'A1' }, to: 'other', wells: ['A1'], volume: ml(0.01) }];
    });
    expect(planOf(document)).not.toBeNull();
  });

  it('put the steps that sample labware in order with those that move it', () => {
    const document = changed((d) => {
      const transfers = [{ from: { labware: 'plate', well: 'A1' }, to: 'other', wells: ['A1'], volume: ml(0.01) }];
      d.steps.push({ id: 'sample', kind: 'operator', after: [], instruction: 'Sample.', transfers });
    });
    const { diagnostics } = compile(document, { fleet: { instruments: [instrument()] } });
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toContain('E_ORDER /steps/4');
  });

  it('come with the materials and the layout of the protocol, and with nothing where it has none', () => {
    const laid = changed(
      (d) => (d.labware[0] = { ...d.labware[0], layout: { A1: { role: 'blank' }, B1: { role: 'sample', sample: 's' } } }),
    );
    expect(planOf(laid)).toMatchObject({
      materials: [{ id: 'water', name: 'Water', concentration: { value: 1, unit: 'mmol/L' } }],
      labware: [{ id: 'plate', layout: { A1: { role: 'blank' }, B1: { role: 'sample', sample: 's' } } }, { id: 'other' }],
    });
    const bare = planOf(changed((d) => (d.materials = [])));
    expect(bare).not.toHaveProperty('materials');
    for (const labware of bare?.labware ?? []) expect(labware).not.toHaveProperty('layout');
    expect(loadOf(soundDocument())).not.toHaveProperty('transfers');
  });

  it('have lots as evidence, with the material in the id', () => {
    const lots = [
      { kind: 'lot', of: 'water' },
      { kind: 'lot', of: 'water', prompt: 'The second bottle' },
    ];
    expect(loadOf(changed((d) => (stepOf(d, 0)['evidence'] = lots)))).toMatchObject({
      evidence: [
        { id: 'lot-water', kind: 'lot', of: 'water', prompt: null, unit: null },
        { id: 'lot-water-2', kind: 'lot', of: 'water', prompt: 'The second bottle', unit: null },
      ],
    });
  });
});
