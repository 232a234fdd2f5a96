const WELL = /^([A-Z])(\d{1,2})$/;

/** Wells for people, neighbours of a row together: `A2 to A4, B1`. What is no well of a plate stays as it is. */
export function wellWords(wells: readonly string[]): string {
  const runs: { row: string; first: number; last: number }[] = [];
  const others: string[] = [];
  for (const well of wells) {
    const [, row = '', digits = ''] = WELL.exec(well) ?? [];
    const column = Number(digits);
    const run = runs.at(-1);
    if (row === '') others.push(well);
    else if (run?.row === row && run.last + 1 === column) run.last = column;
    else runs.push({ row, first: column, last: column });
  }
  const parts = runs.map(({ row, first, last }) => {
    if (first === last) return `${row}${first}`;
    return last === first + 1 ? `${row}${first}, ${row}${last}` : `${row}${first} to ${row}${last}`;
  });
  return [...parts, ...others].join(', ');
}
