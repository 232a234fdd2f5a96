import { BackgroundLoop, policyInForce } from '@labwright/execution';
import { Database, recordEvents, removeExpired, type Removed } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiSettings } from '../api-settings';

const DAY_MS = 86_400_000;
/** When more is old than one pass may take. */
const SOON_MS = 60_000;
/** Of each kind in one transaction, and transactions of one pass. */
const [MOST, PASSES] = [5_000, 20];

/**
 * Removes what the site policy keeps no longer: words that were said, what instruments said outside of runs, notifications that are over. At
 * start and every day of wall time; what was removed is an act of the audit log. Several APIs may do it at once: each removes what is left.
 *
 * Modes: waiting for the next day, or a minute where more was old than a pass takes. Exit: shutdown, between two transactions. A crash
 * leaves the rest for the next start.
 */
@Injectable()
export class RetentionKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: BackgroundLoop;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly settings: ApiSettings,
  ) {
    this.loop = new BackgroundLoop({
      name: 'retention',
      everyMs: DAY_MS,
      work: async () => ((await this.pass()) ? DAY_MS : SOON_MS),
      onError: (where, error) => this.settings.log(`${where}: ${error.message}`),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
  }

  /** Whether nothing is left that is too old. */
  async pass(): Promise<boolean> {
    for (let i = 0; i < PASSES && !this.stopping; i += 1) {
      const removed = await this.remove();
      if (Object.values(removed).every((n) => n < MOST)) return true;
    }
    return false;
  }

  private remove(): Promise<Removed> {
    return this.database.transaction(async (tx) => {
      const { policy, version } = await policyInForce(tx);
      const removed = await removeExpired(tx, policy.retention, MOST);
      if (Object.values(removed).some((n) => n > 0))
        await recordEvents(tx, [{ type: 'policy.retained', actor: 'system', data: { version, removed, days: policy.retention } }]);
      return removed;
    });
  }
}
