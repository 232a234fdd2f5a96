/**
 * Lab time is a straight line through one anchor. It is one row in the database that every process reads, so that a protocol's hours
 * mean the same to the compiler, the timers and the simulated instruments. On real instruments the rate is 1.
 */
export interface LabClockLine {
  /** Wall time of the anchor, milliseconds since the epoch. */
  readonly wallAnchorMs: number;
  /** Lab time of the anchor, milliseconds since the epoch. */
  readonly labAnchorMs: number;
  /** Lab milliseconds in one wall millisecond, above 0. */
  readonly rate: number;
}

/** Highest rate while an operation, an open task or a hard window is under way in a simulated lab. */
export const MAX_BUSY_RATE = 20;

/** Highest rate of a simulated lab: an hour in a second. */
export const MAX_LAB_RATE = 3_600;

/** Lab time at a wall time, milliseconds since the epoch. */
export function labTimeAt(line: LabClockLine, wallMs: number): number {
  return line.labAnchorMs + (wallMs - line.wallAnchorMs) * line.rate;
}

/** The wall time at which lab time gets to `labMs` if the rate stays. */
export function wallTimeAt(line: LabClockLine, labMs: number): number {
  return line.wallAnchorMs + (labMs - line.labAnchorMs) / line.rate;
}

/** The same line with another rate from `wallMs` on; lab time makes no jump. */
export function withRate(line: LabClockLine, wallMs: number, rate: number): LabClockLine {
  return { wallAnchorMs: wallMs, labAnchorMs: labTimeAt(line, wallMs), rate };
}

/** Wall milliseconds between two polls that are `labMs` of lab time apart; never under 50 ms, which a serial line bears. */
export function pollIntervalMs(line: Pick<LabClockLine, 'rate'>, labMs: number): number {
  return Math.max(labMs / line.rate, 50);
}
