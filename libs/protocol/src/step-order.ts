/** Which steps come before which. Steps are named by their index in the document. */
export class StepOrder {
  /** Bit a of row b: a is over before b starts. */
  private readonly before: readonly Uint32Array[];

  /** @param topological every step once, after all its predecessors; ties in the order of the document */
  constructor(
    readonly predecessors: readonly (readonly number[])[],
    readonly topological: readonly number[],
  ) {
    const words = Math.ceil(predecessors.length / 32);
    const rows = predecessors.map(() => new Uint32Array(words));
    for (const step of topological) {
      const row = rows[step] ?? new Uint32Array(words);
      for (const previous of predecessors[step] ?? []) {
        const known = rows[previous];
        for (let word = 0; known && word < words; word += 1) row[word] = (row[word] ?? 0) | (known[word] ?? 0);
        row[previous >>> 5] = (row[previous >>> 5] ?? 0) | (1 << (previous & 31));
      }
    }
    this.before = rows;
  }

  /** Whether step `a` is always over before step `b` starts. */
  precedes(a: number, b: number): boolean {
    return (((this.before[b]?.[a >>> 5] ?? 0) >>> (a & 31)) & 1) === 1;
  }
}
