import { Patience } from './patience';

/** A clock that a spec sets. */
const clock = { lab: 0, wall: 0, labNow: () => clock.lab, wallNow: () => clock.wall };
const at = (lab: number, wall: number) => Object.assign(clock, { lab, wall });

describe('Patience', () => {
  it.each([
    ['real time has not passed', 14_999, 14_999, false],
    ['real time has passed', 15_000, 15_000, true],
    ['lab time is fast and has passed in a blink', 20_000, 1_000, false],
    ['lab time is fast and the device has had three seconds', 60_000, 3_000, true],
    ['lab time has stood still meanwhile', 0, 60_000, false],
  ])('when %s, answers so', (_what, lab, wall, over) => {
    at(0, 0);
    const subject = new Patience(clock);
    at(lab, wall);
    expect(subject.isOver(15_000)).toBe(over);
  });

  it('when a wait is shorter than three seconds, takes no longer than that in real time', () => {
    at(0, 0);
    const subject = new Patience(clock);
    at(500, 500);
    expect(subject.isOver(500)).toBe(true);
  });
});
