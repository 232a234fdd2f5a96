import type { AnalysedReading } from '../analysed-reading';
import type { Analysis } from '../analysis.schema';
import type { Compilation } from '../compilation';
import { checkBlank as subject } from './blank-readings';

const vial = (id: string): AnalysedReading => ({
  kind: 'optical_density',
  labware: [{ id, type: 'vial-20ml' }],
  wells: new Set(),
  series: true,
});
const one = vial('vial');
const readings = new Map<string, AnalysedReading>([
  ['od', one],
  ['medium', { ...one }],
  ['other', vial('second')],
  ['plate', { ...vial('plate'), wells: new Set(['A1']) }],
]);

function findings(analysis: Partial<Extract<Analysis, { kind: 'growth_rate' }>>): readonly string[] {
  const found: string[] = [];
  const report = (code: string, path: readonly unknown[], message: string): void =>
    void found.push(`${code} /${path.join('/')} ${message}`);
  subject({ report } as unknown as Compilation, readings, { id: 'growth', kind: 'growth_rate', reading: 'od', ...analysis }, [
    'analyses',
    0,
  ]);
  return found;
}

describe('the blank of a growth rate', () => {
  it('is a reading of the medium in the same vessel, or is left out', () => {
    expect(findings({ blank: 'medium' })).toEqual([]);
    expect(findings({})).toEqual([]);
    // What no step saves is told elsewhere.
    expect(findings({ blank: 'nothing' })).toEqual([]);
  });

  it.each([
    ['the reading itself', 'od', /"od" cannot be its own blank/],
    ['a reading of wells', 'plate', /wells of a plate are blanked when they are saved/],
    ['another vessel', 'other', /"other" is read of "second", and "od" of "vial"; each vessel has a blank of its own/],
  ])('is refused as %s', (_, blank, says) => {
    expect(findings({ blank })).toEqual([expect.stringMatching(says)]);
    expect(findings({ blank })[0]).toMatch(/^E_CHECK \/analyses\/0\/blank/);
  });
});
