import { Channel, latestEventCursor, readEvents, type Database, type PgListener, type RecordedEvent } from '@labwright/persistence';

/** Events in memory at once. */
const BATCH = 200;
/** Notifications get lost and the database may be away, wall milliseconds. */
const POLL_MS = 1_000;
/** An event is readable only once every older transaction is over, so a notification can be too early: look again after these, wall milliseconds. */
const LATER_MS = [5, 10, 20, 40, 80, 160, 320];

/** Takes one event; what it throws is tried again with the same event, as when the database went away. */
export type TakeEvent = (event: RecordedEvent) => Promise<void>;

/**
 * The record of the lab from now on, each event once and in its order.
 *
 * Modes: made -> begun (`begin`) -> following (`follow`) -> closed. One read at a time; a wish that comes meanwhile makes it look once more.
 * While the database is away it asks every second and goes on where it was. A crash leaves nothing behind, and nothing is caught up: the
 * next start begins at the newest event.
 */
export class EventFeed {
  #cursor: string | null = null;
  #wanted = false;
  #reading: Promise<void> | null = null;
  #closed = false;
  #away = false;
  #later: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;
  #unlisten: () => void = () => undefined;
  readonly #watchers: ((event: RecordedEvent) => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly take: TakeEvent,
    private readonly log: (line: string) => void,
  ) {}

  /** Tells of each event once it was taken, so that the record is read once for all. A watcher must not throw. */
  watch(watcher: (event: RecordedEvent) => void): void {
    this.#watchers.push(watcher);
  }

  /** Remembers the newest event; those after it are taken once following. */
  async begin(): Promise<void> {
    this.#cursor = await latestEventCursor(this.database);
  }

  follow(listener: PgListener): void {
    this.#unlisten = listener.on(Channel.events, () => this.#look(0));
    this.#poll = setInterval(() => this.#look(), POLL_MS);
    this.#poll.unref();
  }

  /** Resolves when the event in hand is done. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unlisten();
    if (this.#poll) clearInterval(this.#poll);
    if (this.#later) clearTimeout(this.#later);
    await this.#reading;
  }

  /** Reads what is there. `turn`: how often it was looked for the same notification and nothing was there. */
  #look(turn?: number): void {
    if (this.#closed) return;
    this.#wanted = true;
    this.#reading ??= this.#read(turn).finally(() => {
      this.#reading = null;
      if (this.#wanted) this.#look(turn);
    });
  }

  async #read(turn?: number): Promise<void> {
    let taken = 0;
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      try {
        const events = await readEvents(this.database, { after: this.#cursor, limit: BATCH });
        for (const event of events) {
          if (this.#closed) return;
          await this.take(event);
          this.#cursor = event.cursor;
          for (const watcher of this.#watchers) watcher(event);
        }
        taken += events.length;
        this.#wanted ||= events.length === BATCH;
        if (this.#away) this.log('the simulated lab follows the record again');
        this.#away = false;
      } catch (error) {
        if (!this.#away) this.log(`the simulated lab cannot read the record and tries again: ${(error as Error).message}`);
        this.#away = true;
        return;
      }
    }
    if (taken === 0 && turn !== undefined) this.#lookLater(turn);
  }

  #lookLater(turn: number): void {
    const wait = LATER_MS[turn];
    if (wait === undefined || this.#closed) return;
    if (this.#later) clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#look(turn + 1), wait);
  }
}
