import { LabError } from '@labwright/domain';
import { requestTest } from '@labwright/execution';
import { Channel, Database, PgListener, readTestRequest, type TestRequestRow } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../api-settings';

/** Wall milliseconds between two looks, for a notification that got lost. */
const LOOK_MS = 1_000;

/**
 * Asks the bench agent of an instrument to test it, and waits for the answer in the request's row. The wait is bounded; the request and
 * its answer stay in the database whatever becomes of the waiting caller.
 */
@Injectable()
export class InstrumentTests implements BeforeApplicationShutdown {
  private readonly stopped = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly listener: PgListener,
    private readonly settings: ApiSettings,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopped.abort();
  }

  /** The request, answered, or still pending when the time is over or `gone` fires. @throws LabError NOT_FOUND, CONFLICT */
  async test(instrument: string, actor: string, gone: AbortSignal): Promise<TestRequestRow> {
    const id = await this.database.transaction((tx) => requestTest(tx, instrument, actor));
    return this.until(
      () => this.read(instrument, id),
      ({ status }) => status !== 'pending',
      gone,
    );
  }

  /** A request's row as soon as it is settled, or as it is when the time is over or `gone` fires. */
  async until<Row>(read: () => Promise<Row>, settled: (row: Row) => boolean, gone: AbortSignal): Promise<Row> {
    const until = performance.now() + this.settings.testWaitMs;
    // Not AbortSignal.any: Node 20 may collect such a signal while somebody waits for it, and the wait would never end.
    const ends = [gone, this.stopped.signal];
    let look: () => void = () => undefined;
    const wake = (): void => look();
    const unlisten = this.listener.on(Channel.requests, wake);
    for (const end of ends) end.addEventListener('abort', wake, { once: true });
    try {
      for (;;) {
        // Armed before the read, so that an answer that comes during the read wakes the next round.
        const woken = new Promise<void>((resolve) => (look = resolve));
        const row = await read();
        const left = until - performance.now();
        if (settled(row) || left <= 0 || ends.some((end) => end.aborted)) return row;
        const timer = setTimeout(look, Math.min(LOOK_MS, left));
        await woken;
        clearTimeout(timer);
      }
    } finally {
      unlisten();
      for (const end of ends) end.removeEventListener('abort', wake);
    }
  }

  /** @throws LabError NOT_FOUND */
  async read(instrument: string, id: string): Promise<TestRequestRow> {
    const row = await readTestRequest(this.database, instrument, id);
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no test ${id} of ${instrument}`, { kind: 'test', id });
  }
}
