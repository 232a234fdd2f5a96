import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure, ExitCode } from '../exit-code';
import type { ApiClient } from './api-client';
import { eventFrames } from './event-frames';
import type { Event } from './generated/events';

/** Wall milliseconds without a byte after which a connection counts as lost; the API sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export interface EventStreamOptions {
  readonly run?: string | undefined;
  /** Cursor to begin after; `0` for everything that ever happened; from now on where absent. */
  readonly after?: string | undefined;
  readonly signal: AbortSignal;
  /** Called when the connection is lost, with the reason, and when it is back, with null. */
  readonly onConnection?: (lost: string | null) => void;
  /** Wall milliseconds without a connection after which it gives up; for ever where absent. */
  readonly patienceMs?: number;
}

/**
 * Events in their order, each once, over any number of connections: a lost one is opened again after the last event that was seen
 * (`Last-Event-ID`). Ends with the signal. A first connection that fails, and what the API refuses (401, 404 ...), is not tried again.
 * @throws CommandFailure
 */
export async function* eventStream(api: ApiClient, options: EventStreamOptions): AsyncGenerator<Event> {
  const { signal, onConnection = () => undefined, patienceMs = Number.POSITIVE_INFINITY } = options;
  let cursor = options.after;
  let opened = false;
  const seen = new RecentCursors();
  let lostSince: number | null = null;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const request = { query: { run: options.run }, header: { 'Last-Event-ID': cursor } };
      const response = await api.open('streamEvents', request, signal);
      if (lostSince !== null) onConnection(null);
      opened = true;
      lostSince = null;
      pause = FIRST_PAUSE_MS;
      for await (const frame of eventFrames(api.pieces(response, { silenceMs: SILENCE_MS, signal }))) {
        if (frame.id !== null && frame.id !== '') cursor = frame.id;
        if (frame.data !== null && (frame.id === null || seen.isNew(frame.id))) yield JSON.parse(frame.data) as Event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!opened || isRefusal(error)) throw error;
      if (lostSince === null) onConnection(error instanceof Error ? error.message : String(error));
    }
    if (signal.aborted) return;
    lostSince ??= performance.now();
    if (performance.now() - lostSince > patienceMs)
      throw new CommandFailure(ExitCode.unreachable, `${api.connection.url} has not answered for ${Math.round(patienceMs / 1000)} s`);
    await delay(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** A stream of this process's own limit (503) and a lab that restarts are waited for. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof CommandFailure)) return false;
  const status = error.problem?.['status'];
  return typeof status === 'number' && status < 500;
}

/** The API may send events again that happened shortly before a connection; the last thousand are remembered. */
class RecentCursors {
  private readonly known = new Set<string>();

  isNew(cursor: string): boolean {
    if (this.known.has(cursor)) return false;
    this.known.add(cursor);
    const [oldest] = this.known;
    if (this.known.size > 1_000 && oldest !== undefined) this.known.delete(oldest);
    return true;
  }
}
