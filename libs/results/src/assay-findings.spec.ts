import { PLATE, read, seriesOf, type Read } from './fixtures/known-plate';
import { recordOf, START } from './fixtures/plate-record';
import type { AnalysisResult } from './result';
import { resultsOf } from './results-of';
import type { RunRecord } from './run-record';

function subject(analysis: RunRecord['analyses'][number], wells: readonly Read[]): AnalysisResult | undefined {
  return resultsOf(recordOf({ analyses: [analysis], readings: seriesOf(wells) }))[0];
}
const valueOf = (result: AnalysisResult | undefined, name: string, of: string | null = null) =>
  result?.values.find((each) => each.name === name && each.of === of);

describe('a dose response of a run', () => {
  const doses = [0, 0.5, 1, 2, 4, 8, 16, 32];
  const wells = doses.flatMap((dose, i) =>
    [0.01, -0.01].map((noise, j) => read(`${'AB'[j]}${i + 1}`, 0.1 + 1 / (1 + (dose / 3) ** 2) + noise, { nominal: dose })),
  );
  const analysis = { id: 'dose', kind: 'dose_response', reading: 'a', wells, nominalUnit: 'umol/L', ...PLATE } as const;

  it('has the dose of half effect, its curve and the dose of nothing as a line across', () => {
    const result = subject(analysis, wells);
    expect(result?.main).toMatchObject({ name: 'ec50', label: 'Dose of half inhibition, IC50', unit: 'umol/L' });
    expect(result?.main?.value).toBeCloseTo(3, 2);
    expect(valueOf(result, 'hill')?.value).toBeCloseTo(-2, 1);
    expect((valueOf(result, 'ec10')?.value ?? 0) * (valueOf(result, 'ec90')?.value ?? 0)).toBeCloseTo(9, 1);
    const [curve] = result?.figures ?? [];
    expect(curve?.type === 'xy' && curve.marks.map(({ label }) => label)).toEqual(['IC50', 'without']);
    // A dose of 0 has no place on a logarithmic axis.
    expect(curve?.type === 'xy' && curve.series.find(({ style }) => style === 'points')?.points).toHaveLength(14);
  });

  it('when nothing responds, is no number', () => {
    expect(
      subject(
        analysis,
        wells.map((well, i) => ({ ...well, value: 1 + (i % 3) / 100 })),
      ),
    ).toMatchObject({ main: null, insufficient: expect.any(String) });
  });
});

describe('a MIC of a run', () => {
  const series = (row: string, sample: string, mic: number) =>
    [1, 2, 4, 8, 16].map((dose, i) => read(`${row}${i + 1}`, dose < mic ? 0.8 : 0.01, { sample, nominal: dose }));
  const growthControl = [read('H1', 0.9, { role: 'positive_control' }), read('H2', 0.9, { role: 'positive_control' })];
  const wells = [
    ...series('A', 'strain', 4),
    ...series('B', 'strain', 4),
    ...series('C', 'strain', 8),
    ...series('D', 'resistant', 99),
    ...series('E', 'weak', 1),
  ];
  const analysis = { id: 'mic', kind: 'mic', reading: 'a', wells, growthControl, nominalUnit: 'ug/mL', ...PLATE } as const;

  it('is the commonest of the replicates, and beyond the doses says on which side', () => {
    const result = subject(analysis, [...wells, ...growthControl]);
    expect(result?.main).toMatchObject({
      name: 'mic',
      of: 'strain',
      value: 4,
      unit: 'ug/mL',
      beyond: null,
      note: 'of 3 series, 4 to 8 ug/mL',
    });
    expect(valueOf(result, 'mic', 'resistant')).toMatchObject({ value: 16, beyond: 'above' });
    expect(valueOf(result, 'mic', 'weak')).toMatchObject({ value: 1, beyond: 'below' });
    expect(result?.flags.map(({ sample, what }) => [sample, what])).toEqual([
      ['resistant', 'out_of_range'],
      ['weak', 'out_of_range'],
    ]);
    expect(result?.figures.map(({ id }) => id)).toEqual(['growth', 'plate']);
  });

  it('when the growth control has not grown, is none', () => {
    const dead = growthControl.map((well) => ({ ...well, value: 0.02 }));
    expect(subject(analysis, [...wells, ...dead])).toMatchObject({
      main: null,
      insufficient: expect.stringContaining('the growth control did not grow'),
    });
  });
});

describe('a colony count of a run', () => {
  const plate = (evidence: string, dilution: number) => ({ step: 'count', evidence, platedMicrolitres: 100, dilution });
  const analysis = {
    id: 'colonies',
    kind: 'colony_count',
    plates: [plate('ten', 10), plate('hundred', 100), plate('lost', 1_000)],
    suspensionMicrolitres: 1_000,
    dnaMicrograms: 0.001,
  } as const;
  const number = (evidence: string, value: number) => ({
    step: 'count',
    round: '',
    evidence,
    value,
    unit: '{count}',
    scripted: true,
    atMs: START,
  });

  it('is the efficiency with its Poisson interval, of the plates that can be counted', () => {
    const numbers = [number('ten', 180), number('hundred', 20)];
    const [result] = resultsOf(recordOf({ analyses: [analysis], numbers }));
    // 180 colonies of 0.01 mL.
    expect(valueOf(result, 'cfu_per_ml')?.value).toBeCloseTo(18_000, 6);
    expect(result?.main).toMatchObject({ name: 'transformation_efficiency', unit: '{CFU}/ug', confidence: 0.95 });
    expect(result?.main?.value).toBeCloseTo(18_000_000, 3);
    expect(result?.main?.low).toBeLessThan(18_000_000);
    expect(result?.simulated).toBe(true);
    expect(result?.flags).toEqual([
      { well: null, sample: 'count.lost', what: 'excluded', why: 'nobody has counted it yet' },
      { well: null, sample: 'count.hundred', what: 'excluded', why: 'has fewer colonies than count' },
    ]);
  });

  it('before anybody has counted, or of what is no number of colonies, is none', () => {
    for (const numbers of [[], [number('ten', 1.5)]])
      expect(resultsOf(recordOf({ analyses: [analysis], numbers }))[0]).toMatchObject({
        main: null,
        insufficient: 'no plate was counted yet',
      });
  });
});

