import { normal } from './examples/noise';
import { sufficient } from './examples/worked-example';
import { linearity as subject, type Point } from './index';

const LEVELS = [0, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
const readings = (reader: (absorbance: number) => number): Point[] => LEVELS.flatMap((x) => [x, x, x]).map((x) => ({ x, y: reader(x) }));
/** A reader with a part `stray` of its light going by the sample: -log10(T + stray). */
const withStray =
  (stray: number) =>
  (absorbance: number): number =>
    -Math.log10(10 ** -absorbance + stray);

describe('linearity', () => {
  it('of a straight reader with noise reaches to the top', () => {
    const deviate = normal(79);
    const result = sufficient(subject(readings((absorbance) => 0.04 + absorbance + 0.01 * deviate())));
    expect(result.linearTo).toBe(4);
    expect(Math.abs(result.largest.percentOfSpan)).toBeLessThan(1.5);
    expect(result.linearLine?.slope.value).toBeCloseTo(1, 2);
  });

  it('of a reader with stray light ends where light goes by, the sooner the more of it', () => {
    const little = sufficient(subject(readings(withStray(0.0002))));
    const much = sufficient(subject(readings(withStray(0.002))));
    expect(little.linearTo).toBe(3);
    expect(much.linearTo).toBe(2);
    expect(much.largest).toMatchObject({ x: 4, deviation: expect.any(Number) });
    expect(much.largest.deviation).toBeLessThan(-0.2);
    expect(much.linearLine?.slope.value).toBeGreaterThan(much.line.slope.value);
  });

  it('with a wider tolerance ends later', () => {
    expect(sufficient(subject(readings(withStray(0.002)), 6)).linearTo).toBeGreaterThan(2);
  });

  it('when not even the lowest three levels are straight, has no range; two levels show no bend', () => {
    const bent = sufficient(subject([0, 1, 2].flatMap((x) => [x, x]).map((x) => ({ x, y: x * x }))));
    expect(bent).toMatchObject({ linearTo: null, linearLine: null });
    expect(subject([0, 0, 1, 1].map((x, index) => ({ x, y: x + 0.01 * index }))).kind).toBe('insufficient');
  });
});
