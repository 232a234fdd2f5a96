import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  Database,
  listRunLabware,
  readingBatch,
  savedReadingBatch,
  type ExportRequest,
  type ExportedReading,
  type RunRow,
} from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { ApiSettings } from '../api-settings';
import { csvLine } from './csv';
import { TIDY_COLUMNS, tidyReading, type ExportSubject, type TidyReading } from './tidy-reading';

/** Rows read at once. With one batch and what the socket buffers, that is all the memory of an export. */
const BATCH = 500;
const FORMATS = {
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    head: csvLine(TIDY_COLUMNS),
    line: (row: TidyReading) => csvLine(TIDY_COLUMNS.map((column) => row[column])),
  },
  ndjson: { type: 'application/x-ndjson', head: '', line: (row: TidyReading) => `${JSON.stringify(row)}\n` },
} as const;
const SOURCES = { readings: readingBatch, 'saved-readings': savedReadingBatch } as const;

export interface ExportOrder extends Pick<ExportRequest, 'name' | 'from' | 'to'> {
  readonly of: keyof typeof SOURCES;
  readonly as: keyof typeof FORMATS;
  /** Only the head of the answer is wanted. */
  readonly headOnly: boolean;
}

/**
 * Readings of a run as a file. Like an event stream, an export pulls: it reads a batch, writes it, waits until the socket has taken it, and
 * reads on after the last row. No connection to Postgres is kept between two batches, so a hundred slow clients hold up nobody.
 *
 * Exits: all rows are written; the client has gone (no further batch is read); it took nothing for `streamStallMs`; the process stops, or
 * Postgres goes away. In the last three the connection is cut, so that half a file never looks like a whole one.
 */
@Injectable()
export class ReadingExports implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly open = new Set<Response>();

  constructor(
    private readonly database: Database,
    private readonly settings: ApiSettings,
  ) {}

  /** Exports under way. */
  get count(): number {
    return this.open.size;
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** Resolves when the file is written or its client has gone. @throws LabError DATABASE_UNAVAILABLE before the first byte */
  async send(response: Response, run: RunRow, { of, as, headOnly, ...filter }: ExportOrder): Promise<void> {
    const format = FORMATS[as];
    const subject = await this.subjectOf(run);
    const read = (after: string | null): Promise<ExportedReading[]> =>
      SOURCES[of](this.database, { runId: run.id, ...filter, after, limit: BATCH });
    // Before the head of the answer: an error now can still be told.
    const first = headOnly ? [] : await read(null);
    response.writeHead(200, {
      'Content-Type': format.type,
      'Content-Disposition': `attachment; filename="${run.protocol.name}-${run.id}-${of}.${as}"`,
      'X-Accel-Buffering': 'no',
    });
    if (headOnly) return void response.end();
    const text = async function* (): AsyncGenerator<string> {
      if (format.head !== '') yield format.head;
      for (let rows = first; rows.length > 0; rows = rows.length < BATCH ? [] : await read(rows.at(-1)?.id ?? null))
        yield rows.map((row) => format.line(tidyReading(subject, row))).join('');
    };
    response.setTimeout(this.settings.streamStallMs, () => response.destroy());
    this.open.add(response);
    try {
      await pipeline(Readable.from(text(), { highWaterMark: 1 }), response, { signal: this.stopping.signal });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ABORT_ERR') throw error;
    } finally {
      this.open.delete(response);
    }
  }

  private async subjectOf({ id, protocol, startedLab }: RunRow): Promise<ExportSubject> {
    const layouts = new Map((await listRunLabware(this.database, id)).map(({ name, layout }) => [name, layout]));
    return {
      run: id,
      protocol: `${protocol.name} ${protocol.version}`,
      startedLab,
      wellOf: (labware, well) => layouts.get(labware)?.[well] ?? null,
    };
  }
}
