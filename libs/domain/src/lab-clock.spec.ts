import * as fc from 'fast-check';
import { labTimeAt as subject, pollIntervalMs, wallTimeAt, withRate, type LabClockLine } from './lab-clock';

const anyMoment = fc.integer({ min: 0, max: 4_000_000_000_000 });
const anyRate = fc.double({ min: 1, max: 10_000, noNaN: true });
const anyLine: fc.Arbitrary<LabClockLine> = fc.record({ wallAnchorMs: anyMoment, labAnchorMs: anyMoment, rate: anyRate });
const day = 86_400_000;

describe('the lab clock', () => {
  it('when wall time is at the anchor, shows the lab time of the anchor', () => {
    fc.assert(fc.property(anyLine, (line) => expect(subject(line, line.wallAnchorMs)).toBe(line.labAnchorMs)));
  });

  it('when it runs at rate 60, lets an hour of lab time pass in a minute', () => {
    const line = { wallAnchorMs: 1_000_000, labAnchorMs: 5_000_000, rate: 60 };
    expect(subject(line, 1_060_000)).toBe(8_600_000);
    expect(wallTimeAt(line, 8_600_000)).toBe(1_060_000);
  });

  it('when lab time is turned into wall time and back, is the same within a millisecond of lab time', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: -day, max: day }), (line, offset) => {
        const wall = line.wallAnchorMs + offset;
        expect(Math.abs(wallTimeAt(line, subject(line, wall)) - wall)).toBeLessThan(1);
        const lab = line.labAnchorMs + offset;
        // A double of this size resolves a quarter of a microsecond; the rate multiplies it.
        expect(Math.abs(subject(line, wallTimeAt(line, lab)) - lab)).toBeLessThan(1 + line.rate / 1000);
      }),
    );
  });

  it('when the rate changes, makes no jump and goes on at the new rate', () => {
    fc.assert(
      fc.property(anyLine, anyRate, fc.integer({ min: 0, max: day }), fc.integer({ min: 0, max: day }), (line, rate, passed, later) => {
        const change = line.wallAnchorMs + passed;
        const changed = withRate(line, change, rate);
        expect(subject(changed, change)).toBe(subject(line, change));
        expect(Math.abs(subject(changed, change + later) - (subject(line, change) + later * rate))).toBeLessThan(1);
      }),
    );
  });

  it('when the rate changes, leaves the line that it had untouched', () => {
    const line = Object.freeze({ wallAnchorMs: 0, labAnchorMs: 0, rate: 1 });
    expect(withRate(line, 1000, 20)).toEqual({ wallAnchorMs: 1000, labAnchorMs: 1000, rate: 20 });
    expect(line.rate).toBe(1);
  });

  it('when wall time goes on, never goes back', () => {
    fc.assert(
      fc.property(anyLine, anyMoment, anyMoment, (line, a, b) => {
        expect(subject(line, Math.max(a, b))).toBeGreaterThanOrEqual(subject(line, Math.min(a, b)));
      }),
    );
  });

  it('when lab time runs fast, polls no faster than every 50 ms of wall time', () => {
    fc.assert(
      fc.property(anyRate, fc.integer({ min: 0, max: day }), (rate, labMs) => {
        expect(pollIntervalMs({ rate }, labMs)).toBeGreaterThanOrEqual(50);
      }),
    );
    expect(pollIntervalMs({ rate: 20 }, 1000)).toBe(50);
    expect(pollIntervalMs({ rate: 1 }, 1000)).toBe(1000);
    expect(pollIntervalMs({ rate: 10 }, 1000)).toBe(100);
  });
});
