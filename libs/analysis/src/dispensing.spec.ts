import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { dispensingErrors as subject, fitProportional } from './index';

describe('dispensingErrors', () => {
  it('has the true errors in its 95 % intervals in about 95 % of 2000 tests of ten volumes', () => {
    const deviate = normal(73);
    const runs = 2000;
    let [systematic, random] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const volumes = Array.from({ length: 10 }, () => 98 * (1 + 0.01 * deviate()));
      const { systematicInterval, randomInterval } = sufficient(subject(volumes, 100));
      if (systematicInterval.low <= -2 && systematicInterval.high >= -2) systematic += 1;
      if (randomInterval.low <= 1 && randomInterval.high >= 1) random += 1;
    }
    for (const covered of [systematic, random]) {
      expect(covered / runs).toBeGreaterThan(0.935);
      expect(covered / runs).toBeLessThan(0.965);
    }
  });

  it('gives percents that do not depend on the unit', () => {
    const volumes = [9.9, 10.1, 10.2, 10];
    const [microlitres, litres] = [
      sufficient(subject(volumes, 10)),
      sufficient(
        subject(
          volumes.map((v) => v * 1e-6),
          1e-5,
        ),
      ),
    ];
    expect(litres.systematicPercent).toBeCloseTo(microlitres.systematicPercent, 9);
    expect(litres.randomPercent).toBeCloseTo(microlitres.randomPercent, 9);
    expect(litres.systematic).toBeCloseTo(microlitres.systematic * 1e-6, 15);
  });

  it('of one volume, or none that is above 0, says that it is insufficient; a nominal volume of 0 is a mistake', () => {
    expect(subject([10], 10).kind).toBe('insufficient');
    expect(subject([-1, -2], 10).kind).toBe('insufficient');
    expect(() => subject([1, 2], 0)).toThrow(RangeError);
  });
});

describe('fitProportional', () => {
  it('reads volumes of a dye back', () => {
    const { slope } = sufficient(fitProportional([2, 5, 10].map((x) => ({ x, y: 0.08 * x }))));
    expect(0.4 / slope).toBeCloseTo(5, 12);
  });

  it('of one point, or points at the origin, says that it is insufficient', () => {
    expect(fitProportional([{ x: 1, y: 1 }]).kind).toBe('insufficient');
    expect(fitProportional([0, 0].map((x) => ({ x, y: 1 }))).kind).toBe('insufficient');
  });
});
