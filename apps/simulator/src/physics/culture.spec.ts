import { growthRate, type GrowthPoint } from '@labwright/analysis';
import { temperatureFactor } from './cardinal-temperature';
import { PhysicalLab } from './physical-lab';
import type { WellTruth } from './well';
import { ECOLI_BL21 } from './ecoli-bl21';

const MINUTE = 60_000;
const SHAKER = 'shaker.nest';

/** One plate with one well of the material on a shaker; time is advanced by hand. */
class Bench {
  #now = Date.UTC(2026, 0, 5);
  readonly lab = new PhysicalLab({ now: () => this.#now, ambient: () => 22, seed: 1, variation: 0 });

  constructor(
    material: string,
    readonly temperature: number,
    rpm = 900,
    cover = 'breathable-film',
  ) {
    this.lab.define('warm_culture', { nutrient: 7, colour: 0.03, cells: 0.01, ready: 1 });
    this.lab.put('plate', 'plate-96-clear-flat', SHAKER, { cover });
    this.lab.transfer([{ from: { material }, to: 'plate', wells: ['B2'], microlitres: 150 }]);
    this.lab.contentsAt(SHAKER)?.expose({ temperature, rpm });
  }

  wait(minutes: number): void {
    this.#now += minutes * MINUTE;
  }

  get well(): WellTruth {
    return this.lab.truth()['plate']!.wells['B2']!;
  }

  curve(minutes: number, count: number, read = () => this.well.od): GrowthPoint[] {
    return Array.from({ length: count }, (_, index) => {
      if (index > 0) this.wait(minutes);
      return { hours: (index * minutes) / 60, od: read() };
    });
  }
}

function rateOf(points: readonly GrowthPoint[], options?: Parameters<typeof growthRate>[1]) {
  const result = growthRate(points, options);
  if (result.kind !== 'ok') throw new Error(result.why);
  return result;
}

describe('a culture', () => {
  const at = (temperature: number): number => ECOLI_BL21.optimumRate * temperatureFactor(ECOLI_BL21.cardinal, temperature);

  it('grows at 37 Cel with a rate that libs/analysis recovers from the truth within 1 %', () => {
    const { rate } = rateOf(new Bench('warm_culture', 37).curve(4, 60));
    expect(Math.abs(rate / at(37) - 1)).toBeLessThan(0.01);
  });

  it('shows that rate through blanked and path-corrected absorbance within 3 %, where turbidity bends a little', () => {
    const bench = new Bench('warm_culture', 37, 900, 'none');
    bench.lab.transfer([{ from: { material: 'lb' }, to: 'plate', wells: ['A1'], microlitres: 150 }]);
    const device = bench.lab.contentsAt(SHAKER)!;
    const { rate } = rateOf(bench.curve(4, 60, () => (device.absorbance('B2', 600) - device.absorbance('A1', 600)) / 0.458));
    expect(Math.abs(rate / at(37) - 1)).toBeLessThan(0.03);
  });

  it('grows slower in the cold, as the temperature model says, and not at all at 4 Cel or 50 Cel', () => {
    const { rate } = rateOf(new Bench('warm_culture', 30).curve(6, 60));
    expect(Math.abs(rate / at(30) - 1)).toBeLessThan(0.01);
    for (const temperature of [4, 50]) {
      const bench = new Bench('warm_culture', temperature, 900, 'foil-seal');
      bench.wait(60);
      const cells = (): number => bench.well.od * bench.well.volume;
      const before = cells();
      bench.wait(600);
      expect(cells() / before).toBeCloseTo(1, 9);
    }
  });

  it('of stationary cells lags about half an hour at 37 Cel', () => {
    const lagOf = (ready: number): number => {
      const bench = new Bench('water', 37);
      bench.lab.define('thin_culture', { nutrient: 7, cells: 0.002, ready });
      bench.wait(60);
      bench.lab.transfer([{ from: { material: 'thin_culture' }, to: 'plate', wells: ['B2'], microlitres: 150 }]);
      return rateOf(bench.curve(4, 70)).lag;
    };
    expect(lagOf(0)).toBeCloseTo(ECOLI_BL21.lag, 1);
    expect(lagOf(1)).toBeCloseTo(0, 1);
  });

  it('levels off when the nutrient is gone, and falls asleep', () => {
    const bench = new Bench('inoculated_lb', 37, 1000);
    bench.wait(24 * 60);
    const { od, nutrient, volume } = bench.well;
    expect(nutrient).toBeLessThan(0.01);
    // 150 uL of OD 7.05 at most, in what evaporation has left.
    expect((od * volume) / 150).toBeCloseTo(7.05, 1);
  });

  it('without shaking, or under a tight film, grows far less', () => {
    const after = (rpm: number, cover: string): number => {
      const bench = new Bench('inoculated_lb', 37, rpm, cover);
      bench.wait(240);
      return bench.well.od;
    };
    const shaken = after(900, 'breathable-film');
    expect(after(0, 'breathable-film')).toBeLessThan(shaken / 2);
    expect(after(900, 'optical-film')).toBeLessThan(shaken / 2);
  });

  it('once induced makes product, shines, and grows slower by what Scott et al. 2010 say', () => {
    const induced = new Bench('warm_culture', 37);
    induced.lab.transfer([{ from: { material: 'iptg' }, to: 'plate', wells: ['B2'], microlitres: 1.5 }]);
    const control = new Bench('warm_culture', 37);
    const late = { minOd: 0.03, maxOd: 0.3 };
    const slow = rateOf(
      induced.curve(10, 60).filter(({ hours }) => hours > 2),
      late,
    );
    const share = ECOLI_BL21.productShare / ECOLI_BL21.lethalShare;
    expect(slow.rate / at(37)).toBeCloseTo(1 - share, 1);
    control.wait(600);
    expect(induced.well.induction).toBeGreaterThan(0.99);
    expect(induced.well.product).toBeGreaterThan(50 * control.well.product);
    const light = (bench: Bench): number => bench.lab.contentsAt(SHAKER)!.fluorescence('B2', 488, 509);
    expect(light(induced)).toBeGreaterThan(20 * light(control));
  });
});
