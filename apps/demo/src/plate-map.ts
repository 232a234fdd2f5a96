import type { Labware, SavedReading } from './api-shapes';

/** A plate as a table of characters: the value of each well with a role, rows and columns named; only the part that is used. */
export function plateMap(labware: Labware, values: readonly SavedReading[]): readonly string[] {
  const wells = Object.keys(labware.layout);
  if (wells.length === 0) return [];
  const rows = [...new Set(wells.map((well) => well.charAt(0)))].toSorted();
  const columns = [...new Set(wells.map((well) => Number(well.slice(1))))].toSorted((a, b) => a - b);
  const cell = (well: string): string => {
    const role = labware.layout[well]?.role;
    const found = values.find((each) => each.well === well);
    if (found) return found.quality === 'ok' && found.value !== null ? found.value.toFixed(3) : found.quality.slice(0, 7);
    return role === undefined ? '' : role.slice(0, 7);
  };
  const line = (name: string, cells: readonly string[]) => `  ${name.padEnd(3)}${cells.map((text) => text.padStart(8)).join('')}`;
  const samples = [...new Set(Object.values(labware.layout).flatMap(({ sample }) => (sample === undefined ? [] : [sample])))];
  return [
    line(
      '',
      columns.map((column) => String(column)),
    ),
    ...rows.map((row) =>
      line(
        row,
        columns.map((column) => cell(`${row}${column}`)),
      ),
    ),
    ...samples.map((sample) => {
      const own = Object.entries(labware.layout).filter(([, each]) => each.sample === sample);
      const shown = own.slice(0, 12).map(([well]) => well);
      return `  ${sample}: ${shown.join(' ')}${own.length > shown.length ? ` and ${own.length - shown.length} more` : ''}`;
    }),
  ];
}
