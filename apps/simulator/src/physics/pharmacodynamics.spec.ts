import { ECOLI_BL21 } from './ecoli-bl21';
import { HOUR, LabBench, READER } from './fixtures/lab-bench';
import { killing, TRUE_MIC } from './pharmacodynamics';

/** Dilutions of ampicillin, mg/L, in the wells of row A. */
const DOSES = [0, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];

/** Densities after 18 h at 37 Cel under a lid, of 5e5 cells/mL. */
function densities(cells: { bare?: number; resistant?: number }, unit = 1): readonly number[] {
  const bench = new LabBench();
  bench.plate('plate', 'plate-96-clear-flat', READER, 'lid');
  for (const [index, dose] of DOSES.entries())
    bench.fill(`dose-${index}`, [`A${index + 1}`], 100, { nutrient: 7, cells: 6.4e-4, drug: dose * unit, ...cells });
  bench.lab.exposeAt(READER, { temperature: 37, rpm: 300 });
  bench.wait(18 * HOUR);
  return DOSES.map((_, index) => bench.well(`A${index + 1}`).od);
}

describe('ampicillin', () => {
  it('is in balance with growth at the MIC, and kills at most as Regoes et al. 2004 found', () => {
    const { mic, worst } = ECOLI_BL21.ampicillin;
    expect(killing(ECOLI_BL21.ampicillin, mic)).toBeCloseTo(1, 12);
    expect(killing(ECOLI_BL21.ampicillin, 1e9)).toBeCloseTo(1 - worst, 3);
    expect(killing(ECOLI_BL21.ampicillin, 0)).toBe(0);
  });

  it.each([0.71, 0.8, 0.9, 1, 1.2, 1.41])('after 18 h shows the MIC of the strain at once, in two-fold steps that begin at %d', (unit) => {
    const grown = densities({ bare: 1 }, unit).map((od) => od > 0.1);
    const first = grown.indexOf(false);
    expect(grown).toEqual(DOSES.map((_, index) => index < first));
    // Just below the MIC cells grow too slowly to be seen in a night.
    const found = DOSES[first]! * unit;
    expect(found / ECOLI_BL21.ampicillin.mic).toBeGreaterThan(0.75);
    expect(found / ECOLI_BL21.ampicillin.mic).toBeLessThan(1.6);
    if (unit === 1) expect(found).toBe(TRUE_MIC);
  });

  it('does nothing to cells that resist', () => {
    for (const od of densities({ resistant: 1 })) expect(od).toBeGreaterThan(5);
  });

  it('kills what grows, and spares what does not', () => {
    const left = (temperature: number): number => {
      const bench = new LabBench();
      bench.plate('plate', 'plate-96-clear-flat', READER, 'foil-seal');
      bench.fill('cells', ['A1'], 100, { nutrient: 7, cells: 0.01, ready: 1, drug: 40 });
      bench.lab.exposeAt(READER, { temperature, rpm: 300 });
      bench.wait(2 * HOUR);
      return bench.well('A1').od / 0.01;
    };
    expect(left(37)).toBeLessThan(0.01);
    expect(left(4.5)).toBeGreaterThan(0.9);
  });
});
