export type CopyValue = string | number | boolean | Date | Uint8Array | null | undefined;

const SPECIAL = /[\\\t\n\r]/;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Rows in the text form of Postgres' COPY (its manual, "File Formats: Text"): tabs between, `\N` for what is not there, bytes as hex. */
export function copyText(rows: readonly (readonly CopyValue[])[]): string {
  let text = '';
  for (const row of rows) {
    let between = '';
    for (const value of row) {
      text += between + field(value);
      between = '\t';
    }
    text += '\n';
  }
  return text;
}

function field(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return SPECIAL.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (c) => ESCAPED[c] ?? c) : value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  return String(value);
}
