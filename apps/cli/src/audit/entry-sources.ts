import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CSV_HEADER, CsvRows, entryOfCells, entryOfJson, type AuditEntry, type ChainHead } from '@labwright/audit';
import type { ApiClient } from '../api/api-client';
import { usageError } from '../exit-code';

/** Entries that are asked for at once. */
const PAGE = 2_000;

/** Entries of a lab after number `after`, page by page, until there are no more. */
export async function* entriesOfLab(api: ApiClient, after: number): AsyncGenerator<AuditEntry> {
  for (let last = String(after), more = true; more;) {
    const { items, next } = await api.call('listAudit', { query: { after: last, limit: PAGE } });
    yield* items;
    last = next ?? last;
    more = next !== null;
  }
}

/** A line of a file that is no entry. */
export class NoEntry extends Error {}

/**
 * Entries of an exported file, NDJSON or CSV by how it begins; one line in memory at a time.
 * @throws CommandFailure when it cannot be read; NoEntry naming the line
 */
export async function* entriesOfFile(file: string): AsyncGenerator<AuditEntry> {
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 16 });
  const opened = new Promise<Error | null>((resolve) => {
    stream.once('error', resolve);
    stream.once('open', () => resolve(null));
  });
  const error = await opened;
  if (error) throw usageError(`${file} cannot be read: ${error.message}`);
  let first = '';
  for await (const text of createReadStream(file, { encoding: 'utf8', end: CSV_HEADER.length - 1 })) first += String(text);
  if (first === CSV_HEADER) yield* csvEntries(stream);
  else yield* ndjsonEntries(stream);
}

async function* ndjsonEntries(stream: NodeJS.ReadableStream): AsyncGenerator<AuditEntry> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text !== '') yield parsed(line, () => entryOfJson(text));
  }
}

async function* csvEntries(stream: AsyncIterable<unknown>): AsyncGenerator<AuditEntry> {
  const rows = new CsvRows();
  let row = 0;
  function* entries(cells: readonly (readonly (string | null)[])[]): Generator<AuditEntry> {
    for (const each of cells) {
      row += 1;
      // The first is the header.
      if (row > 1) yield parsed(row, () => entryOfCells(each));
    }
  }
  for await (const text of stream) yield* entries(rows.push(String(text)));
  yield* entries(rows.end());
}

function parsed(line: number, entry: () => AuditEntry): AuditEntry {
  try {
    return entry();
  } catch (error) {
    throw new NoEntry(`line ${line} is no entry: ${(error as Error).message}`);
  }
}

/** What a lab says its newest entry is. */
export async function headOfLab(api: ApiClient): Promise<ChainHead & { readonly protected: boolean }> {
  return api.call('readAuditHead');
}
