import { agarNamed } from './agar';
import { ECOLI_BL21 } from './ecoli-bl21';
import { HOUR, LabBench, MINUTE, SECOND } from './fixtures/lab-bench';
import { portionOf } from './material';
import { poisson } from './poisson';
import { seededRandom } from '../seeded-random';
import { secondsAbove, shockFactor, transformants } from './transformation';

const RACK = 'tube-rack-1.5ml';
const [SHAKER, INCUBATOR] = ['shaker.nest', 'incubator.shelf'];

/** 50 uL of competent cells with 1 ng of plasmid, in a block at 42 Cel for so long, then an hour in SOC at 37 Cel. */
function transformed(seconds: number, plasmid = 1, seed = 1): LabBench {
  const bench = new LabBench({ seed });
  bench.lab.exposeAt(SHAKER, { temperature: 42, rpm: null });
  bench.lab.exposeAt(INCUBATOR, { temperature: 37, rpm: 200 });
  bench.plate('tubes', RACK, 'bench');
  bench.fill('competent', ['A1'], 50, { cells: 13, bare: 1, competent: 1 }, 'tubes');
  bench.fill('plasmid', ['A1'], 1, { dna: plasmid }, 'tubes');
  bench.wait(10 * MINUTE);
  bench.lab.move('tubes', SHAKER);
  bench.wait(seconds * SECOND);
  bench.lab.move('tubes', 'bench');
  bench.wait(2 * MINUTE);
  bench.fill('soc', ['A1'], 950, { nutrient: 7, colour: 0.03 }, 'tubes');
  bench.lab.move('tubes', INCUBATOR);
  bench.wait(HOUR);
  return bench;
}

/** Plates 100 uL on a dish of that name, and keeps it at 37 Cel for 16 h. */
function plated(bench: LabBench, name: string): number {
  bench.plate(name, 'agar-plate', 'bench', 'lid');
  bench.lab.transfer([{ from: { labware: 'tubes', well: 'A1' }, to: name, wells: ['A1'], microlitres: 100 }]);
  bench.lab.exposeAt('incubator.shelf-2', { temperature: 37, rpm: null });
  bench.lab.move(name, 'incubator.shelf-2');
  bench.wait(16 * HOUR);
  bench.lab.move(name, 'bench');
  return bench.lab.colonies(name);
}

describe('heat shock', () => {
  it('works best for 30 to 45 s at 42 Cel, little without, and less for minutes', () => {
    const of = (seconds: number): number => transformed(seconds).well('A1', 'tubes').resistantCfuPerMillilitre;
    const [none, best, longer, minutes] = [of(0), of(30), of(45), of(180)] as [number, number, number, number];
    expect(longer / best).toBeGreaterThan(0.85);
    expect(longer / best).toBeLessThan(1.15);
    expect(none / best).toBeLessThan(0.05);
    expect(minutes / best).toBeLessThan(0.2);
  });

  it('gives about 1e8 CFU from each ug of plasmid while that is little, and hardly more from very much', () => {
    const of = (nanograms: number): number => transformants(ECOLI_BL21, 650, nanograms, 25);
    expect(of(0.01) / 1e3).toBeCloseTo(1, 2);
    expect(of(1) / 1e5).toBeGreaterThan(0.9);
    expect(of(1000) / of(100)).toBeLessThan(1.3);
    expect(transformed(30, 0).well('A1', 'tubes').resistantCfuPerMillilitre).toBe(0);
  });

  it('counts seconds above a temperature exactly, in one step or in many', () => {
    expect(secondsAbove(40, 22, 42, 3 / 3600, 30 / 3600)).toBeCloseTo(30 - 3 * Math.log(10), 9);
    expect(secondsAbove(40, 42, 22, 3 / 3600, 30 / 3600)).toBeCloseTo(3 * Math.log(20 / 18), 9);
    expect(secondsAbove(40, 37, 39, 1, 1)).toBe(0);
    expect(secondsAbove(40, 41, 45, 1, 1)).toBe(3600);
    expect(shockFactor(25)).toBeCloseTo(1, 12);
  });
});

