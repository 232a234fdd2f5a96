import { hasCode } from '@labwright/domain';
import { Database, latestEventCursor, readEvents } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { ApiSettings } from '../api-settings';
import { ProblemRaised, problemOf } from '../problem/problem';
import { EventPulse } from './event-pulse';
import { BEGINNING } from './event-view';
import { eventFrame, headFrame } from './stream-frame';

/** Events read at once. With one batch and what the socket buffers, that is all the memory of a stream. */
const BATCH = 200;

export interface StreamRequest {
  readonly runId: string | null;
  /** Cursor to go on after; null for what happens from now on. */
  readonly after: string | null;
}

/**
 * Server-sent events out of the record. Each stream pulls: it reads a batch after its cursor, writes it, waits until the socket has taken
 * it, and reads on; when there is no more it sleeps until a pulse. So a slow client lags behind in the database and not in memory.
 *
 * Exits of a stream: the client has gone; it took nothing for `streamStallMs` (dropped; it may come back with Last-Event-ID); the process
 * stops (the answer ends cleanly). A database that is away for a moment is waited for. A crash leaves nothing behind.
 */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly pulse: EventPulse,
    private readonly settings: ApiSettings,
  ) {}

  get count(): number {
    return this.open.size;
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
    for (const stream of this.open) stream.abort();
  }

  /** Resolves when the stream is over. @throws ProblemRaised when there are too many; LabError DATABASE_UNAVAILABLE before the first byte */
  async serve(response: Response, { runId, after }: StreamRequest): Promise<void> {
    if (this.stopped || this.open.size >= this.settings.maxStreams) throw tooMany(this.settings.maxStreams);
    const end = new AbortController();
    this.open.add(end);
    let wake: () => void = () => undefined;
    const unpulse = this.pulse.on(() => wake());
    const onClose = (): void => end.abort();
    response.once('close', onClose);
    end.signal.addEventListener('abort', () => wake(), { once: true });
    try {
      let cursor = after ?? (await latestEventCursor(this.database)) ?? BEGINNING;
      begin(response);
      await this.write(response, headFrame(cursor), end.signal);
      while (!end.signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const events = await readEvents(this.database, { after: cursor, runId, limit: BATCH }).catch(silentWhileAway);
        for (const event of events) await this.write(response, eventFrame(event), end.signal);
        cursor = events.at(-1)?.cursor ?? cursor;
        if (events.length < BATCH) await this.sleep(response, woken, end.signal);
      }
    } finally {
      unpulse();
      this.open.delete(end);
      response.off('close', onClose);
      if (response.headersSent && !response.destroyed) response.end();
    }
  }

  /** Waits for a pulse, and says that it is still there when none comes. */
  private async sleep(response: Response, woken: Promise<void>, end: AbortSignal): Promise<void> {
    let over = false;
    void woken.then(() => (over = true));
    while (!over && !end.aborted) {
      let timer: NodeJS.Timeout | undefined;
      const heartbeat = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.settings.heartbeatMs)));
      await Promise.race([woken, heartbeat]);
      clearTimeout(timer);
      if (!over && !end.aborted) await this.write(response, ': heartbeat\n\n', end);
    }
  }

  /** Writes, and waits until the socket wants more. A client that takes nothing for too long is cut off. */
  private async write(response: Response, frame: string, end: AbortSignal): Promise<void> {
    if (end.aborted || response.write(frame)) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        clearTimeout(stall);
        response.off('drain', settle);
        end.removeEventListener('abort', settle);
        resolve();
      };
      const stall = setTimeout(() => {
        response.destroy();
        settle();
      }, this.settings.streamStallMs);
      response.once('drain', settle);
      end.addEventListener('abort', settle, { once: true });
    });
  }
}

/** While the database is away the stream stays open and silent. */
function silentWhileAway(error: unknown): never[] {
  if (hasCode(error, 'DATABASE_UNAVAILABLE')) return [];
  throw error;
}

function begin(response: Response): void {
  // Not by express, which would add a character set.
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
}

function tooMany(limit: number): ProblemRaised {
  const detail = `there are ${limit} event streams already, or the process is stopping; try again in a moment`;
  return new ProblemRaised(problemOf(503, 'TOO_MANY_STREAMS', 'There are too many event streams', detail), { 'Retry-After': '5' });
}
