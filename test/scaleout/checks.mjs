/** What has to hold, each with its figure; printed at the end, one line each. */
export class Checks {
  #rows = [];

  constructor(print) {
    this.print = print;
  }

  /** Notes a check and prints it as it is found. */
  note(met, what, figure) {
    this.#rows.push({ met, what, figure: String(figure) });
    this.print(`${met ? 'ok' : 'NOT MET'}: ${what}: ${figure}`);
  }

  get failed() {
    return this.#rows.filter(({ met }) => !met).length;
  }

  table() {
    const width = Math.max(...this.#rows.map(({ what }) => what.length));
    const lines = this.#rows.map(({ met, what, figure }) => `${(met ? 'ok' : 'NOT MET').padEnd(8)} ${what.padEnd(width)}  ${figure}`);
    return [...lines, `${this.#rows.length} checks, ${this.failed} not met`];
  }
}

/** Rows under a heading, in columns as wide as they need. */
export function columns(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  return all.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
}

/** Calls `look` every 50 ms until it gives something; gives that and the milliseconds since `since`. @throws when it takes too long */
export async function until(what, limitMs, look, since = performance.now()) {
  for (const end = performance.now() + limitMs; ;) {
    const found = await look();
    if (found) return { found, tookMs: performance.now() - since };
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
