import type { AnalysisResult, ResultValue } from '@labwright/results';
import type { SavedReading } from './api-shapes';
import type { ProtocolDocument } from './protocol-document';
import { JUDGEMENTS, type RunFacts } from './result-truth';
import type { TrueWell } from './truth';

const START = Date.parse('2026-01-05T08:00:00.000Z');
const at = (hours: number): string => new Date(START + hours * 3_600_000).toISOString();
const well = (given: Partial<TrueWell>): TrueWell => ({
  volume: 200,
  od: 0,
  protein: 0,
  insulin: 0,
  dye: 0,
  expectedColonies: 0,
  ...given,
});
const value = (given: Partial<ResultValue>): ResultValue => ({
  name: 'concentration',
  label: 'Concentration',
  of: null,
  value: 1,
  unit: 'mg/mL',
  low: null,
  high: null,
  confidence: null,
  beyond: null,
  note: null,
  ...given,
});
const result = (kind: string, values: readonly ResultValue[]): AnalysisResult => ({
  id: 'x',
  kind,
  title: 'X',
  main: values[0] ?? null,
  values,
  insufficient: null,
  method: '',
  flags: [],
  figures: [],
  simulated: true,
});
const facts = (document: ProtocolDocument, given: Partial<RunFacts> = {}): RunFacts => ({
  run: { id: 'run-1', startedLab: at(0) },
  document,
  saved: [],
  truth: { reads: [], labware: [], constants: { inductionHalf: 0.02, mic: 4 } },
  ...given,
});
const truthOf = (kind: string, known: RunFacts, found: AnalysisResult, of: ResultValue): number | null =>
  JUDGEMENTS[kind]!.truth(known, known.document.analyses![0]!, found, of);

describe('the truth of a concentration', () => {
  const document: ProtocolDocument = {
    name: 'bradford',
    labware: [
      { id: 'tubes', layout: { A1: { role: 'sample', sample: 'A', dilution: 10 }, B1: { role: 'sample', sample: 'A', dilution: 1 } } },
      { id: 'plate', layout: { A1: { role: 'sample', sample: 'A' }, A2: { role: 'sample', sample: 'A, per mL', dilution: 2.5 } } },
    ],
    steps: [{ id: 'read', labware: 'plate', saves: { a595: {} } }],
    analyses: [{ id: 'x', kind: 'standard_curve', reading: 'a595' }],
  };
  const wells = { A1: well({ protein: 0.49 }), B1: well({ protein: 5.2 }) };
  const known = facts(document, {
    truth: { ...facts(document).truth, labware: [{ run: 'run-1', name: 'tubes', wells }] },
  });

  it.each([
    [{ of: 'A' }, 5.2],
    [{ of: 'A', unit: 'ug/mL' }, 5200],
    [{ of: 'A, per mL' }, 13],
    [{ of: 'B' }, null],
    [{ of: 'A', unit: '{AU}' }, null],
  ])('of %j is %p: of the tube that was diluted least', (given, truth) => {
    const it = value(given);
    expect(truthOf('standard_curve', known, result('standard_curve', [it]), it)).toEqual(truth === null ? null : expect.closeTo(truth, 9));
  });

  it('is none in a protocol whose analyte nobody named', () => {
    const other = facts({ ...document, name: 'other' }, { truth: known.truth });
    const it = value({ of: 'A' });
    expect(truthOf('standard_curve', other, result('standard_curve', [it]), it)).toBeNull();
  });
});

