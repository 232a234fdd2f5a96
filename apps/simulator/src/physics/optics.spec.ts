import { pathLengthByWaterPeak } from '@labwright/analysis';
import { emptyContents } from './contents';
import { portionOf } from './material';
import { liquidAbsorbance, liquidFluorescence, turbidity } from './optics';

const lb = portionOf({ nutrient: 7, colour: 0.03 }, 150);

describe('optics', () => {
  it('has turbidity agree with the parabola of Bipatnath et al. 1998 while that is small, and rise on where it would turn', () => {
    for (const density of [0.05, 0.1, 0.2]) expect(turbidity(density, 1, 600)).toBeCloseTo(density - 0.15 * density ** 2, 3);
    expect(turbidity(1, 1, 600)).toBeCloseTo(0.87, 2);
    for (let density = 1; density < 20; density += 1) expect(turbidity(density + 1, 1, 600)).toBeGreaterThan(turbidity(density, 1, 600));
  });

  it('lets the water peak give the path back, in clear water and nearly so among cells', () => {
    const water = portionOf({}, 150);
    const path = (contents: typeof water): unknown =>
      pathLengthByWaterPeak({ a977: liquidAbsorbance(contents, 0.46, 977, 25), a900: liquidAbsorbance(contents, 0.46, 900, 25) });
    expect(path(water)).toEqual({ kind: 'ok', cm: expect.closeTo(0.46, 9) as number });
    expect(path(portionOf({ cells: 0.2 }, 150))).toEqual({ kind: 'ok', cm: expect.closeTo(0.46, 1) as number });
  });

  it('shows each dye at its own peak, in proportion to its amount', () => {
    const peaks = { dye: 430, blue: 630, red: 504 } as const;
    for (const [dye, wavelength] of Object.entries(peaks)) {
      const at = (strength: number): number => liquidAbsorbance(portionOf({ [dye]: strength }, 150), 0.46, wavelength, 22);
      expect(at(2)).toBeCloseTo(0.92, 3);
      expect(at(2) / at(0.5)).toBeCloseTo(4, 3);
      for (const other of Object.values(peaks)) {
        const crossed = liquidAbsorbance(portionOf({ [dye]: 2 }, 150), 0.46, other, 22);
        if (other !== wavelength) expect(crossed).toBeLessThan(0.2);
      }
    }
  });

  it('shows the medium in the blank and nothing in an empty well', () => {
    expect(liquidAbsorbance(lb, 1, 600, 37)).toBeCloseTo(0.03, 9);
    expect(liquidAbsorbance(emptyContents(), 0, 600, 37)).toBe(0);
  });

  it('has GFP shine at its own wavelengths only', () => {
    const green = { ...lb, mature: 15 };
    expect(liquidFluorescence(green, 0.46, 485, 510)).toBeGreaterThan(50 * liquidFluorescence(lb, 0.46, 485, 510));
    expect(liquidFluorescence(green, 0.46, 560, 610)).toBeCloseTo(liquidFluorescence(lb, 0.46, 560, 610), 1);
  });
});
