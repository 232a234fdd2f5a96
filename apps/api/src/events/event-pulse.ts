import { Channel, Database, PgListener, latestEventCursor } from '@labwright/persistence';
import { Injectable } from '@nestjs/common';

/** Wall milliseconds between two looks at the record, for all streams together. */
const LOOK_MS = 500;
/** Wall milliseconds between two pulses for each stream that waits: 100 for a thousand of them, who could not write more often anyway. */
const GAP_MS_A_STREAM = 0.1;

/**
 * Tells the streams when there may be something new: at each notification, and when a look every 500 ms finds the record longer. The look
 * is needed because an event becomes readable only when every older transaction is over, and for that there is no notification.
 * It looks only while somebody waits. Notifications that come close together are one pulse. A crash leaves nothing behind.
 */
@Injectable()
export class EventPulse {
  private readonly waiting = new Set<() => void>();
  private unlisten: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private newest: string | null = null;
  private count = 0;
  private lastAt = -Infinity;
  private late: NodeJS.Timeout | null = null;

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
      if (this.late) clearTimeout(this.late);
      this.timer = null;
      this.late = null;
    };
  }

  /** Pulses so far: what was read before another one may lack what it tells. */
  get beats(): number {
    return this.count;
  }

  get listeners(): number {
    return this.waiting.size;
  }

  private beat(): void {
    if (this.late) return;
    const wait = this.lastAt + this.waiting.size * GAP_MS_A_STREAM - performance.now();
    if (wait > 0) {
      this.late = setTimeout(() => {
        this.late = null;
        this.beat();
      }, wait).unref();
      return;
    }
    this.lastAt = performance.now();
    this.count++;
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
