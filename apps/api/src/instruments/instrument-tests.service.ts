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
    const over = AbortSignal.any([AbortSignal.timeout(this.settings.testWaitMs), gone, this.stopped.signal]);
    let look: () => void = () => undefined;
    const unlisten = this.listener.on(Channel.requests, () => look());
    over.addEventListener('abort', () => look(), { once: true });
    try {
      for (;;) {
        // Armed before the read, so that an answer that comes during the read wakes the next round.
        const woken = new Promise<void>((resolve) => (look = resolve));
        const row = await this.read(instrument, id);
        if (row.status !== 'pending' || over.aborted) return row;
        const timer = setTimeout(look, LOOK_MS);
        await woken;
        clearTimeout(timer);
      }
    } finally {
      unlisten();
    }
  }

  /** @throws LabError NOT_FOUND */
  async read(instrument: string, id: string): Promise<TestRequestRow> {
    const row = await readTestRequest(this.database, instrument, id);
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no test ${id} of ${instrument}`, { kind: 'test', id });
  }
}
