import { LabBench, MINUTE } from './fixtures/lab-bench';
import { SANDWICH } from './immunoassay';

const DOSES = [0.2, 0.5, 1, 2, 4, 8, 20];
const WELLS = ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'];
const [BLANK, TOP] = ['A1', 'A2'];
const ALL = [BLANK, TOP, ...WELLS];

/** A sandwich with insulin, ng/mL, in `WELLS`, none in `BLANK` and very much in `TOP`; `washes` after each step. */
function assay(washes: number): LabBench {
  const bench = new LabBench();
  const wash = (): void => {
    bench.empty(ALL, 300);
    for (let turn = 0; turn < washes; turn += 1) {
      bench.fill('wash', ALL, 300, {});
      bench.empty(ALL, 300);
    }
  };
  bench.plate();
  bench.lab.exposeAt('reader.carrier', { temperature: null, rpm: 500 });
  bench.fill('capture', ALL, 100, { capture: 2 });
  bench.wait(120 * MINUTE);
  wash();
  for (const [index, dose] of DOSES.entries()) bench.fill(`insulin-${index}`, [WELLS[index]!], 100, { insulin: dose * 1e-6 });
  bench.fill('much', [TOP], 100, { insulin: 1e-2 });
  bench.fill('none', [BLANK], 100, {});
  bench.wait(60 * MINUTE);
  wash();
  bench.fill('conjugate', ALL, 100, { conjugate: 1 });
  bench.wait(30 * MINUTE);
  wash();
  bench.fill('tmb', ALL, 100, { tmb: 1 });
  bench.wait(15 * MINUTE);
  return bench;
}

describe('the sandwich of an ELISA', () => {
  it('turns blue, then yellow with acid, and stays as it is', () => {
    const bench = assay(3);
    const blue = bench.absorbance(TOP, 650);
    expect(blue).toBeGreaterThan(1);
    bench.fill('acid', ALL, 100, { acid: 1 });
    expect(bench.absorbance(TOP, 650)).toBeLessThan(0.1);
    const yellow = bench.absorbance(TOP, 450);
    expect(yellow).toBeGreaterThan(2.2);
    expect(yellow).toBeLessThan(2.9);
    bench.wait(10 * MINUTE);
    expect(bench.absorbance(TOP, 450)).toBeCloseTo(yellow, 1);
  });

  it('follows four parameters: a line through its logits has the half and the slope that were put in, within 5 %', () => {
    const bench = assay(3);
    bench.fill('acid', ALL, 100, { acid: 1 });
    const [low, high] = [bench.absorbance(BLANK, 450), bench.absorbance(TOP, 450)];
    const points = WELLS.map((well, index) => {
      const part = (bench.absorbance(well, 450) - low) / (high - low);
      return { x: Math.log(DOSES[index]!), y: Math.log(part / (1 - part)) };
    });
    const mean = (of: (point: { x: number; y: number }) => number): number => points.reduce((sum, it) => sum + of(it), 0) / points.length;
    const [x, y] = [mean((it) => it.x), mean((it) => it.y)];
    const slope = mean((it) => (it.x - x) * (it.y - y)) / mean((it) => (it.x - x) ** 2);
    expect(Math.abs(Math.exp(x - y / slope) / SANDWICH.half - 1)).toBeLessThan(0.05);
    expect(Math.abs(slope / SANDWICH.hill - 1)).toBeLessThan(0.05);
  });

  it('has a high background where nobody washed, and a low one where somebody did', () => {
    const background = (washes: number): number => {
      const bench = assay(washes);
      bench.fill('acid', ALL, 100, { acid: 1 });
      return bench.absorbance(BLANK, 450);
    };
    expect(background(3)).toBeLessThan(0.15);
    expect(background(0)).toBeGreaterThan(0.8);
  });

  it('keeps what is bound when liquid is taken out, and binds less in a plate that stands', () => {
    const bench = assay(3);
    const { volume, evaporated } = bench.well(TOP);
    expect(volume).toBeLessThan(102);
    expect(volume + evaporated).toBeGreaterThan(102);
    expect(bench.well(TOP).coated).toBeGreaterThan(0.9);
    expect(bench.well(TOP).antigen).toBeGreaterThan(0.95);
    expect(bench.well('B4').antigen).toBeCloseTo(0.5, 1);
    const quick = (rpm: number | null): number => {
      const other = new LabBench();
      other.plate();
      other.lab.exposeAt('reader.carrier', { temperature: null, rpm });
      other.fill('capture', ['A1'], 100, { capture: 2 });
      other.fill('insulin', ['A1'], 100, { insulin: 1e-3 });
      other.wait(20 * MINUTE);
      return other.well('A1').antigen;
    };
    expect(quick(null)).toBeLessThan(0.7 * quick(500));
  });
});
