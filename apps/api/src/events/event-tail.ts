import { Database, latestEventCursor, laterCursor, readEvents } from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import { EventBatch } from './event-batch';
import { EventPulse } from './event-pulse';
import { BEGINNING } from './event-view';

/** Events read at once. */
const BATCH = 200;
/** Reads kept for those who ask for the same between two pulses. */
const KEPT = 8;
/** Reads for streams at the same time; the other connections are for requests. */
const ABREAST = 4;

/**
 * Reads the record for the streams. Those that stand at the same place, which is nearly all of them nearly always, share one read for each
 * pulse and the bytes that came of it. A stream that catches up reads alone, at most four reads at a time.
 *
 * What was read is kept until the next pulse, and never more than eight batches. A crash leaves nothing behind.
 */
@Injectable()
export class EventTail {
  private readonly kept = new Map<string, Promise<EventBatch>>();
  private readonly queue: (() => void)[] = [];
  private beats = 0;
  private free = ABREAST;

  constructor(
    private readonly database: Database,
    private readonly pulse: EventPulse,
  ) {}

  /** The newest event there is; where the record begins when there is none. */
  newest(): Promise<string> {
    return this.inTurn(async () => (await latestEventCursor(this.database)) ?? BEGINNING);
  }

  /** Events of all runs after a cursor. */
  after(cursor: string): Promise<EventBatch> {
    return this.shared(cursor, async () => {
      const events = await readEvents(this.database, { after: cursor, limit: BATCH });
      return new EventBatch(events.at(-1)?.cursor ?? cursor, events.length === BATCH, events);
    });
  }

  /** Events of one run after a cursor. The last of them leaves a place near the end of the record, whenever the run has last done something. */
  ofRun(runId: string, cursor: string): Promise<EventBatch> {
    return this.shared(`${cursor} ${runId}`, async () => {
      // Looked up before: whatever is not later than this is in what is read after it.
      const newest = (await latestEventCursor(this.database)) ?? cursor;
      const events = await readEvents(this.database, { after: cursor, runId, limit: BATCH });
      const full = events.length === BATCH;
      const last = events.at(-1)?.cursor ?? cursor;
      return new EventBatch(full ? last : laterCursor(last, newest), full, events);
    });
  }

  private shared(key: string, read: () => Promise<EventBatch>): Promise<EventBatch> {
    if (this.beats !== this.pulse.beats) this.kept.clear();
    this.beats = this.pulse.beats;
    const known = this.kept.get(key);
    if (known) return known;
    const batch = this.inTurn(read);
    const forget = (): void => {
      if (this.kept.get(key) === batch) this.kept.delete(key);
    };
    this.kept.set(key, batch);
    batch.catch(forget);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return batch;
  }

  private async inTurn<T>(read: () => Promise<T>): Promise<T> {
    if (this.free === 0) await new Promise<void>((resolve) => this.queue.push(resolve));
    else this.free--;
    try {
      return await read();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.free++;
    }
  }
}
