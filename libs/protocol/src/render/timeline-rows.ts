/** Things that lie over one another in time go to rows of their own. Gives the row of each, in the order given, and how many rows there are. */
export function rowsOf(spans: readonly { readonly from: number; readonly to: number }[]): {
  readonly rows: readonly number[];
  readonly count: number;
} {
  const ends: number[] = [];
  const rows = Array.from({ length: spans.length }, () => 0);
  const inOrder = [...spans.keys()].toSorted((a, b) => (spans[a]?.from ?? 0) - (spans[b]?.from ?? 0) || a - b);
  for (const index of inOrder) {
    const span = spans[index];
    if (!span) continue;
    const free = ends.findIndex((end) => end <= span.from);
    const row = free === -1 ? ends.length : free;
    ends[row] = span.to;
    rows[index] = row;
  }
  return { rows, count: Math.max(1, ends.length) };
}
