import type { Bound } from './temporal-network';

export interface Way<Cause> {
  /** The least time between the two moments, milliseconds. */
  readonly least: number;
  /** The bounds that make it, in order. */
  readonly by: readonly Bound<Cause>[];
}

/** Moments to look at: the least slack first, of the same slack the lowest number. */
class Frontier {
  private readonly heap: { readonly slack: number; readonly moment: number }[] = [];

  put(slack: number, moment: number): void {
    const { heap } = this;
    let at = heap.push({ slack, moment }) - 1;
    while (at > 0) {
      const up = (at - 1) >>> 1;
      if (!this.before(at, up)) return;
      this.swap(at, up);
      at = up;
    }
  }

  take(): { readonly slack: number; readonly moment: number } | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const least = left + 1 < heap.length && this.before(left + 1, left) ? left + 1 : left;
      if (least >= heap.length || !this.before(least, at)) return first;
      this.swap(at, least);
      at = least;
    }
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other) return false;
    return one.slack < other.slack || (one.slack === other.slack && one.moment < other.moment);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one && other) [this.heap[a], this.heap[b]] = [other, one];
  }
}

/**
 * The longest way between two moments of a network with a solution; null where the later one is not bound to the earlier. A solution leaves
 * each bound some slack, never less than none, and the longest way is the one with the least slack in sum (Johnson 1977, after Dijkstra).
 */
export function longestWay<Cause>(
  bounds: ReadonlyMap<number, readonly Bound<Cause>[]>,
  times: Float64Array,
  from: number,
  to: number,
): Way<Cause> | null {
  const slackTo = new Map<number, number>([[from, 0]]);
  const by = new Map<number, Bound<Cause>>();
  const settled = new Set<number>();
  const frontier = new Frontier();
  frontier.put(0, from);
  for (let next = frontier.take(); next; next = frontier.take()) {
    if (settled.has(next.moment)) continue;
    settled.add(next.moment);
    if (next.moment === to) return wayBack(by, from, to);
    for (const bound of bounds.get(next.moment) ?? []) {
      const slack = next.slack + (times[bound.to] ?? 0) - (times[bound.from] ?? 0) - bound.least;
      if (slack >= (slackTo.get(bound.to) ?? Infinity)) continue;
      slackTo.set(bound.to, slack);
      by.set(bound.to, bound);
      frontier.put(slack, bound.to);
    }
  }
  return null;
}

function wayBack<Cause>(by: ReadonlyMap<number, Bound<Cause>>, from: number, to: number): Way<Cause> {
  const way: Bound<Cause>[] = [];
  for (let bound = to === from ? undefined : by.get(to); bound; bound = bound.from === from ? undefined : by.get(bound.from))
    way.push(bound);
  return { least: way.reduce((sum, { least }) => sum + least, 0), by: way.reverse() };
}
