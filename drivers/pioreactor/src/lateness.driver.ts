/** Messages of which the quickest tells how far the clocks of unit and lab are apart. */
const RECENT = 50;
/** More than this is a clock that was set, not a message that was late; lab milliseconds. */
const MOST_MS = 300_000;

/**
 * By how much measurements come late: what a unit says of when it measured, against the quickest of its last 50 messages, so that a clock that is
 * set wrongly by always the same plays no part. At an hour of lab time in a second a busy machine is late by minutes.
 */
export class Lateness {
  private gaps: readonly number[] = [];

  /** Lab milliseconds, 0 to 5 min; `stampMs` is when the unit measured by its own clock, `nowMs` when its message came. 0 where it tells none. */
  of(stampMs: number, nowMs: number): number {
    const gap = nowMs - stampMs;
    if (!Number.isFinite(gap)) return 0;
    this.gaps = [...this.gaps, gap].slice(-RECENT);
    const late = gap - Math.min(...this.gaps);
    return late <= MOST_MS ? late : 0;
  }
}
