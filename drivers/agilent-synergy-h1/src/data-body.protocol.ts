/*
 * What a read gives back, after the reply to `O`: a head, the wells as `row,column,value` in serpentine order with each row on a line of
 * its own, and a tail. Source: bodies published in PyLabRobot 598b58ff, `agilent/biotek/biotek_tests.py`.
 *
 *   01,1,<CR>000:00:00.0,228,01,01,+0.1917,01,02,+0.1225<CR><LF>
 *   ,02,02,+0.0925,02,01,+0.0802<CR><LF>
 *   228<SUB>041<SUB>0000<ETX>
 *
 * The three digits between the two SUB are the sum, modulo 256, of all bytes from the time up to and with the first SUB. That rule is not
 * published: it was found here and holds for all six published bodies.
 */

/** How values are written: `+0.1917`, or seven digits. */
export type ValueFormat = 'absorbance' | 'counts';

/** One well. Rows and columns count from 1. */
export interface BodyWell {
  readonly row: number;
  readonly column: number;
  /** AU or counts; null for `*******` and for what is no number. */
  readonly value: number | null;
  /** The seven characters as they came, where they are neither a number nor `*******`. */
  readonly text?: string;
}

/** One body, with everything that its bytes say. */
export interface DataBody {
  /** `01` in all published bodies, presumably the plate and the read. */
  readonly plate: string;
  readonly read: string;
  /** `000:00:00.0`. */
  readonly time: string;
  /** Number of the record: 228 absorbance, 227 fluorescence, 237 luminescence, 233 seen with counts. Not to be relied on. */
  readonly record: string;
  /** The same in the tail; a published fluorescence body has 227 in its head and 228 here. */
  readonly tailRecord: string;
  readonly format: ValueFormat;
  /** In the order of the wire. */
  readonly wells: readonly BodyWell[];
  /** `0000` when all went well. */
  readonly status: string;
}

export type BodyDecode = { readonly body: DataBody } | { readonly error: 'form' | 'checksum' };

const OVER_RANGE = '*******';
const SUB = '\x1a';
const ETX = '\x03';
/** Everything in front of the first SUB. */
const ROWS = /^(\d\d),(\d),\r(\d{3}:\d\d:\d\d\.\d),(\d{3}),([\s\S]*)\r\n(\d{3})$/;

/** The body as the device writes it. */
export function encodeBody(body: DataBody): Uint8Array {
  let rows = '';
  let row: number | null = null;
  for (const well of body.wells) {
    rows += row === null ? '' : well.row === row ? ',' : '\r\n,';
    rows += wellText(well, body.format);
    row = well.row;
  }
  const summed = `${body.time},${body.record},${rows}\r\n${body.tailRecord}${SUB}`;
  return latin1(`${body.plate},${body.read},\r${summed}${checksum(summed)}${SUB}${body.status}${ETX}`);
}

/** One well with its place, `01,01,+0.1917`: the bytes that a reading came from. */
export function encodeWell(well: BodyWell, format: ValueFormat): Uint8Array {
  return latin1(wellText(well, format));
}

/** Reads a whole body, from its first digit to its ETX. A body with one byte out of place is none. */
export function decodeBody(bytes: Uint8Array): BodyDecode {
  const text = Buffer.from(bytes).toString('latin1');
  const [front = '', sum = '', status = '', ...more] = text.slice(0, -1).split(SUB);
  const match = ROWS.exec(front);
  if (!match || more.length > 0 || !text.endsWith(ETX) || !/^\d{3}$/.test(sum) || !/^[0-9A-Za-z]{4}$/.test(status))
    return { error: 'form' };
  const [plate = '', read = '', time = '', record = '', rows = '', tailRecord = ''] = match.slice(1);
  if (sum !== checksum(front.slice(front.indexOf('\r') + 1) + SUB)) return { error: 'checksum' };
  const parts = rows.split('\r\n,').flatMap((line) => line.split(','));
  if (parts.length % 3 !== 0) return { error: 'form' };
  const wells: BodyWell[] = [];
  let format: ValueFormat = 'counts';
  for (let at = 0; at < parts.length; at += 3) {
    const [row = '', column = '', value = ''] = parts.slice(at, at + 3);
    if (!/^\d\d$/.test(row) || !/^\d\d$/.test(column) || value.length !== OVER_RANGE.length) return { error: 'form' };
    if (/^[+-]\d+\.\d+$/.test(value)) format = 'absorbance';
    wells.push({ row: Number(row), column: Number(column), ...readValue(value) });
  }
  const body: DataBody = { plate, read, time, record, tailRecord, format, wells, status };
  return Buffer.from(encodeBody(body)).equals(Buffer.from(bytes)) ? { body } : { error: 'form' };
}

/**
 * The wells of a rectangle in the order in which the carrier passes them: its first row left to right, the next one back, and so on.
 * It is the rectangle's first row that counts, not the plate's: a published body from B2 on starts with B2, B3, C3, C2.
 */
export function serpentine(wells: { firstRow: number; firstColumn: number; lastRow: number; lastColumn: number }): {
  row: number;
  column: number;
}[] {
  const order: { row: number; column: number }[] = [];
  for (let row = wells.firstRow; row <= wells.lastRow; row += 1) {
    const columns = Array.from({ length: wells.lastColumn - wells.firstColumn + 1 }, (_, index) => wells.firstColumn + index);
    const forth = (row - wells.firstRow) % 2 === 0;
    for (const column of forth ? columns : columns.reverse()) order.push({ row, column });
  }
  return order;
}

function readValue(text: string): Pick<BodyWell, 'value' | 'text'> {
  if (text === OVER_RANGE) return { value: null };
  const isNumber = /^[+-]\d+\.\d+$/.test(text) || /^-?\d+$/.test(text);
  return isNumber ? { value: Number(text) } : { value: null, text };
}

function wellText(well: BodyWell, format: ValueFormat): string {
  const place = `${String(well.row).padStart(2, '0')},${String(well.column).padStart(2, '0')}`;
  return `${place},${well.text ?? valueText(well.value, format)}`;
}

/** Always seven characters. */
function valueText(value: number | null, format: ValueFormat): string {
  if (value === null) return OVER_RANGE;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '+';
  const size = Math.abs(value);
  if (format === 'absorbance') return sign + size.toFixed(size < 9.99995 ? 4 : 3);
  return sign === '-' ? `-${String(Math.round(size)).padStart(6, '0')}` : String(Math.round(size)).padStart(7, '0');
}

function checksum(text: string): string {
  return String(latin1(text).reduce((sum, byte) => (sum + byte) % 256, 0)).padStart(3, '0');
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
