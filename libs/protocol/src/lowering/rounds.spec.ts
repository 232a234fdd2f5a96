import * as fc from 'fast-check';
import { expectedRounds, type RoundPace } from './rounds';

const minutes = (value: number): number => value * 60_000;
const pace = (change: Partial<RoundPace> = {}): RoundPace => ({
  first: { ms: minutes(17), readMs: minutes(16) },
  later: { ms: minutes(15), readMs: minutes(14) },
  everyMs: minutes(20),
  atMostMs: minutes(480),
  maxIterations: 24,
  ...change,
});
const at = (moment: number, tolerance = 0) => ({ ms: minutes(moment), toleranceMs: minutes(tolerance) });

describe('the rounds that a repeat is expected to take', () => {
  it('end with the first whose reading comes at the moment or later', () => {
    expect(expectedRounds(pace(), at(16))).toEqual({ rounds: 1, ms: minutes(17) });
    expect(expectedRounds(pace(), at(16.1))).toEqual({ rounds: 2, ms: minutes(35) });
    expect(expectedRounds(pace(), at(34))).toEqual({ rounds: 2, ms: minutes(35) });
    expect(expectedRounds(pace(), at(90))).toEqual({ rounds: 5, ms: minutes(95) });
  });

  it('follow one another at once where nothing says how often', () => {
    expect(expectedRounds(pace({ everyMs: null }), at(90))).toEqual({ rounds: 6, ms: minutes(92) });
  });

  it('end at the bounds', () => {
    expect(expectedRounds(pace({ maxIterations: 3 }), at(400)).rounds).toBe(3);
    // The sixth round would begin at 100 min, when the time is over.
    expect(expectedRounds(pace({ atMostMs: minutes(100) }), at(400)).rounds).toBe(5);
  });

  it('are an average where nobody can tell whether there is another one', () => {
    const { rounds, ms } = expectedRounds(pace(), at(34, 5));
    expect(rounds).toBeGreaterThan(2.4);
    expect(rounds).toBeLessThan(2.6);
    expect(Math.abs(ms - minutes(45))).toBeLessThan(minutes(1));
  });

  it('are as many as counting them gives', () => {
    const times = fc.record({
      moment: fc.integer({ min: 0, max: 600 }),
      every: fc.option(fc.integer({ min: 0, max: 40 })),
      most: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(times, ({ moment, every, most }) => {
        const subject = pace({ everyMs: every === null ? null : minutes(every), maxIterations: most });
        let [round, start] = [1, 0];
        for (;;) {
          const own = round === 1 ? subject.first : subject.later;
          const next = start + Math.max(own.ms, subject.everyMs ?? 0);
          if (start + own.readMs >= minutes(moment) || round === most || next >= subject.atMostMs) break;
          [round, start] = [round + 1, next];
        }
        expect(expectedRounds(subject, at(moment)).rounds).toBe(round);
      }),
    );
  });
});
