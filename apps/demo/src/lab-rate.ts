/**
 * Most lab seconds in a second while an instrument measures on its own. What it sends is stamped when it comes in, as in any lab; at an hour a second
 * the twentieth of a second that a message may take on a busy machine would be three minutes of a growth curve, here it is twelve seconds.
 */
const MOST_WATCHED = 240;
const WATCHES = /^\s*capability:\s*["']?optical_density_monitoring\b/m;

/** Lab seconds in a second in which a protocol is performed, of those asked for at most; `text` is its document. */
export function rateFor(text: string, asked: number): number {
  return WATCHES.test(text) ? Math.min(asked, MOST_WATCHED) : asked;
}
