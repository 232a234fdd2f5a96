import { curvePlate, recordOf, wellsOf } from './fixtures/plate-record';
import { resultsOf as subject } from './results-of';

const WELLS = wellsOf(['A2', 'A3', 'A4', 'B2'], 'clone-1');
const growth = { id: 'growth', kind: 'growth_rate', reading: 'od600', wells: WELLS, labware: 'plate', nominalUnit: null } as const;
/** 0.04 AU at the start, 1.7 per hour, every 6 min for 90 min. */
const curve = curvePlate({
  wells: WELLS.map(({ well }) => well),
  rounds: 16,
  everyMs: 360_000,
  valueAt: (hours) => 0.04 * Math.exp(1.7 * hours),
});

/** What a photometer shows of a density that light scatters from more than once, AU along one path. */
const bent = (density: number): number => density - 0.15 * density ** 2;
const vial = (name: string, valueAt: (hours: number) => number) =>
  curvePlate({ wells: [''], rounds: 60, everyMs: 60_000, name, valueAt }).map((each) => ({ ...each, labware: 'vial', instance: name }));

describe('a growth rate of a run', () => {
  it('is the slope of the median curve, with interval, window, doubling time and the rate of each well', () => {
    const [result] = subject(recordOf({ analyses: [growth], readings: curve }));
    expect(result).toMatchObject({ id: 'growth', kind: 'growth_rate', title: 'Growth rate', insufficient: null, simulated: true });
    expect(result?.main).toMatchObject({ name: 'growth_rate', of: null, unit: '/h', confidence: 0.95 });
    expect(result?.main?.value).toBeCloseTo(1.7, 6);
    const value = (name: string, of: string | null = null) => result?.values.find((each) => each.name === name && each.of === of)?.value;
    expect(value('doubling_time')).toBeCloseTo((60 * Math.LN2) / 1.7, 6);
    expect(value('growth_rate', 'B2')).toBeCloseTo(1.7, 6);
    // The window is told in the hours in which its points are.
    expect(value('window_start')).toBeGreaterThanOrEqual(0);
    expect(value('window_end')).toBeLessThan(1.5);
    expect(value('window_points')).toBeGreaterThanOrEqual(6);
  });

  it('draws curves with their fit on a logarithmic axis, residuals, rates and the last plate', () => {
    const [result] = subject(recordOf({ analyses: [growth], readings: curve }));
    expect(result?.figures.map(({ id }) => id)).toEqual(['curves', 'residuals', 'rates', 'plate']);
    const [curves, , rates] = result?.figures ?? [];
    expect(curves).toMatchObject({ type: 'xy', y: { scale: 'log', unit: '{AU}' } });
    expect(curves?.type === 'xy' && curves.series.map(({ style }) => style)).toEqual(['band', 'line_and_points', 'line']);
    expect(rates).toMatchObject({ type: 'plate', rows: 8, columns: 12, wells: { A2: { role: 'sample', sample: 'clone-1' } } });
  });

  it('when readings of a well are not good, leaves them out and says why', () => {
    const readings = curve.map((each, i) =>
      each.well === 'A2' && i < 12 ? { ...each, quality: 'overflow' as const, reason: 'too dense' } : each,
    );
    const [result] = subject(recordOf({ analyses: [growth], readings }));
    expect(result?.flags).toEqual([{ well: 'A2', sample: 'clone-1', what: 'excluded', why: '3 of 16 readings left out: too dense' }]);
  });

  it('when a step was done again, only its last attempt counts', () => {
    const bubble = curve.slice(0, 8).map((each) => ({ ...each, value: 3 }));
    const again = curve.slice(0, 8).map((each) => ({ ...each, attempt: 2 }));
    const [result] = subject(recordOf({ analyses: [growth], readings: [...bubble, ...again, ...curve.slice(8)] }));
    expect(result?.main?.value).toBeCloseTo(1.7, 6);
  });

  it('of too few readings says in words what is missing, and has no figure with a fit in it', () => {
    const [result] = subject(recordOf({ analyses: [growth], readings: curve.slice(0, 8) }));
    expect(result).toMatchObject({
      main: null,
      insufficient: expect.stringMatching(/points lie between an optical density of 0\.04 and 0\.65, 5 are needed/),
    });
    expect(result?.figures.map(({ id }) => id)).toEqual(['curves', 'plate']);
  });

  it('of nothing has nothing', () => {
    const [result] = subject(recordOf({ analyses: [growth], readings: [] }));
    expect(result).toMatchObject({
      main: null,
      insufficient: expect.stringContaining('0 points'),
      figures: [],
      flags: [],
      simulated: false,
    });
  });

  it('subtracts the median of a blank that was read of the medium alone, and without one gives no rate', () => {
    const culture = vial('od600', (hours) => 0.03 + 0.04 * Math.exp(1.4 * hours));
    // A bubble in the light moves no median.
    const medium = vial('medium', (hours) => (hours === 0 ? 2 : 0.03));
    const watched = { ...growth, wells: [], labware: null };
    const rateOf = (analysis: object, readings: typeof culture) =>
      subject(recordOf({ analyses: [{ ...watched, ...analysis }], readings }))[0];
    const result = rateOf({ blank: 'medium' }, [...medium, ...culture]);
    expect(result?.main?.value).toBeCloseTo(1.4, 6);
    expect(result?.values).toContainEqual(
      expect.objectContaining({ name: 'blank', value: 0.03, unit: '{AU}', note: 'median of 60 readings' }),
    );
    expect(result?.method).toContain('the median of "medium", the medium alone, was subtracted');
    expect(rateOf({}, culture)?.main?.value).toBeLessThan(1.2);
    expect(rateOf({ blank: 'medium' }, culture)).toMatchObject({
      main: null,
      insufficient: 'nothing good was read as "medium", the blank',
    });
  });

  it('of a vial that is watched, takes neighbours of a dense curve together', () => {
    const watched = curvePlate({ wells: [''], rounds: 4_000, everyMs: 2_000, valueAt: (hours) => 0.05 * Math.exp(1.2 * hours) });
    const readings = watched.map((each) => ({ ...each, labware: 'vial', instance: 'watch' }));
    const [result] = subject(recordOf({ analyses: [{ ...growth, wells: [], labware: null }], readings }));
    expect(result?.main?.value).toBeCloseTo(1.2, 4);
    expect(result?.figures.map(({ id }) => id)).toEqual(['curves', 'residuals']);
  });

  describe('with the curvature of its photometer', () => {
    const PATHS: Readonly<Record<string, number>> = { A2: 0.458, A3: 0.604, A4: 1 };
    /** B2 was not brought to 1 cm, which is as if it were measured along it. */
    const pathAt = (well: string) => PATHS[well] ?? null;
    const read = (density: number, well: string) => bent(density * (pathAt(well) ?? 1)) / (pathAt(well) ?? 1);
    const readings = curvePlate({
      wells: WELLS.map(({ well }) => well),
      rounds: 16,
      everyMs: 360_000,
      valueAt: (hours, well) => read(0.04 * Math.exp(1.7 * hours), well),
      pathAt,
    });

    it('is that of the densities, each corrected along the path at which it was measured', () => {
      const [plain, result] = subject(recordOf({ analyses: [growth, { ...growth, curvature: 0.15 }], readings }));
      const rates = result?.values.filter(({ name }) => name === 'growth_rate') ?? [];
      expect(rates.map(({ of }) => of)).toEqual([null, 'A2', 'A3', 'A4', 'B2']);
      for (const { value } of rates) expect(value).toBeCloseTo(1.7, 6);
      expect(plain?.main?.value).toBeLessThan(1.69);
      expect(plain?.method).not.toContain('scattered twice');
      expect(result?.method).toContain('b = 0.15 per AU, the curvature that the protocol gives (Bipatnath et al. 1998, equation 7)');
    });

    it('draws the corrected densities, and says so', () => {
      const [result] = subject(recordOf({ analyses: [{ ...growth, curvature: 0.15 }], readings }));
      const [curves, residuals, , plate] = result?.figures ?? [];
      expect(curves).toMatchObject({ title: 'od600, corrected over time', y: { label: 'od600, corrected', unit: '{AU}' } });
      expect(residuals).toMatchObject({ y: { label: 'ln od600, corrected less the line' } });
      expect(plate).toMatchObject({ label: 'od600, corrected', wells: { A3: { value: expect.closeTo(0.04 * Math.exp(1.7 * 1.5), 9) } } });
    });

    it('is looked for up to the same densities, corrected', () => {
      const slow = curvePlate({
        wells: WELLS.map(({ well }) => well),
        rounds: 5,
        everyMs: 1_200_000,
        valueAt: (hours) => bent(0.055 * Math.exp(1.9 * hours)),
      });
      // The last one is shown as 0.62, and is 0.69.
      const [result] = subject(recordOf({ analyses: [{ ...growth, curvature: 0.15 }], readings: slow }));
      expect(result?.main?.value).toBeCloseTo(1.9, 6);
      expect(result?.method).toContain('between an optical density of 0.0402 and 0.73 with 5 points or more');
    });

    it('leaves out what lies beyond the turn of the parabola, and flags its well', () => {
      const dense = readings.map((each) => (each.well === 'A4' && each.instance === 'read/16' ? { ...each, value: 1.7 } : each));
      const [result] = subject(recordOf({ analyses: [{ ...growth, curvature: 0.15 }], readings: dense }));
      expect(result?.main?.value).toBeCloseTo(1.7, 6);
      expect(result?.flags).toEqual([
        {
          well: 'A4',
          sample: 'clone-1',
          what: 'excluded',
          why: expect.stringMatching(/^1 of 16 readings left out: above 1\.67 AU along its path, .* no density can be told$/),
        },
      ]);
    });

    it('in a vial is that of the densities less the blank, corrected along 1 cm; what lies beyond the turn is flagged', () => {
      const culture = vial('od600', (hours) => (hours < 0.9 ? 0.03 + bent(0.08 * Math.exp(1.4 * hours)) : 2));
      const medium = vial('medium', () => 0.03);
      const watched = { ...growth, wells: [], labware: null, blank: 'medium' };
      const [plain, result] = subject(
        recordOf({ analyses: [watched, { ...watched, curvature: 0.15 }], readings: [...medium, ...culture] }),
      );
      expect(result?.main?.value).toBeCloseTo(1.4, 6);
      expect(plain?.main?.value).toBeLessThan(1.39);
      expect(result?.flags).toEqual([
        { well: null, sample: null, what: 'excluded', why: expect.stringMatching(/^6 of 60 readings left out: above 1\.67 AU/) },
      ]);
    });
  });
});