describe('an agar plate', () => {
  it('with ampicillin shows a colony for each transformed cell, without it a lawn', () => {
    const bench = transformed(30);
    const { resistantCfuPerMillilitre, cfuPerMillilitre } = bench.well('A1', 'tubes');
    // 1 ng gives 9e4 transformed cells, which grow for half of the hour.
    expect(resistantCfuPerMillilitre).toBeGreaterThan(8e4);
    expect(resistantCfuPerMillilitre).toBeLessThan(4e5);
    const colonies = plated(bench, 'amp_plate');
    expect(colonies / (resistantCfuPerMillilitre / 10)).toBeGreaterThan(0.9);
    expect(colonies / (resistantCfuPerMillilitre / 10)).toBeLessThan(1.03);
    expect(plated(bench, 'plain')).toBeGreaterThan(cfuPerMillilitre / 20);
    expect(plated(transformed(30, 0), 'amp_control')).toBe(0);
  });

  it.each([
    ['amp', true],
    ['lb_amp_100', true],
    ['plate-ampicillin', true],
    ['selective', true],
    ['sample_plate', false],
    ['non_selective', false],
    ['no_amp', false],
    ['dish', false],
  ])('called %s has ampicillin in it: %s', (name, selects) => {
    expect(agarNamed('agar-plate', name, ECOLI_BL21, () => 0.5)!.isSelective).toBe(selects);
    expect(agarNamed('reservoir', name, ECOLI_BL21, () => 0.5)).toBeNull();
  });

  it('shows colonies after ten to twelve hours at 37 Cel, and none in a night on the bench', () => {
    const bench = new LabBench();
    for (const [name, place] of [
      ['warm', INCUBATOR],
      ['cold', 'bench'],
    ] as const) {
      bench.plate(name, 'agar-plate', place, 'lid');
      bench.fill('cells', ['A1'], 100, { cells: 1.28e-6, resistant: 1 }, name);
    }
    bench.lab.exposeAt(INCUBATOR, { temperature: 37, rpm: null });
    const seen = [8, 10, 12, 16].map((hours, index, all) => {
      bench.wait((hours - (all[index - 1] ?? 0)) * HOUR);
      return bench.lab.colonies('warm');
    });
    expect(seen[0]).toBe(0);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen[2]! / seen[3]!).toBeGreaterThan(0.9);
    expect(bench.lab.colonies('cold')).toBe(0);
  });

  it('has as many colonies as chance will have it: Poisson over 200 seeds', () => {
    // 0.1 mL of 1,000 cells/mL: 100.
    const drop = portionOf({ cells: 1000 / ECOLI_BL21.cfuPerMillilitre }, 100);
    const counts = Array.from({ length: 200 }, (_, seed) => {
      const agar = agarNamed('agar-plate', 'dish', ECOLI_BL21, seededRandom(seed, 'colonies'))!;
      agar.plate(drop);
      agar.wait(24, 37);
      return agar.colonies;
    });
    const mean = counts.reduce((sum, it) => sum + it, 0) / counts.length;
    const variance = counts.reduce((sum, it) => sum + (it - mean) ** 2, 0) / (counts.length - 1);
    expect(Math.abs(mean - 100)).toBeLessThan(3);
    expect(variance / mean).toBeGreaterThan(0.7);
    expect(variance / mean).toBeLessThan(1.35);
  });

  it('gives a colony to what picks from it, which resists what it grew on and grows in a flask', () => {
    const bench = transformed(30);
    plated(bench, 'amp_plate');
    bench.plate('flask', 'flask-125-baffled', 'incubator.clamp', 'vented-cap');
    bench.lab.exposeAt('incubator.clamp', { temperature: 37, rpm: 200 });
    bench.fill('medium', ['A1'], 20_000, { nutrient: 7, drug: 100 }, 'flask');
    bench.lab.transfer([{ from: { labware: 'amp_plate', well: 'A1' }, to: 'flask', wells: ['A1'], microlitres: 1 }]);
    bench.wait(14 * HOUR);
    expect(bench.well('A1', 'flask').od).toBeGreaterThan(4);
  });

  it('draws counts of a given mean, small and large', () => {
    const random = seededRandom(7, 'counts');
    for (const mean of [0.5, 30, 2_000]) {
      const draws = Array.from({ length: 400 }, () => poisson(mean, random));
      const found = draws.reduce((sum, it) => sum + it, 0) / draws.length;
      expect(Math.abs(found - mean)).toBeLessThan(4 * Math.sqrt(mean / draws.length));
    }
    expect(poisson(0, random)).toBe(0);
  });
});
