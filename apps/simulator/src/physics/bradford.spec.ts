import { LabBench, MINUTE } from './fixtures/lab-bench';

const WELLS = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'];
const STANDARDS = [0, 0.125, 0.25, 0.5, 0.75, 1, 1.5, 2];

/** 5 uL of BSA of each concentration, mg/mL, with 250 uL of reagent. */
function assay(standards = STANDARDS): LabBench {
  const bench = new LabBench();
  bench.plate();
  for (const [index, protein] of standards.entries()) bench.fill(`bsa-${index}`, [WELLS[index]!], 5, { protein });
  bench.fill('reagent', WELLS.slice(0, standards.length), 250, { bradford: 1 });
  return bench;
}

describe('the Bradford reagent', () => {
  it('turns blue with protein, more and more slowly, and less brown', () => {
    const bench = assay();
    bench.wait(5 * MINUTE);
    const blue = WELLS.map((well) => bench.absorbance(well, 595));
    const slopes = blue.slice(1).map((value, index) => (value - blue[index]!) / (STANDARDS[index + 1]! - STANDARDS[index]!));
    expect(Math.min(...slopes)).toBeGreaterThan(0.1);
    expect(slopes).toEqual(slopes.toSorted((a, b) => b - a));
    // Over the blank, along 0.75 cm.
    expect(blue[5]! - blue[0]!).toBeGreaterThan(0.45);
    expect(blue[5]! - blue[0]!).toBeLessThan(0.6);
    expect(bench.absorbance('A8', 465)).toBeLessThan(bench.absorbance('A1', 465));
  });

  it('needs minutes, holds for half an hour, and has lost a little after two', () => {
    const bench = assay([0, 1]);
    const net = (): number => bench.absorbance('A2', 595) - bench.absorbance('A1', 595);
    expect(net()).toBeCloseTo(0, 6);
    bench.wait(2 * MINUTE);
    const early = net();
    bench.wait(3 * MINUTE);
    const ready = net();
    expect(early / ready).toBeGreaterThan(0.9);
    expect(early / ready).toBeLessThan(0.99);
    bench.wait(25 * MINUTE);
    expect(net() / ready).toBeCloseTo(1, 1);
    bench.wait(90 * MINUTE);
    expect(net() / ready).toBeLessThan(0.97);
  });

  it('sees the dissolved protein of cells only after they were opened', () => {
    const read = (lysis: number): number => {
      const bench = new LabBench();
      bench.plate('tubes', 'tube-rack-1.5ml', 'bench');
      bench.plate();
      bench.fill('culture', ['A1'], 100, { cells: 10, bare: 1 }, 'tubes');
      bench.fill('buffer', ['A1'], 100, { lysis }, 'tubes');
      bench.wait(60 * MINUTE);
      bench.lab.transfer([{ from: { labware: 'tubes', well: 'A1' }, to: 'plate', wells: ['A1'], microlitres: 5, keeps: 'pellet' }]);
      bench.fill('reagent', ['A1', 'A2'], 250, { bradford: 1 });
      bench.wait(5 * MINUTE);
      return bench.well('A1').protein * 255;
    };
    expect(read(0)).toBe(0);
    // 10 OD have 10 x 0.47 x 0.55 mg/mL of protein; half of that in the tube, 5 uL of it here.
    expect(read(1)).toBeCloseTo(((10 * 0.47 * 0.55) / 2) * 5, 1);
  });
});
