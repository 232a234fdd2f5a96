import { setTimeout as delay } from 'node:timers/promises';
import { Database, draftNews, listDraftEvents, type DraftEventRow } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { ApiSettings } from '../api-settings';
import { ProblemRaised, problemOf } from '../problem/problem';

/** Events read at once. */
const BATCH = 200;
/** Wall milliseconds between two looks. */
const LOOK_MS = 200;
const RETRY_MS = 1_000;
/** Streams of drafts open at the same time, in this process and of one principal. */
const MOST_STREAMS = 100;
const MOST_OF_ONE = 10;

export interface DraftStreamRequest {
  readonly draftId: string;
  /** Number of the event that it begins after. */
  readonly after: string;
  /** Principal who looks. */
  readonly watcher: string;
}

/**
 * What happens to a draft, as server-sent events out of its rows, so that it does not matter which process drafts, or whether anybody looks. It
 * begins after an event and ends when no model is at work and everything is told. A look is one small row, and events only where there are new ones.
 *
 * Exits: the draft has ended; the client has gone, or took nothing for `streamStallMs`; the process stops. A crash leaves nothing behind.
 */
@Injectable()
export class DraftStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<AbortController, string>();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly settings: ApiSettings,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopped = true;
    for (const stream of this.open.keys()) stream.abort();
  }

  /** Resolves when the stream is over. @throws ProblemRaised when there are too many */
  async serve(response: Response, { draftId, after, watcher }: DraftStreamRequest): Promise<void> {
    if (this.stopped || this.open.size >= MOST_STREAMS)
      throw tooMany(`there are ${MOST_STREAMS} streams of drafts already, or the process is stopping; try again in a moment`);
    if ([...this.open.values()].filter((each) => each === watcher).length >= MOST_OF_ONE)
      throw tooMany(`you look at ${MOST_OF_ONE} streams of drafts already; close one, and try again`);
    const end = new AbortController();
    this.open.set(end, watcher);
    const onClose = (): void => end.abort();
    response.once('close', onClose);
    try {
      // Not by express, which would add a character set.
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      await this.write(response, `: draft ${draftId}\nretry: ${RETRY_MS}\n\n`, end.signal);
      await this.follow(response, draftId, after, end.signal);
    } finally {
      this.open.delete(end);
      response.off('close', onClose);
      if (!response.destroyed) response.end();
    }
  }

  private async follow(response: Response, draftId: string, after: string, end: AbortSignal): Promise<void> {
    let cursor = after;
    let quietSince = performance.now();
    while (!end.aborted) {
      // Looked at before the events: whatever ended it is among those that are read then.
      const { working, newest } = await this.look(draftId, cursor);
      const isNew = BigInt(newest) > BigInt(cursor);
      const events = isNew ? await listDraftEvents(this.database, draftId, cursor, BATCH).catch((): DraftEventRow[] => []) : [];
      for (const event of events) await this.write(response, frame(event), end);
      cursor = events.at(-1)?.seq ?? cursor;
      if (events.length > 0) quietSince = performance.now();
      if (events.length === BATCH) continue;
      if (!working && (events.length > 0 || !isNew)) return;
      if (performance.now() - quietSince > this.settings.heartbeatMs) {
        quietSince = performance.now();
        await this.write(response, ': heartbeat\n\n', end);
      }
      await delay(LOOK_MS, undefined, { signal: end }).catch(() => undefined);
    }
  }

  /** While the database is away nothing is new, and nothing over. */
  private async look(draftId: string, cursor: string): Promise<{ readonly working: boolean; readonly newest: string }> {
    const news = await draftNews(this.database, draftId).catch(() => ({ working: true, newest: cursor }));
    return news ?? { working: false, newest: cursor };
  }

  /** Writes, and waits until the socket wants more. A client that takes nothing for too long is cut off. */
  private async write(response: Response, text: string, end: AbortSignal): Promise<void> {
    if (end.aborted || response.write(text)) return;
    const stop = AbortSignal.any([end, AbortSignal.timeout(this.settings.streamStallMs)]);
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        response.off('drain', settle);
        stop.removeEventListener('abort', settle);
        if (stop.aborted && !end.aborted) response.destroy();
        resolve();
      };
      response.once('drain', settle);
      stop.addEventListener('abort', settle, { once: true });
    });
  }
}

/** JSON has no line breaks of its own, so the data is one line. */
function frame({ seq, type, data, at }: DraftEventRow): string {
  return `event: ${type}\nid: ${seq}\ndata: ${JSON.stringify({ type, at, ...data })}\n\n`;
}

function tooMany(detail: string): ProblemRaised {
  return new ProblemRaised(problemOf(503, 'TOO_MANY_STREAMS', 'There are too many event streams', detail), { 'Retry-After': '5' });
}
