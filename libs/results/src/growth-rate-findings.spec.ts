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
    const vial = (name: string, valueAt: (hours: number) => number) =>
      curvePlate({ wells: [''], rounds: 60, everyMs: 60_000, name, valueAt }).map((each) => ({ ...each, labware: 'vial', instance: name }));
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
    const vial = watched.map((each) => ({ ...each, labware: 'vial', instance: 'watch' }));
    const [result] = subject(recordOf({ analyses: [{ ...growth, wells: [], labware: null }], readings: vial }));
    expect(result?.main?.value).toBeCloseTo(1.2, 4);
    expect(result?.figures.map(({ id }) => id)).toEqual(['curves', 'residuals']);
  });
});