describe('dispensed volumes of a run', () => {
  const reference = [5, 10, 20].map((volume, i) => read(`A${i + 1}`, volume / 20, { role: 'standard', nominal: volume }));
  const wells = [10.2, 10.4, 10.3, 10.3].map((volume, i) => read(`B${i + 1}`, volume / 20, { sample: 'pipette 1', nominal: 10 }));
  const analysis = { id: 'pipettes', kind: 'dispensing', reading: 'a', wells, reference, nominalUnit: 'uL', ...PLATE } as const;

  it('have a systematic and a random error in % with intervals', () => {
    const result = subject(analysis, [...reference, ...wells]);
    expect(result?.main).toMatchObject({ name: 'systematic_error', of: 'pipette 1, 10 uL', unit: '%', note: 'of 4 wells' });
    expect(result?.main?.value).toBeCloseTo(3, 6);
    expect(valueOf(result, 'random_error', 'pipette 1, 10 uL')?.value).toBeCloseTo((100 * Math.sqrt(0.02 / 3)) / 10.3, 6);
    expect(result?.figures.map(({ id }) => id)).toEqual(['volumes', 'dispensed']);
  });

  it('without a reference that was read, are none', () => {
    expect(subject(analysis, wells)).toMatchObject({ main: null, insufficient: expect.stringContaining('of the reference wells') });
  });
});

describe('the linearity of a reader', () => {
  const step = (i: number, value: number) => read(`A${i + 1}`, value, { role: 'standard', nominal: i });
  const straight = [0, 1, 2, 3, 4, 5].map((i) => step(i, 0.1 + 0.5 * i));

  it.each([
    ['straight over all steps', straight, { value: 5, beyond: 'above' }],
    ['bent at the top', [...straight.slice(0, 5), step(5, 2.2)], { value: 4, beyond: null }],
  ])('when it is %s, ends there', (_title, standards, main) => {
    const result = subject({ id: 'dye', kind: 'linearity', reading: 'a', standards, nominalUnit: 'mg/mL', ...PLATE }, standards);
    expect(result?.main).toMatchObject({ name: 'linear_to', unit: 'mg/mL', ...main });
    expect(valueOf(result, 'largest_deviation')?.unit).toBe('%');
  });
});

describe('the quality of an assay', () => {
  it("is Z' with signal window and background", () => {
    const positive = [9, 10, 11].map((value, i) => read(`A${i + 1}`, value));
    const negative = [0.9, 1, 1.1].map((value, i) => read(`B${i + 1}`, value));
    const result = subject({ id: 'z', kind: 'assay_quality', reading: 'a', positive, negative, nominalUnit: null, ...PLATE }, [
      ...positive,
      ...negative,
    ]);
    expect(result?.main?.value).toBeCloseTo(1 - (3 * 1.1) / 9, 9);
    expect(valueOf(result, 'signal_to_background')?.value).toBeCloseTo(10, 9);
    expect(result?.figures.map(({ id }) => id)).toEqual(['controls', 'plate']);
  });
});

const ROWS = 'ABCDEFGH'.split('');

describe('the uniformity of a plate', () => {
  const all = ROWS.flatMap((row, r) =>
    Array.from({ length: 12 }, (_, c) => {
      const outermost = r === 0 || c === 0 || r === 7 || c === 11;
      return read(`${row}${c + 1}`, (outermost ? 0.9 : 1) + (((r * 7 + c * 5) % 11) - 5) / 1_000 + (row === 'D' && c === 5 ? 0.4 : 0));
    }),
  );
  const result = subject({ id: 'even', kind: 'plate_uniformity', reading: 'a', wells: all, nominalUnit: null, ...PLATE }, all);

  it('is the effect of its edge in %, with an interval that says whether there is one', () => {
    expect(result?.main).toMatchObject({ name: 'edge_effect', unit: '%', confidence: 0.95 });
    expect(result?.main?.value).toBeCloseTo(-10.6, 0);
    expect(result?.main?.high).toBeLessThan(0);
    expect(result?.flags[0]).toMatchObject({ what: 'plate_effect', why: expect.stringContaining('outermost wells') });
  });

  it('tells the well that differs from its row and column', () => {
    expect(result?.flags.filter(({ well }) => well !== null).map(({ well }) => well)).toContain('D6');
    expect(result?.values.filter(({ name }) => name === 'row_effect').map(({ of }) => of)).toEqual(ROWS);
  });
});
