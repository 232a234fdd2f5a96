import { ENTRY_FIELDS, type AuditEntry } from './entry';

/** First line of an export as CSV. */
export const CSV_HEADER = `${ENTRY_FIELDS.join(',')}\r\n`;
/** What a spreadsheet would take for a formula; an apostrophe in front keeps it a text, and comes off again when it is read. */
const FORMULA = /^[=+\-@\t\r']/;

export function ndjsonLine(entry: AuditEntry): string {
  return `${JSON.stringify(Object.fromEntries(ENTRY_FIELDS.map((field) => [field, entry[field]])))}\n`;
}

/** RFC 4180, every text in quotes; null is a field without quotes. */
export function csvLine(entry: AuditEntry): string {
  const cells = ENTRY_FIELDS.map((field) => {
    const value = entry[field];
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    return `"${(FORMULA.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  });
  return `${cells.join(',')}\r\n`;
}

/** An entry of an exported line of JSON. @throws Error when it is none */
export function entryOfJson(line: string): AuditEntry {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error('it is no object');
  return mustBeEntry(value as Record<string, unknown>);
}

/** An entry of the cells of a row of CSV; an empty cell without quotes is null. @throws Error when it is none */
export function entryOfCells(cells: readonly (string | null)[]): AuditEntry {
  if (cells.length !== ENTRY_FIELDS.length) throw new Error(`it has ${cells.length} fields, not ${ENTRY_FIELDS.length}`);
  const fields = ENTRY_FIELDS.map((field, i) => {
    const cell = cells[i] ?? null;
    if (field === 'sequence') return [field, cell !== null && /^\d{1,15}$/.test(cell) ? Number(cell) : cell] as const;
    return [field, cell?.startsWith("'") ? cell.slice(1) : cell] as const;
  });
  return mustBeEntry(Object.fromEntries(fields));
}

function mustBeEntry(value: Record<string, unknown>): AuditEntry {
  const unknown = Object.keys(value).find((name) => !ENTRY_FIELDS.some((field) => field === name));
  if (unknown !== undefined) throw new Error(`it has a field "${unknown.slice(0, 50)}" that entries do not have`);
  for (const field of ENTRY_FIELDS) {
    const given = value[field];
    const fits = field === 'sequence' ? Number.isSafeInteger(given) : typeof given === 'string' || (field === 'actorId' && given === null);
    if (!fits) throw new Error(`its field "${field}" is missing or of another kind`);
  }
  return value as unknown as AuditEntry;
}
