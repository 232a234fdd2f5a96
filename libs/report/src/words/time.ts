/** A moment, as rows of the database or JSON have it. */
export type Moment = Date | string;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds since the epoch. */
export function at(moment: Moment): number {
  return moment instanceof Date ? moment.getTime() : Date.parse(moment);
}

/** A length of time from milliseconds: `850 ms`, `14.7 s`, `7 min 20 s`, `2 h 5 min`. */
export function durationWords(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? '−' : '';
  if (size < SECOND) return `${sign}${Math.round(size)} ms`;
  if (size < MINUTE) return `${sign}${Number((size / SECOND).toFixed(1))} s`;
  // Rounded first, so that 59.9 s never stand beside 59 min.
  const unit = size < HOUR ? SECOND : MINUTE;
  const whole = Math.round(size / unit);
  const [high, low] = size < HOUR ? ['min', 's'] : ['h', 'min'];
  const rest = whole % 60;
  return `${sign}${Math.floor(whole / 60)} ${high}${rest === 0 ? '' : ` ${rest} ${low}`}`;
}

/** Time since the start of the run: `13:37:49`, hours first. */
export function clockWords(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / SECOND);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${ms < 0 ? '−' : ''}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `2026-11-29 05:30:06 UTC`. */
export function momentWords(moment: Moment): string {
  const time = new Date(at(moment));
  return Number.isNaN(time.getTime()) ? 'unknown' : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
