import { Lateness } from './lateness.driver';

const MINUTE = 60_000;

describe('the lateness of measurements', () => {
  it('is what a message took longer than the quickest, whatever the clock of the unit shows', () => {
    for (const wrong of [0, -7 * MINUTE, 3_600_000]) {
      const subject = new Lateness();
      const late = [40, 10, 10, 3_000, 25].map((delay, i) => subject.of(i * 5_000 + wrong, i * 5_000 + delay));
      expect(late).toEqual([0, 0, 0, 2_990, 15]);
    }
  });

  it('is 0 when the clock of the unit is set back by more than a message can be late, and follows it after 50 messages', () => {
    const subject = new Lateness();
    expect(subject.of(0, 10)).toBe(0);
    expect(subject.of(5_000 - 20 * MINUTE, 5_010)).toBe(0);
    for (let i = 2; i < 60; i += 1) subject.of(i * 5_000 - 20 * MINUTE, i * 5_000 + 10);
    expect(subject.of(300_000 - 20 * MINUTE, 302_010)).toBe(2_000);
  });

  it('is 0 where the unit tells no time', () => {
    expect(new Lateness().of(Number.NaN, 5)).toBe(0);
  });
});