describe('the truth of a growth rate', () => {
  it('is the slope of the true densities of its wells within the window that it states', () => {
    const document: ProtocolDocument = {
      name: 'p',
      labware: [{ id: 'plate', layout: { A1: { role: 'sample' }, A2: { role: 'other' } } }],
      steps: [{ id: 'again', body: [{ id: 'read', labware: 'plate', saves: { od600: {} } }] }],
      analyses: [{ id: 'x', kind: 'growth_rate', reading: 'od600', wells: { role: 'sample' } }],
    };
    const hours = [0, 1, 2, 3, 4];
    const od = (hour: number): number => (hour < 4 ? 0.05 * Math.exp(1.5 * hour) : 1);
    const saved = hours.flatMap((hour) =>
      ['A1', 'A2']
        .map((name) => ({ name: 'od600', kind: 'optical_density', labware: 'plate', well: name, value: 0.3, unit: '{AU}', quality: 'ok' }))
        .map((each) => ({ ...each, sample: null, step: 'read', stepInstance: `read/${hour}`, atLab: at(hour) }) satisfies SavedReading),
    );
    const reads = hours.map((hour, n) => ({
      n,
      atLab: at(hour),
      run: 'run-1',
      name: 'plate',
      kind: 'absorbance',
      wells: { A1: well({ od: od(hour) }), A2: well({ od: 9 }) },
    }));
    const known = facts(document, { saved, truth: { ...facts(document).truth, reads } });
    const stated = [
      value({ name: 'growth_rate', unit: '/h' }),
      value({ name: 'window_start', value: 0 }),
      value({ name: 'window_end', value: 3 }),
    ];
    const found = result('growth_rate', stated);
    expect(truthOf('growth_rate', known, found, stated[0]!)).toBeCloseTo(1.5, 9);
    expect(truthOf('growth_rate', known, result('growth_rate', stated.slice(0, 1)), stated[0]!)).toBeNull();
  });
});

describe('the truth of dispensed volumes', () => {
  it('is the dye that is really in the wells of that volume, by that of the reference, whatever evaporated', () => {
    const microlitres = (nominal: number) => ({ role: 'd', nominal: { value: nominal, unit: 'uL' } });
    const document: ProtocolDocument = {
      name: 'dye-calibration',
      labware: [{ id: 'plate', layout: { A1: microlitres(5), A2: microlitres(10), A3: { ...microlitres(10), role: 'reference' } } }],
      steps: [{ id: 'read', labware: 'plate', saves: { a430: {} } }],
      analyses: [{ id: 'x', kind: 'dispensing', reading: 'a430', wells: { role: 'd' }, reference: { role: 'reference' } }],
    };
    const wells = {
      A1: well({ dye: (40 * 5.1) / 200 }),
      A2: well({ dye: (40 * 9.9) / 160, volume: 160 }),
      A3: well({ dye: (40 * 10) / 200 }),
    };
    const reads = [{ n: 1, atLab: at(1), run: 'run-1', name: 'plate', kind: 'absorbance', wells }];
    const known = facts(document, { truth: { ...facts(document).truth, reads } });
    const of = (volume: string): number | null => {
      const it = value({ name: 'systematic_error', of: volume, unit: '%' });
      return truthOf('dispensing', known, result('dispensing', [it]), it);
    };
    expect([of('5 µL, 5 uL'), of('d, 10 uL'), of('d, 20 uL')]).toEqual([expect.closeTo(2, 9), expect.closeTo(-1, 9), null]);
  });
});

describe('the truth of counted colonies', () => {
  it('is what the cells on the dishes make in the mean, per mL, and per ug of DNA of the whole suspension', () => {
    const plates = [
      { evidence: 'count.tenfold', plated: { value: 100, unit: 'uL' }, dilution: 10 },
      { evidence: 'count.number', plated: { value: 0.1, unit: 'mL' } },
    ];
    const evidence = [
      { kind: 'number', id: 'tenfold', of: 'dish_1' },
      { kind: 'number', of: 'dish_2' },
    ];
    const dna = { dna: { value: 100, unit: 'pg' }, suspension: { value: 1, unit: 'mL' } };
    const document: ProtocolDocument = {
      name: 'p',
      steps: [{ id: 'count', evidence }],
      analyses: [{ id: 'x', kind: 'colony_count', plates, ...dna }],
    };
    const dish = (name: string, expectedColonies: number) => ({ run: 'run-1', name, wells: { A1: well({ expectedColonies }) } });
    const known = facts(document, { truth: { ...facts(document).truth, labware: [dish('dish_1', 10), dish('dish_2', 100)] } });
    const of = (name: string, unit: string): number | null => {
      const it = value({ name, unit });
      return truthOf('colony_count', known, result('colony_count', [it]), it);
    };
    // 110 in the 0.11 mL of undiluted suspension on both.
    expect(of('cfu_per_ml', '{CFU}/mL')).toBeCloseTo(1000, 9);
    expect(of('transformation_efficiency', '{CFU}/ug')).toBeCloseTo(1e7, 3);
  });
});
