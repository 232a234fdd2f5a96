/** Moment `to` comes at least `least` milliseconds after moment `from`. A negative `least` is an upper bound, seen from the later moment. */
export interface Bound<Cause> {
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly cause: Cause;
}

export type Solution<Cause> =
  /** `times`: the earliest of each moment. `binding`: the bound that keeps a moment from being earlier. */
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
  private readonly leftOut = new Set<Bound<Cause>>();
  private sweeps: { readonly up: Sweep<Cause>; readonly down: Sweep<Cause> } | null = null;
  private moments = 0;

  /** A moment after all those that are there, by number. */
  moment(): number {
    this.moments += 1;
    return this.moments - 1;
  }

  bound(from: number, to: number, least: number, cause: Cause): void {
    this.bounds.push({ from, to, least, cause });
    this.sweeps = null;
  }

  /** Bounds of such causes do not count from now on. */
  leaveOut(which: (cause: Cause) => boolean): void {
    for (const bound of this.bounds) if (which(bound.cause)) this.leftOut.add(bound);
    this.sweeps = null;
  }

  /** The earliest times, from 0 on, that keep all bounds. At most as many rounds as moments. */
  earliest(): Solution<Cause> {
    const times = new Float64Array(this.moments);
    const binding = Array.from<Bound<Cause> | null>({ length: this.moments }).fill(null);
    this.sweeps ??= this.sorted();
    const { up, down } = this.sweeps;
    sweep(up, times, binding);
    for (let round = 0; round <= this.moments && sweep(down, times, binding); round += 1) {
      sweep(up, times, binding);
      const circles = circlesOf(binding);
      if (circles.length > 0) return { consistent: false, circles };
    }
    return { consistent: true, times, binding };
  }

  /** Bounds by the moment that they lead from. */
  outgoing(): ReadonlyMap<number, readonly Bound<Cause>[]> {
    const found = new Map<number, Bound<Cause>[]>();
    for (const bound of this.bounds) {
      if (this.leftOut.has(bound)) continue;
      const known = found.get(bound.from);
      if (known) known.push(bound);
      else found.set(bound.from, [bound]);
    }
    return found;
  }

  private sorted(): { readonly up: Sweep<Cause>; readonly down: Sweep<Cause> } {
    const used = this.leftOut.size === 0 ? this.bounds : this.bounds.filter((bound) => !this.leftOut.has(bound));
    return {
      up: sweepOf(used.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)),
      down: sweepOf(used.filter(({ from, to }) => from >= to).sort((a, b) => b.from - a.from)),
    };
  }
}

/** Bounds in the order in which they are gone through; by place in the list. */
interface Sweep<Cause> {
  readonly bounds: readonly Bound<Cause>[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly least: Float64Array;
}

function sweepOf<Cause>(bounds: readonly Bound<Cause>[]): Sweep<Cause> {
  return {
    bounds,
    from: Int32Array.from(bounds, ({ from }) => from),
    to: Int32Array.from(bounds, ({ to }) => to),
    least: Float64Array.from(bounds, ({ least }) => least),
  };
}

/** Moves each moment to where its bounds want it; whether any moved. */
function sweep<Cause>({ bounds, from, to, least }: Sweep<Cause>, times: Float64Array, binding: (Bound<Cause> | null)[]): boolean {
  let changed = false;
  for (let i = 0; i < bounds.length; i += 1) {
    const at = to[i] ?? 0;
    const time = (times[from[i] ?? 0] ?? 0) + (least[i] ?? 0);
    if (time <= (times[at] ?? 0)) continue;
    times[at] = time;
    binding[at] = bounds[i] ?? null;
    changed = true;
  }
  return changed;
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
