import { ECOLI_BL21 } from './ecoli-bl21';
import { HOUR, LabBench } from './fixtures/lab-bench';
import { refoldingYield } from './inclusion-bodies';

const RACK = 'tube-rack-1.5ml';

/** A tube with 1 mL of a dense culture that has made 1 mg/mL of proinsulin. */
function harvest(): LabBench {
  const bench = new LabBench();
  bench.plate('plate', RACK, 'bench');
  bench.fill('culture', ['A1'], 1000, { cells: 10, dark: 1, inclusion: 1 });
  return bench;
}

describe('inclusion bodies', () => {
  it('stay with the cells when the supernatant of a spin is taken out, all but two microlitres', () => {
    const bench = harvest();
    const before = bench.well('A1');
    bench.empty(['A1'], 1000, 'pellet');
    const { volume, od, inclusion, removed } = bench.well('A1');
    expect(volume).toBeCloseTo(2, 9);
    expect(removed).toBeCloseTo(998, 9);
    expect(od * volume).toBeCloseTo(before.od * 1000, 6);
    expect(inclusion * volume).toBeCloseTo(1000, 6);
    // 10 OD are 4.7 mg of dry weight in a millilitre, about five times as much as wet pellet.
    expect(bench.lab.weigh('plate')).toBeCloseTo(4.7 / 0.3 / 0.7, 6);
  });

  it('without a spin go with the liquid', () => {
    const bench = harvest();
    bench.empty(['A1'], 1000);
    expect(bench.well('A1').inclusion * 2).toBeCloseTo(2, 9);
  });

  it('are left by lysis, dissolved by urea, and fold when it is diluted, the better the thinner', () => {
    const bench = harvest();
    bench.empty(['A1'], 1000, 'pellet');
    bench.fill('lysis', ['A1'], 498, { lysis: 1 });
    bench.wait(HOUR);
    expect(bench.well('A1').od).toBeLessThan(0.05);
    expect(bench.well('A1').inclusion * 500).toBeCloseTo(1000, 0);
    // 10 mL OD have 2.585 mg of protein, of which 1 mg is product.
    expect(bench.well('A1').protein * 500).toBeCloseTo(1585, -1);
    bench.empty(['A1'], 1000, 'pellet');
    bench.fill('urea', ['A1'], 998, { chaotrope: 8 });
    bench.wait(2 * HOUR);
    expect(bench.well('A1').unfolded).toBeCloseTo(1, 2);
    expect(bench.well('A1').insulin).toBe(0);
    for (const [well, taken] of [
      ['B1', 100],
      ['B2', 10],
    ] as const) {
      bench.fill('refolding', [well], 1000 - taken, {});
      bench.lab.transfer([{ from: { labware: 'plate', well: 'A1' }, to: 'plate', wells: [well], microlitres: taken }]);
    }
    bench.wait(24 * HOUR);
    const yieldIn = (well: string, taken: number): number => (bench.well(well).insulin * bench.well(well).volume) / taken;
    expect(yieldIn('B1', 100)).toBeCloseTo(refoldingYield(0.1), 1);
    expect(yieldIn('B2', 10)).toBeCloseTo(refoldingYield(0.01), 1);
    expect(yieldIn('B2', 10)).toBeGreaterThan(1.5 * yieldIn('B1', 100));
  });

  it('yield half at about 0.1 mg/mL, as folding and aggregation compete', () => {
    expect(refoldingYield(0.1)).toBeCloseTo(0.5, 2);
    expect(refoldingYield(1e-9)).toBeCloseTo(1, 6);
    expect(refoldingYield(10)).toBeLessThan(0.03);
  });
});

describe('what a plasmid makes', () => {
  it.each([
    ['an induced expression plasmid', {}, true, true, false],
    ['one that nobody asked', {}, false, false, false],
    ['an induced reporter', { reporter: 1 }, true, true, false],
    ['a reporter that nobody asked', { reporter: 1 }, false, false, false],
    ['a constitutive reporter', { constitutive: 1 }, false, true, false],
    ['proinsulin', { dark: 1 }, true, false, true],
    ['nothing', { bare: 1 }, true, false, false],
  ])('%s shines or collects as it should', (_what, kinds, asked, shines, collects) => {
    const bench = new LabBench();
    bench.plate();
    bench.fill('culture', ['A1'], 150, { cells: 0.05, nutrient: 7, ready: 1, iptg: asked ? 1 : 0, ...kinds });
    bench.lab.exposeAt('reader.carrier', { temperature: 37, rpm: 800 });
    bench.wait(5 * HOUR);
    const { gfp, inclusion } = bench.well('A1');
    expect(gfp > 0.02).toBe(shines);
    expect(inclusion > 0.1).toBe(collects);
    expect(bench.lab.contentsAt('reader.carrier')!.fluorescence('A1', 488, 509) > 2_000).toBe(shines);
  });

  it('a reporter costs little growth, so that half of the light for each density is at the dose of half induction', () => {
    const bench = new LabBench();
    bench.plate();
    const doses = { A1: 0, A2: ECOLI_BL21.inducerHalf, A3: 100 * ECOLI_BL21.inducerHalf };
    for (const [well, iptg] of Object.entries(doses))
      bench.fill(well, [well], 150, { cells: 0.01, nutrient: 7, ready: 1, iptg, reporter: 1 });
    bench.lab.exposeAt('reader.carrier', { temperature: 37, rpm: 800 });
    bench.wait(1.5 * HOUR);
    const [none, half, full] = Object.keys(doses).map((well) => bench.well(well));
    const light = (well: typeof half): number => (well ? well.gfp / well.od : NaN);
    expect(light(half) / light(full)).toBeCloseTo(0.5, 1);
    expect((full?.od ?? 0) / (none?.od ?? NaN)).toBeGreaterThan(0.7);
  });
});
