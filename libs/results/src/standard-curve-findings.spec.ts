import { PLATE, read, seriesOf } from './fixtures/known-plate';
import { recordOf } from './fixtures/plate-record';
import { resultsOf as subject } from './results-of';

/** Fluorescein, pg/mL: Miller and Miller, Statistics and Chemometrics for Analytical Chemistry, the calibration of its chapter 5. */
const SIGNALS = [2.1, 5.0, 9.0, 12.6, 17.3, 21.0, 24.7];
const standards = SIGNALS.map((value, i) => read(`A${i + 1}`, value, { role: 'standard', nominal: 2 * i }));
const samples = [
  read('B1', 13.5, { sample: 'one' }),
  read('C1', 13.5, { sample: 'two', dilution: 10 }),
  read('C2', 30, { sample: 'two', dilution: 2 }),
  read('D1', 30, { sample: 'three' }),
];
const curve = {
  id: 'dye',
  kind: 'standard_curve',
  reading: 'a',
  standards,
  samples,
  model: 'linear',
  nominalUnit: 'pg/mL',
  ...PLATE,
} as const;
const all = [...standards, ...samples];

describe('a standard curve of a run', () => {
  const [result] = subject(recordOf({ analyses: [curve], readings: seriesOf(all, { unit: '{RFU}' }) }));
  const value = (name: string, of: string | null = null) => result?.values.find((each) => each.name === name && each.of === of);

  it('has the published line and reads the first sample back with its interval', () => {
    expect(value('slope')?.value).toBeCloseTo(1.93, 2);
    expect(value('intercept')?.value).toBeCloseTo(1.52, 2);
    expect(value('slope')?.unit).toBe('{RFU}/(pg/mL)');
    // Book: 6.21 pg/mL for a signal of 13.5, 0.62 to each side.
    expect(result?.main).toMatchObject({ name: 'concentration', of: 'one', unit: 'pg/mL', beyond: null, confidence: 0.95 });
    expect(result?.main?.value).toBeCloseTo(6.21, 2);
    expect(((result?.main?.high ?? 0) - (result?.main?.low ?? 0)) / 2).toBeCloseTo(0.62, 2);
    expect(value('loq')?.value).toBeCloseTo(((value('lod')?.value ?? 0) / 3.3) * 10, 9);
  });

  it('multiplies by the dilution, and of several takes the one within the standards', () => {
    expect(value('concentration', 'two')?.value).toBeCloseTo(62.1, 1);
    expect(value('concentration', 'two')?.note).toBe('mean of 1 well, diluted 1:10');
    expect(value('concentration_of_dilution', 'two, 1:2')).toMatchObject({ value: 24, beyond: 'above' });
  });

  it('when a sample is beyond the standards, gives their end and says so', () => {
    expect(value('concentration', 'three')).toMatchObject({ value: 12, beyond: 'above', low: null });
    expect(result?.flags).toContainEqual({
      well: null,
      sample: 'three',
      what: 'out_of_range',
      why: 'its signal lies outside of the standards: above 12 pg/mL',
    });
  });

  it('reads each standard back, and flags the one that is off', () => {
    // (5.0 - 1.518) / 1.930 of 2, by the same line.
    expect(value('recovery', 'A2')?.value).toBeCloseTo(90.2, 0);
    expect(result?.flags.filter(({ why }) => why.startsWith('the standard'))).toEqual([]);
    expect(result?.figures.map(({ id }) => id)).toEqual(['curve', 'residuals', 'plate']);
  });

  it('of a reading that was saved several times takes the last complete series, and says so', () => {
    const readings = [
      ...seriesOf(all),
      ...seriesOf(
        all.map((each) => ({ ...each, value: 2 * each.value })),
        { number: 2 },
      ),
      ...seriesOf(samples, { number: 3 }),
    ];
    const [last] = subject(recordOf({ analyses: [curve], readings }));
    expect(last?.values.find(({ name }) => name === 'slope')?.value).toBeCloseTo(3.86, 2);
    expect(last?.method).toContain('the last complete of 3 series of "a", read 2.00 h after the start');
  });

  it('of standards that do not suffice says what is missing', () => {
    expect(subject(recordOf({ analyses: [curve], readings: seriesOf([...standards.slice(0, 2), ...samples]) }))[0]).toMatchObject({
      main: null,
      values: [],
      insufficient: expect.stringContaining('needs 3 points'),
    });
  });
});
