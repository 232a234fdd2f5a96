/** More than this is a clock that is set wrongly, not a message that was late; lab milliseconds. */
const MOST_MS = 120_000;

/**
 * How long ago a unit measured, lab milliseconds, 0 to 2 min: `stampMs` is when by its own clock, `nowMs` when its message came. 0 where it tells no
 * time, one to come, or one so long ago that its clock is not to be believed. At minutes of lab time in a second a busy machine is late by a minute.
 */
export function lateness(stampMs: number, nowMs: number): number {
  const late = nowMs - stampMs;
  return late > 0 && late <= MOST_MS ? late : 0;
}
