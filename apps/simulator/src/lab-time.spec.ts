import { LabTime, type WallClock } from './lab-time';

/** Wall time that passes when the spec says so. */
class FakeWall implements WallClock {
  #now = 1_000_000;
  #timers: { at: number; callback: () => void }[] = [];
  now(): number {
    return this.#now;
  }
  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((it) => it !== timer));
  }
  pass(ms: number): void {
    const until = this.#now + ms;
    for (let i = 0; i < 1000; i += 1) {
      const [next] = this.#timers.filter((it) => it.at <= until).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((it) => it !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = until;
  }
  get pending(): number {
    return this.#timers.length;
  }
}

function labAt(rate: number): { wall: FakeWall; subject: LabTime; fired: number[] } {
  const wall = new FakeWall();
  const subject = new LabTime({ wallAnchorMs: wall.now(), labAnchorMs: 0, rate }, wall);
  return { wall, subject, fired: [] };
}

describe('LabTime', () => {
  it('when a wall second passes at rate 60, a lab minute passes', () => {
    const { wall, subject } = labAt(60);
    wall.pass(1000);
    expect(subject.now()).toBe(60_000);
    expect(subject.rate()).toBe(60);
  });

  it('when its lab time has come, a timer fires once and not before', () => {
    const { wall, subject, fired } = labAt(60);
    subject.after(60_000, () => fired.push(subject.now()));
    wall.pass(999);
    expect(fired).toEqual([]);
    wall.pass(1);
    wall.pass(5000);
    expect(fired).toEqual([60_000]);
  });

  it.each([
    [60, 20, 40_000],
    [20, 60, 50_000],
  ])('when the rate changes from %d to %d, pending timers fire at the same lab time', (before, after, dueLabMs) => {
    const { wall, subject, fired } = labAt(before);
    subject.after(dueLabMs, () => fired.push(subject.now()));
    wall.pass(500);
    const reached = subject.now();
    subject.follow({ wallAnchorMs: wall.now(), labAnchorMs: reached, rate: after });
    expect(subject.now()).toBe(reached);
    const waitMs = Math.ceil((dueLabMs - reached) / after);
    wall.pass(waitMs - 1);
    expect(fired).toEqual([]);
    wall.pass(1);
    expect(fired).toHaveLength(1);
    expect(fired[0]).toBeGreaterThanOrEqual(dueLabMs);
    expect(wall.pending).toBe(0);
  });

  it('at an hour in a second a hold of 12 h is over in 12 s, and what repeats every 3 lab minutes fires 20 times a second', () => {
    const { wall, subject, fired } = labAt(3600);
    const hold = 12 * 3_600_000;
    subject.after(hold, () => fired.push(subject.now()));
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      subject.after(180_000, tick);
    };
    subject.after(180_000, tick);
    wall.pass(11_999);
    expect(fired).toEqual([]);
    wall.pass(1);
    expect(fired).toEqual([hold]);
    expect(ticks).toBe(240);
  });

  it('when it slows from 3600 to 20, a timer of 10 lab minutes takes the rest of its time at 20', () => {
    const { wall, subject, fired } = labAt(3600);
    subject.after(600_000, () => fired.push(subject.now()));
    wall.pass(100);
    subject.follow({ wallAnchorMs: wall.now(), labAnchorMs: 360_000, rate: 20 });
    wall.pass(11_999);
    expect(fired).toEqual([]);
    wall.pass(1);
    expect(fired).toEqual([600_000]);
  });

  it('when a new line lies behind, lab time stands still until it has caught up', () => {
    const { wall, subject } = labAt(10);
    wall.pass(100);
    expect(subject.follow({ wallAnchorMs: wall.now(), labAnchorMs: 500, rate: 10 })).toBe(500);
    expect(subject.now()).toBe(1000);
    wall.pass(20);
    expect(subject.now()).toBe(1000);
    wall.pass(80);
    expect(subject.now()).toBe(1500);
  });

  it('when a timer is taken back, it never fires', () => {
    const { wall, subject, fired } = labAt(1);
    subject.after(10, () => fired.push(1))();
    subject.after(20, () => fired.push(2));
    subject.dispose();
    wall.pass(100);
    expect(fired).toEqual([]);
    expect(wall.pending).toBe(0);
  });

  it('when a wait is longer than any timer of Node, it is still exact', () => {
    const { wall, subject, fired } = labAt(1);
    const days = 40 * 86_400_000;
    subject.after(days, () => fired.push(subject.now()));
    wall.pass(days - 1);
    expect(fired).toEqual([]);
    wall.pass(1);
    expect(fired).toEqual([days]);
  });
});
