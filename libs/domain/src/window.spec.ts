import fc from 'fast-check';
import { holdError, windowAt } from './window';

const ms = fc.integer({ min: 0, max: 100_000_000 });
const bound = fc.option(ms, { nil: null });

describe('a window between two steps', () => {
  it('when both bounds are met exactly, is open', () => {
    expect(windowAt({ atLeastMs: 5_000, atMostMs: 10_000 }, 5_000)).toEqual({ state: 'open', closesInMs: 5_000 });
    expect(windowAt({ atLeastMs: 5_000, atMostMs: 10_000 }, 10_000)).toEqual({ state: 'open', closesInMs: 0 });
    expect(windowAt({ atLeastMs: null, atMostMs: 10_000 }, 10_001)).toEqual({ state: 'missed', lateMs: 1 });
  });

  it('tells the time until its next bound, and at that bound is what it said', () => {
    fc.assert(
      fc.property(bound, bound, ms, (atLeastMs, atMostMs, gapMs) => {
        const window = { atLeastMs, atMostMs };
        const now = windowAt(window, gapMs);
        if (now.state === 'early') {
          expect(now.opensInMs).toBeGreaterThan(0);
          expect(windowAt(window, gapMs + now.opensInMs).state).not.toBe('early');
        } else if (now.state === 'open') {
          expect(windowAt(window, gapMs + (now.closesInMs ?? 1e9)).state).toBe('open');
          if (now.closesInMs !== null) expect(windowAt(window, gapMs + now.closesInMs + 1)).toEqual({ state: 'missed', lateMs: 1 });
        } else expect(now.lateMs).toBe(gapMs - (atMostMs ?? 0));
      }),
    );
  });

  it('when it is missed, stays so, and grows by what passes', () => {
    fc.assert(
      fc.property(bound, ms, ms, ms, (atLeastMs, atMostMs, lateMs, more) => {
        const window = { atLeastMs, atMostMs };
        const [before, after] = [lateMs + 1, lateMs + 1 + more].map((late) => windowAt(window, atMostMs + late));
        expect([before, after]).toEqual([
          { state: 'missed', lateMs: lateMs + 1 },
          { state: 'missed', lateMs: lateMs + 1 + more },
        ]);
      }),
    );
  });
});

describe('the length of a hold', () => {
  it('is wrong by its whole difference from what was asked, and only outside of the tolerance', () => {
    fc.assert(
      fc.property(ms, ms, ms, (askedMs, toleranceMs, heldMs) => {
        const error = holdError({ askedMs, toleranceMs, heldMs });
        if (Math.abs(heldMs - askedMs) <= toleranceMs) expect(error).toBe(0);
        else expect(askedMs + error).toBe(heldMs);
      }),
    );
  });
});
