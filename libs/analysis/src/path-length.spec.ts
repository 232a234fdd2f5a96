import * as fc from 'fast-check';
import { liquidHeight, pathLengthByVolume, pathLengthByWaterPeak, toOneCentimetre, wellShape } from './index';

const PLATE = 'plate-96-clear-flat';
const cm = (path: ReturnType<typeof pathLengthByVolume>): number => (path.kind === 'ok' ? path.cm : Number.NaN);

describe('pathLengthByVolume', () => {
  it('reaches the brim with the volume that the maker gives, 360 uL, to 3 %', () => {
    const shape = wellShape(PLATE)!;
    expect(liquidHeight(shape, 360) / shape.depth).toBeGreaterThan(0.97);
    expect(liquidHeight(shape, 360) / shape.depth).toBeLessThan(1.0);
  });

  it('gives 0.46 cm for 150 uL and 0.60 cm for 200 uL', () => {
    expect(cm(pathLengthByVolume(PLATE, 150))).toBeCloseTo(0.458, 3);
    expect(cm(pathLengthByVolume(PLATE, 200))).toBeCloseTo(0.604, 3);
  });

  it('undoes the volume of a frustum, pi h (r0^2 + r0 r + r^2) / 3, and of a cylinder', () => {
    const size = fc.double({ min: 2, max: 10, noNaN: true });
    fc.assert(
      fc.property(size, fc.double({ min: 0, max: 2, noNaN: true }), size, (bottomDiameter, wider, depth) => {
        const topDiameter = bottomDiameter + (wider < 0.01 ? 0 : wider);
        const [r0, r1] = [bottomDiameter / 2, topDiameter / 2];
        const volume = (Math.PI * depth * (r0 * r0 + r0 * r1 + r1 * r1)) / 3;
        expect(liquidHeight({ bottomDiameter, topDiameter, depth }, volume)).toBeCloseTo(depth, 6);
      }),
    );
  });

  it.each([
    [PLATE, 0],
    [PLATE, 361],
    [PLATE, Number.NaN],
    ['deep-well-96', 500],
    ['toString', 100],
  ])('for %s with %p uL says that it is insufficient', (labware, microlitres) => {
    expect(pathLengthByVolume(labware, microlitres).kind).toBe('insufficient');
  });
});

describe('pathLengthByWaterPeak', () => {
  it('takes the K-factors of Lampinen et al. 2012: 0.172 AU of water is 1 cm, 0.168 AU of 0.9 % NaCl too when its own factor is given', () => {
    expect(pathLengthByWaterPeak({ a977: 0.222, a900: 0.05 })).toEqual({ kind: 'ok', cm: 1 });
    expect(cm(pathLengthByWaterPeak({ a977: 0.134, a900: 0.05 }, 0.168))).toBeCloseTo(0.5, 12);
  });

  it('when both wavelengths see the same scatter more, gives the same path', () => {
    const scatter = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(scatter, (more) => {
        expect(cm(pathLengthByWaterPeak({ a977: 0.136 + more, a900: 0.05 + more }))).toBeCloseTo(0.5, 9);
      }),
    );
  });

  it.each([
    [{ a977: 0.05, a900: 0.05 }, 0.172],
    [{ a977: Number.NaN, a900: 0.05 }, 0.172],
    [{ a977: 0.2, a900: 0.05 }, 0],
  ])('with %p and a K-factor of %p says that it is insufficient', (absorbances, kFactor) => {
    expect(pathLengthByWaterPeak(absorbances, kFactor).kind).toBe('insufficient');
  });
});

describe('toOneCentimetre', () => {
  it('divides by the path', () => {
    expect(toOneCentimetre(0.3, { kind: 'ok', cm: 0.5 })).toBe(0.6);
  });
});
