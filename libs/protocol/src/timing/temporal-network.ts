/** Moment `to` comes at least `least` milliseconds after moment `from`. A negative `least` is an upper bound, seen from the later moment. */
export interface Bound<Cause> {
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly cause: Cause;
}

export type Solution<Cause> =
  /** `times`: the earliest of each moment, -Infinity where nothing fixes it. `binding`: the bound that keeps a moment from being earlier. */
  | { readonly consistent: true; readonly times: Float64Array; readonly binding: readonly (Bound<Cause> | null)[] }
  /** Circles of bounds that no times can keep, no two with a moment in common; never empty. */
  | { readonly consistent: false; readonly circles: readonly (readonly Bound<Cause>[])[] };

/**
 * A simple temporal network (Dechter, Meiri and Pearl 1991, "Temporal constraint networks"): moments, and bounds between two of them. It is
 * consistent unless its bounds make a circle of more than no time. Moments are numbered so that almost every bound leads to a higher number:
 * then one sweep up and one down settle nearly everything (Yen 1970), and the work is that of a few sweeps instead of moments times bounds.
 */
export class TemporalNetwork<Cause> {
  private readonly bounds: Bound<Cause>[] = [];
  private moments = 0;

  /** A moment after all those that are there, by number. */
  moment(): number {
    this.moments += 1;
    return this.moments - 1;
  }

  bound(from: number, to: number, least: number, cause: Cause): void {
    this.bounds.push({ from, to, least, cause });
  }

  /**
   * The earliest times that keep all bounds but those left out: from 0 on, or relative to the moment `since`.
   * At most as many rounds as moments.
   */
  earliest(leftOut: (cause: Cause) => boolean = () => false, since?: number): Solution<Cause> {
    const times = new Float64Array(this.moments).fill(since === undefined ? 0 : Number.NEGATIVE_INFINITY);
    if (since !== undefined) times[since] = 0;
    const binding = Array.from<Bound<Cause> | null>({ length: this.moments }).fill(null);
    const used = this.bounds.filter(({ cause }) => !leftOut(cause));
    const up = used.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
    const down = used.filter(({ from, to }) => from >= to).sort((a, b) => b.from - a.from);
    const sweep = (bounds: readonly Bound<Cause>[]): boolean => {
      let changed = false;
      for (const bound of bounds) {
        const time = (times[bound.from] ?? 0) + bound.least;
        if (time <= (times[bound.to] ?? 0)) continue;
        times[bound.to] = time;
        binding[bound.to] = bound;
        changed = true;
      }
      return changed;
    };
    sweep(up);
    for (let round = 0; round <= this.moments && sweep(down); round += 1) {
      sweep(up);
      const circles = circlesOf(binding);
      if (circles.length > 0) return { consistent: false, circles };
    }
    return { consistent: true, times, binding };
  }
}

/** Circles among the bounds that bind: a moment that is bound by itself, around others, can never be early enough. */
function circlesOf<Cause>(binding: readonly (Bound<Cause> | null)[]): readonly (readonly Bound<Cause>[])[] {
  const walk = new Int32Array(binding.length).fill(-1);
  const circles: Bound<Cause>[][] = [];
  for (let start = 0; start < binding.length; start += 1) {
    let at = start;
    while (walk[at] === -1) {
      walk[at] = start;
      const bound = binding[at];
      if (!bound) break;
      at = bound.from;
    }
    // A walk that comes back to where it has been is on a circle; one that ends is at a moment that nothing binds.
    if (walk[at] !== start || !binding[at]) continue;
    const circle: Bound<Cause>[] = [];
    for (let bound = binding[at]; bound; bound = bound.from === at ? null : binding[bound.from]) circle.push(bound);
    circles.push(circle.reverse());
  }
  return circles;
}
