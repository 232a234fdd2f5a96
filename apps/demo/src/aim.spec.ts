import { aimText, errorText, judged, type Aim } from './aim';

const of = (value: number | null, low: number | null = null, high: number | null = null) => ({ value, low, high });

describe('an aim', () => {
  it.each<[Aim, number, number, boolean, string]>([
    [{ kind: 'relative', most: 0.1 }, 1.1, 1, true, '+10.0 %'],
    [{ kind: 'relative', most: 0.1 }, 0.89, 1, false, '-11.0 %'],
    [{ kind: 'points', most: 0.5, stretched: 1.5 }, -1.2, -0.8, true, '-0.40 points'],
    [{ kind: 'points', most: 0.5, stretched: 1.5 }, 2, 1.4, false, '+0.60 points'],
    [{ kind: 'steps', most: 1 }, 8, 4, true, '+1 steps'],
    [{ kind: 'steps', most: 1 }, 1, 4, false, '-2 steps'],
  ])('%j: %p for a truth of %p is met: %p, %s', (aim, value, truth, met, words) => {
    const found = judged(aim, of(value), truth);
    expect([found.met, errorText(aim, found.error)]).toEqual([met, words]);
  });

  it('of an interval is met when the truth lies in it, as wide as it is made, and by no value without one', () => {
    const aim: Aim = { kind: 'interval', stretched: 1.5 };
    expect(judged(aim, of(10, 8, 12), 12.5)).toEqual({ aim, error: expect.closeTo(-0.2, 9), met: true });
    expect(judged(aim, of(10, 8, 12), 13.1).met).toBe(false);
    expect(judged(aim, of(10), 10).met).toBe(false);
  });

  it('in points is met, too, by what the scatter of the wells allows', () => {
    const aim: Aim = { kind: 'points', most: 0.5, stretched: 1.5 };
    expect([judged(aim, of(2, 1.5, 2.5), 1.4).met, judged(aim, of(2, 1.7, 2.3), 1.4).met]).toEqual([true, false]);
  });

  it('is met by a limit when the truth lies beyond it', () => {
    const aim: Aim = { kind: 'relative', most: 0.1 };
    const limit = (beyond: 'below' | 'above') => ({ ...of(10), beyond });
    expect([judged(aim, limit('below'), 3).met, judged(aim, limit('above'), 3).met]).toEqual([true, false]);
    expect(judged({ kind: 'interval', stretched: 1 }, of(0, 0, 3.7), 0)).toMatchObject({ error: 0, met: true });
  });

  it('is missed by what could not be determined', () => {
    const aim: Aim = { kind: 'relative', most: 0.1 };
    expect(judged(aim, of(null), 1)).toEqual({ aim, error: null, met: false });
    expect([errorText(aim, null), aimText(aim)]).toEqual(['no value', 'within 10 %']);
  });
});
