import * as fc from 'fast-check';
import { sufficient } from './examples/worked-example';
import { assayQuality as subject } from './index';

const POSITIVE = [10.1, 9.9, 10.2, 9.8];
const NEGATIVE = [1.05, 0.95, 1.1, 0.9];

describe('assayQuality', () => {
  it('has the same numbers whichever control is the higher', () => {
    const [one, other] = [sufficient(subject(POSITIVE, NEGATIVE)), sufficient(subject(NEGATIVE, POSITIVE))];
    expect(other).toMatchObject({ zPrime: one.zPrime, signalWindow: one.signalWindow, signalToBackground: one.signalToBackground });
    expect(one.signalToBackground).toBeCloseTo(10, 9);
  });

  it('keeps Z prime and the window when the readings are scaled or shifted', () => {
    const plain = sufficient(subject(POSITIVE, NEGATIVE));
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (scale, shift) => {
        const moved = sufficient(
          subject(
            POSITIVE.map((value) => value * scale + shift),
            NEGATIVE.map((value) => value * scale + shift),
          ),
        );
        expect(moved.zPrime).toBeCloseTo(plain.zPrime, 6);
        expect((moved.signalWindow ?? 0) / (plain.signalWindow ?? 1)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('is 1 when nothing scatters, without a window then', () => {
    expect(subject([2, 2], [1, 1])).toMatchObject({ zPrime: 1, signalWindow: null, signalToBackground: 2 });
  });

  it.each([
    ['one well of a control', [1], [2, 3]],
    ['controls of one mean', [1, 3], [2, 2]],
    ['no usable well', [Number.NaN], [1, 2]],
  ])('with %s says that it is insufficient', (_what, positive, negative) => {
    expect(subject(positive, negative).kind).toBe('insufficient');
  });
});
