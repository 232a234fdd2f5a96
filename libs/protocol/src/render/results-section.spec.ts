import { readFileSync } from 'node:fs';
import path from 'node:path';
import { planned, plannedText } from '../fixtures/library';
import { renderProcedure as subject } from './procedure';

const quantity = (value: number, unit: string) => ({ value, unit });
const standard = (value: number) => ({ role: 'standard', nominal: quantity(value, 'ug/mL') });

const DOCUMENT = {
  schema: 'labwright.dev/protocol/v1',
  name: 'protein',
  version: '1.0.0',
  title: 'Protein',
  biosafety: { level: 1, organisms: [] },
  labware: [
    {
      id: 'plate',
      type: 'plate-96-clear-flat',
      layout: {
        A1: standard(0),
        A2: standard(125),
        A3: standard(250),
        A4: standard(500),
        B1: { role: 'sample', sample: 'lysate | 1', dilution: 20 },
        B2: { role: 'sample', sample: 'lysate | 1', dilution: 20 },
      },
    },
  ],
  steps: [
    { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'reader' }] },
    {
      id: 'read_dye',
      kind: 'operation',
      capability: 'absorbance',
      labware: 'plate',
      with: { wavelengths: [quantity(595, 'nm')] },
      saves: { dye: { reading: 'absorbance', wells: ['A1', 'A2', 'A3', 'A4', 'B1', 'B2'] } },
    },
    {
      id: 'weigh',
      kind: 'operator',
      moves: [{ labware: 'plate', to: 'bench' }],
      evidence: [{ kind: 'number', id: 'pellet', unit: 'mg', prompt: 'Mass' }],
    },
  ],
  analyses: [
    {
      id: 'protein',
      kind: 'standard_curve',
      title: 'Total *protein*',
      reading: 'dye',
      standards: { role: 'standard' },
      samples: { role: 'sample' },
      model: 'quadratic',
      weights: '1/x',
    },
    { id: 'pellet', kind: 'yield', evidence: 'weigh.pellet', culture: quantity(2, 'mL') },
  ],
};

describe('a procedure with analyses', () => {
  const { protocol, plan } = planned(DOCUMENT);
  const text = subject({ protocol, plan });

  it('tells what will be computed, of which wells, in a line each', () => {
    const [, section = ''] = text.split('\n## Results\n\n');
    expect(section.split('\n').slice(0, 2)).toEqual([
      String.raw`- **Total \*protein\***, ${'`protein`'}: a parabola of ${'`dye`'} through the standards A1 to A4, weights 1/x; concentrations of B1, B2 are read from it, times their dilution.`,
      '- `pellet`: the number `weigh.pellet`, and for each litre of the 2 mL of culture.',
    ]);
  });

  it('tells what is done to densities before a growth rate is fitted', () => {
    const file = path.resolve(__dirname, '../../../../protocols/insulin-expression-online/protocol.yaml');
    expect(subject(plannedText(readFileSync(file, 'utf8')))).toContain(
      '`growth`: growth rate and lag from `od` less the blank `medium`, corrected for light that is scattered twice, curvature 0.15 per AU.',
    );
  });

  it('has a table of what is known of wells, with the unit above it', () => {
    const [, known = ''] = text.split('Known in wells of **plate**, ug/mL; 1:n is a dilution:\n\n');
    expect(known.split('\n').slice(0, 4)).toEqual([
      '|  | 1 | 2 | 3 | 4 |',
      '| --- | --- | --- | --- | --- |',
      '| **A** | 0 | 125 | 250 | 500 |',
      '| **B** | 1:20 | 1:20 |  |  |',
    ]);
  });

  it('without any says nothing of results', () => {
    const { analyses, ...rest } = DOCUMENT;
    expect(analyses).toHaveLength(2);
    const without = planned(rest);
    expect(subject(without)).not.toContain('## Results');
  });
});
