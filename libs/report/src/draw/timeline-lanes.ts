import type { TimelineItem } from '../document';
import { at } from '../words/time';

/** One bar, milliseconds since the start of the run. */
export interface Bar {
  readonly item: TimelineItem;
  readonly from: number;
  readonly to: number;
  /** Not over yet. */
  readonly open: boolean;
  /** From 0; bars of one lane that overlap lie on rows of their own. */
  readonly row: number;
}

export interface Lane {
  readonly name: string;
  readonly kind: TimelineItem['lane']['kind'];
  readonly rows: number;
  readonly bars: readonly Bar[];
}

const MOST_ROWS = 4;
const ORDER = { person: 0, instrument: 1, run: 2 } as const;

/** What happened, by who and what did it: persons, instruments, the run itself. Steps that never began are in no lane. */
export function lanesOf(items: readonly TimelineItem[], start: number, end: number): readonly Lane[] {
  const byLane = new Map<string, TimelineItem[]>();
  for (const item of items) {
    if (item.start === null) continue;
    const key = JSON.stringify([ORDER[item.lane.kind], nameOf(item.lane)]);
    byLane.set(key, [...(byLane.get(key) ?? []), item]);
  }
  return [...byLane.keys()].toSorted().map((key) => {
    const inLane = byLane.get(key) ?? [];
    const bars = stacked(inLane, start, end);
    return {
      name: (JSON.parse(key) as [number, string])[1],
      kind: inLane[0]?.lane.kind ?? 'run',
      rows: Math.max(1, ...bars.map(({ row }) => row + 1)),
      bars,
    };
  });
}

/** Steps of which a stretch is worth a drawing of its own, and the most that it may take of the run. */
const CROWD = { fewest: 12, part: 0.6, within: 0.2 } as const;

/** The shortest stretch in which three in five of the steps begin, milliseconds since the start; null where they are not crowded. */
export function busiest(items: readonly TimelineItem[], start: number, end: number): { readonly from: number; readonly to: number } | null {
  const begun = items.filter((item) => item.start !== null).toSorted((a, b) => at(a.start!) - at(b.start!));
  const crowd = Math.ceil(begun.length * CROWD.part);
  if (begun.length < CROWD.fewest) return null;
  const spans = begun.slice(0, begun.length - crowd + 1).map((first, i) => {
    const among = begun.slice(i, i + crowd);
    const last = among
      .filter(({ kind }) => kind !== 'repeat')
      .map((item) => Math.min(at(item.end ?? item.start!), at(item.start!) + (end - start) / 20));
    return { from: at(first.start!) - start, to: Math.max(...last, at(among.at(-1)!.start!)) - start };
  });
  const shortest = spans.reduce((a, b) => (b.to - b.from < a.to - a.from ? b : a));
  return shortest.to - shortest.from <= (end - start) * CROWD.within ? shortest : null;
}

function nameOf({ kind, id, person, scripted }: TimelineItem['lane']): string {
  if (kind !== 'person') return kind === 'run' ? 'the run itself' : id;
  return person === null || scripted ? id : `${id} (${person})`;
}

function stacked(items: readonly TimelineItem[], start: number, end: number): readonly Bar[] {
  const ends: number[] = [];
  const inOrder = items
    .map((item) => ({ item, from: at(item.start!) - start, to: (item.end === null ? end : at(item.end)) - start, open: item.end === null }))
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
  return inOrder.map((bar) => {
    const free = ends.findIndex((last) => last <= bar.from);
    const row = free >= 0 ? free : Math.min(ends.length, MOST_ROWS - 1);
    ends[row] = Math.max(ends[row] ?? 0, bar.to);
    return { ...bar, row };
  });
}
