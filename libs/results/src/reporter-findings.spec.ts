import { curvePlate, recordOf, wellsOf } from './fixtures/plate-record';
import { resultsOf as subject } from './results-of';

const WELLS = [...wellsOf(['A1', 'A2', 'A3'], 'induced'), ...wellsOf(['B1', 'B2', 'B3'], 'not induced')];
const reporter = {
  id: 'gfp',
  kind: 'reporter',
  fluorescence: 'gfp',
  density: 'od',
  wells: WELLS,
  labware: 'plate',
  nominalUnit: null,
} as const;
const names = WELLS.map(({ well }) => well);
const od = (hours: number) => 0.05 * Math.exp(0.9 * hours);
const density = curvePlate({ wells: names, rounds: 13, name: 'od', valueAt: od });
/** Row A rises by 1,000 RFU/AU an hour from 500, B stays there; wells differ by 10. */
const gfp = curvePlate({
  wells: names,
  rounds: 13,
  name: 'gfp',
  unit: '{RFU}',
  valueAt: (hours, well) => od(hours) * (500 + (well.startsWith('A') ? 1_000 * hours : 0) + 10 * Number(well.slice(1))),
}).map((each) => ({ ...each, instance: `gfp ${each.instance}`, atMs: each.atMs + 20_000 }));

describe('a reporter of a run', () => {
  const [result] = subject(recordOf({ analyses: [reporter], readings: [...gfp, ...density] }));
  const value = (name: string, of: string) => result?.values.find((each) => each.name === name && each.of === of);

  it('is the fluorescence for each density at the end, of each sample with the interval of its wells', () => {
    expect(result?.main).toMatchObject({ name: 'fluorescence_per_density', of: 'induced', unit: '{RFU}/{AU}', note: 'mean of 3 wells' });
    // 12 rounds of 10 min are 2 h; t of 2 degrees of freedom is 4.303, the deviation of the wells 10.
    expect(result?.main?.value).toBeCloseTo(2_520, 6);
    expect((result?.main?.high ?? 0) - 2_520).toBeCloseTo((4.303 * 10) / Math.sqrt(3), 1);
    expect(value('fluorescence_per_density', 'not induced')?.value).toBeCloseTo(520, 6);
  });

  it('has its rise and the growth of each sample', () => {
    expect(value('slope', 'induced')).toMatchObject({ unit: '{RFU}/{AU}/h', confidence: 0.95 });
    expect(value('slope', 'induced')?.value).toBeCloseTo(1_000, 6);
    expect(value('slope', 'not induced')?.value).toBeCloseTo(0, 6);
    expect(value('growth_rate', 'induced')?.value).toBeCloseTo(0.9, 6);
  });

  it('draws its time course, the densities, and the plate at the end', () => {
    expect(result?.figures.map(({ id }) => id)).toEqual(['time-course', 'density', 'plate']);
  });

  it('without densities says so', () => {
    expect(subject(recordOf({ analyses: [reporter], readings: gfp }))[0]).toMatchObject({
      main: null,
      insufficient: 'no well of induced was read for both fluorescence and density',
    });
  });
});
