/*
 * One figure of a benchmark: what was measured, next to its reference of the same run.
 *
 * @typedef {object} Figure
 * @property {string} what what was measured
 * @property {number} value in `unit`
 * @property {string} unit such as `ms` or `steps/s`
 * @property {{what: string, value: number}} [reference] the same unit
 * @property {number} [ratio] value / reference
 * @property {{is: 'at least' | 'at most', ratio: number}} [aim]
 * @property {boolean} [met] whether the aim is met
 * @property {string} [note] a line for the reader
 */

/** Makes a figure; the ratio and whether the aim is met follow from the rest. @returns {Figure} */
export function figure({ what, value, unit, reference, aim, note }) {
  const ratio = reference === undefined ? undefined : value / reference.value;
  const met = aim === undefined || ratio === undefined ? undefined : aim.is === 'at least' ? ratio >= aim.ratio : ratio <= aim.ratio;
  return { what, value, unit, reference, ratio, aim, met, note };
}

/** The q-th quantile of numbers, 0 to 1; the nearest one that was measured. */
export function quantile(numbers, q) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

export const median = (numbers) => quantile(numbers, 0.5);

/** Wall milliseconds that `work` takes, of each of `times` calls. */
export async function timed(times, work) {
  const taken = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await work(i);
    taken.push(performance.now() - begun);
  }
  return taken;
}

const number = (x) => (x >= 1_000 ? Math.round(x).toLocaleString('en-GB') : x >= 100 ? x.toFixed(0) : x.toFixed(2));

/** Figures as a table for a terminal, one line each, with the benchmark's name before its first. */
export function table(results) {
  const rows = results.flatMap(({ name, figures }) =>
    figures.map(({ what, value, unit, reference, ratio, aim, met }, i) => [
      i === 0 ? name : '',
      what,
      `${number(value)} ${unit}`,
      reference === undefined ? '' : `${number(reference.value)} ${unit}`,
      reference?.what ?? '',
      ratio === undefined ? '' : ratio.toFixed(2),
      aim === undefined ? '' : `${aim.is} ${aim.ratio}: ${met ? 'met' : 'MISSED'}`,
    ]),
  );
  const all = [['', 'measured', '', 'reference', '', 'ratio', 'aim'], ...rows];
  const right = [2, 3, 5];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
