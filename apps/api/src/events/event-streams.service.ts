import { hasCode } from '@labwright/domain';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { ApiSettings } from '../api-settings';
import { ProblemRaised, problemOf } from '../problem/problem';
import type { EventBatch } from './event-batch';
import { EventPulse } from './event-pulse';
import { EventTail } from './event-tail';
import { headFrame } from './stream-frame';

export interface StreamRequest {
  readonly runId: string | null;
  /** Cursor to go on after; null for what happens from now on. */
  readonly after: string | null;
}

/**
 * Server-sent events out of the record. Each stream pulls: it asks for a batch after its cursor, writes it, waits until the socket has taken
 * it, and asks again; when there is no more it sleeps until a pulse. So a slow client lags behind in the database and not in memory: a
 * stream holds one batch of 200 events at most, and shares that with all the streams that are at the same place.
 *
 * Exits of a stream: the client has gone; it took nothing for `streamStallMs` (dropped; it may come back with Last-Event-ID); the process
 * stops (the answer ends cleanly). A database that is away for a moment is waited for. A crash leaves nothing behind.
 */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();
  private stopped = false;

  constructor(
    private readonly tail: EventTail,
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
      let cursor = after ?? (await this.tail.newest());
      // A stream of one run looks for its events until it is at the end of the record, and then at everything that comes.
      let atEnd = runId === null || after === null;
      begin(response);
      await this.write(response, headFrame(cursor), end.signal);
      while (!end.signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const batch = await (atEnd || runId === null ? this.tail.after(cursor) : this.tail.ofRun(runId, cursor)).catch(nothingWhileAway);
        for (const piece of batch?.pieces(runId) ?? []) await this.write(response, piece, end.signal);
        cursor = batch?.last ?? cursor;
        atEnd = batch?.full === false || (atEnd && batch === null);
        if (batch?.full !== true) await this.sleep(response, woken, end.signal);
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
  private async write(response: Response, frame: string | Buffer, end: AbortSignal): Promise<void> {
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
function nothingWhileAway(error: unknown): EventBatch | null {
  if (hasCode(error, 'DATABASE_UNAVAILABLE')) return null;
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
