import { lateness as subject } from './lateness.driver';

describe('the lateness of a measurement', () => {
  it.each([
    ['measured before its message came', 1_000, 4_500, 3_500],
    ['a clock that is ahead', 5_000, 4_500, 0],
    ['a clock that was never set', 0, 3_600_000, 0],
    ['a message without a time', Number.NaN, 4_500, 0],
  ])('of %s', (_, stamp, now, late) => {
    expect(subject(stamp, now)).toBe(late);
  });
});
