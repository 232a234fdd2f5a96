import { recordOf, START } from './fixtures/plate-record';
import { resultsOf as subject } from './results-of';

const pellet = { id: 'pellet', kind: 'yield', step: 'harvest', evidence: 'pellet', unit: 'mg', cultureMicrolitres: 1_800 } as const;
const brought = { step: 'harvest', round: '', evidence: 'pellet', value: 9, unit: 'mg', scripted: false, atMs: START };

describe('a yield of a run', () => {
  it('is the number that a person brought, and per litre of culture', () => {
    const [result] = subject(recordOf({ analyses: [pellet], numbers: [brought] }));
    expect(result).toMatchObject({ main: { name: 'yield', value: 9, unit: 'mg' }, insufficient: null, simulated: false, figures: [] });
    expect(result?.values.find(({ name }) => name === 'yield_per_volume')).toMatchObject({ value: 5_000, unit: 'mg/L' });
  });

  it('of several rounds is the last, and the method says so', () => {
    const numbers = [{ ...brought, value: 11, atMs: START + 60_000 }, brought];
    const [result] = subject(recordOf({ analyses: [pellet], numbers }));
    expect(result).toMatchObject({ main: { value: 11 }, method: expect.stringContaining('the last of 2') });
  });

  it('before anybody has brought it, is none', () => {
    const [result] = subject(recordOf({ analyses: [pellet], numbers: [{ ...brought, evidence: 'another' }] }));
    expect(result).toMatchObject({ main: null, values: [], insufficient: 'nobody has brought "pellet" of the step "harvest" yet' });
  });
});
