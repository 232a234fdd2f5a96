import { LabBench } from './fixtures/lab-bench';
import { Hands } from './pipetting';

const spread = (values: readonly number[]): { mean: number; sd: number } => {
  const mean = values.reduce((sum, it) => sum + it, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, it) => sum + (it - mean) ** 2, 0) / (values.length - 1)) };
};
const times = (hands: Hands, microlitres: number, count = 400): number[] => Array.from({ length: count }, () => hands.moved(microlitres));

describe('hands that pipette', () => {
  it('are exact when asked, and else off by a little each time and by the same on average', () => {
    expect(times(new Hands('exact', 1), 150, 3)).toEqual([150, 150, 150]);
    const biases = Array.from({ length: 60 }, (_, seed) => spread(times(new Hands('practised', seed), 150)));
    for (const { mean, sd } of biases) {
      expect(Math.abs(mean / 150 - 1)).toBeLessThan(0.016);
      expect(sd / 150).toBeGreaterThan(0.004);
      expect(sd / 150).toBeLessThan(0.008);
    }
    // A seed is one person with one set of pipettes: half of what ISO 8655 permits is usual.
    expect(spread(biases.map(({ mean }) => mean / 150 - 1)).sd).toBeGreaterThan(0.003);
    expect(spread(biases.map(({ mean }) => mean / 150 - 1)).sd).toBeLessThan(0.008);
  });

  it('of a novice are worse, and of everybody worse with small volumes', () => {
    const cv = (skill: 'practised' | 'novice', microlitres: number): number => {
      const { mean, sd } = spread(times(new Hands(skill, 3), microlitres));
      return sd / mean;
    };
    expect(cv('novice', 100)).toBeGreaterThan(2 * cv('practised', 100));
    expect(cv('practised', 2)).toBeGreaterThan(2 * cv('practised', 150));
    expect(cv('practised', 150_000)).toBeCloseTo(cv('practised', 10_000), 2);
  });

  it('move what the truth tells, the same for the same seed, and no pump has hands', () => {
    const poured = (seed: number): readonly number[] => {
      const bench = new LabBench({ seed, skill: 'practised' });
      bench.plate();
      bench.fill('water', ['A1', 'A2', 'A3'], 100);
      return ['A1', 'A2', 'A3'].map((well) => bench.well(well).received);
    };
    expect(poured(4)).toEqual(poured(4));
    expect(poured(5)).not.toEqual(poured(4));
    expect(new Set(poured(4)).size).toBe(3);
    const bench = new LabBench({ skill: 'novice' });
    bench.plate('vial', 'vial-20ml', 'reactor.vial');
    bench.lab.contentsAt('reactor.vial')!.add('media', 5_000);
    expect(bench.well('A1', 'vial')).toMatchObject({ received: 5_000, volume: 5_000 });
  });

  it('weigh in what comes on a balance, exactly', () => {
    const bench = new LabBench({ skill: 'novice' });
    bench.plate();
    bench.lab.define('reference', { dye: 2 }, true);
    bench.lab.define('solution', { dye: 2 });
    bench.fill('reference', ['A1', 'A2', 'A3'], 200);
    bench.fill('solution', ['B1', 'B2', 'B3'], 200);
    expect(['A1', 'A2', 'A3'].map((name) => bench.well(name).received)).toEqual([200, 200, 200]);
    expect(new Set(['B1', 'B2', 'B3'].map((name) => bench.well(name).received)).size).toBe(3);
  });

  it('empty a well that is washed again and again, whatever pipettes brought, and leave what they are to leave', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const bench = new LabBench({ seed, skill: 'novice' });
      bench.plate();
      bench.fill('water', ['A1', 'A2'], 100);
      // 5 uL are the dead volume of a well, which no plan takes out.
      bench.empty(['A1'], 95);
      for (let wash = 0; wash < 6; wash += 1) {
        bench.fill('water', ['A1'], 300);
        bench.empty(['A1'], 300);
        expect(bench.well('A1').volume).toBeCloseTo(2, 9);
      }
      bench.empty(['A2'], 60);
      expect(bench.well('A2').removed).toBeCloseTo(60, 9);
    }
  });

  it('lose no microlitre between wells', () => {
    const bench = new LabBench({ skill: 'novice' });
    bench.plate();
    bench.fill('dye', ['A1'], 200);
    bench.lab.transfer([{ from: { labware: 'plate', well: 'A1' }, to: 'plate', wells: ['B1', 'B2'], microlitres: 40 }]);
    bench.empty(['B1'], 20);
    const wells = ['A1', 'B1', 'B2'].map((name) => bench.well(name));
    for (const { volume, received, removed } of wells) expect(volume).toBeCloseTo(received - removed, 9);
    expect(wells[0]!.removed).toBeCloseTo(wells[1]!.received + wells[2]!.received, 9);
    for (const { dye } of wells) expect(dye).toBeCloseTo(10, 9);
  });
});
