import { Channel, Database, PgListener, latestEventCursor } from '@labwright/persistence';
import { Injectable } from '@nestjs/common';

/** Wall milliseconds between two looks at the record, for all streams together. */
const LOOK_MS = 500;

/**
 * Tells the streams when there may be something new: at each notification, and when a look every 500 ms finds the record longer. The look
 * is needed because an event becomes readable only when every older transaction is over, and for that there is no notification.
 * It looks only while somebody waits. A crash leaves nothing behind.
 */
@Injectable()
export class EventPulse {
  private readonly waiting = new Set<() => void>();
  private unlisten: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private newest: string | null = null;

  constructor(
    private readonly database: Database,
    private readonly listener: PgListener,
  ) {}

  /** Calls back at each pulse. The function returned takes it back. */
  on(callback: () => void): () => void {
    this.waiting.add(callback);
    this.unlisten ??= this.listener.on(Channel.events, () => this.beat());
    this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
    return () => {
      this.waiting.delete(callback);
      if (this.waiting.size > 0) return;
      this.unlisten?.();
      this.unlisten = null;
      if (this.timer) clearInterval(this.timer);
      this.timer = null;
    };
  }

  get listeners(): number {
    return this.waiting.size;
  }

  private beat(): void {
    for (const callback of this.waiting) callback();
  }

  private async look(): Promise<void> {
    try {
      const newest = await latestEventCursor(this.database);
      if (newest === this.newest) return;
      this.newest = newest;
      this.beat();
    } catch {
      // Without the database there is nothing new; the next look comes soon.
    }
  }
}
