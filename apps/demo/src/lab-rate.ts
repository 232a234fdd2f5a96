/**
 * Most lab seconds in a second while an instrument measures on its own. It can do so every twentieth of a second: at an hour a second that is a value
 * in three minutes, and a growth rate of ten values; here it is one in twelve seconds.
 */
const MOST_WATCHED = 240;
const WATCHES = /^\s*["']?capability["']?:\s*["']?optical_density_monitoring\b/m;

/** Lab seconds in a second in which a protocol is performed, of those asked for at most; `text` is its document, as YAML or JSON over lines. */
export function rateFor(text: string, asked: number): number {
  return WATCHES.test(text) ? Math.min(asked, MOST_WATCHED) : asked;
}
