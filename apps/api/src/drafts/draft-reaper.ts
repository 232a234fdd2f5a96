import { Database, interruptSilentDrafts } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** Wall milliseconds between two looks. */
const LOOK_MS = 5_000;

/**
 * Interrupts drafts whose process is no more, at start and every 5 s, whether or not anybody looks at them. Every process of the API does; one
 * is enough. While the database is away there is nothing to be interrupted.
 */
@Injectable()
export class DraftReaper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.look();
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.looking;
  }

  private look(): void {
    this.looking = this.looking.then(() => interruptSilentDrafts(this.database)).catch(() => undefined);
  }
}
