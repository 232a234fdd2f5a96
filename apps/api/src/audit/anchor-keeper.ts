import { BackgroundLoop } from '@labwright/execution';
import { Database, anchored, listAnchorStates, notAnchored, readAuditHead } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiSettings } from '../api-settings';
import { putAnchor, shownTarget } from './anchor-target';

const DAY_MS = 86_400_000;
/** After a failure: twice as long after each, up to the second. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 5 * 60_000;

/**
 * Anchors the newest entry of the audit log outside of the database: at start, every day of wall time, and at the end of the process.
 *
 * Modes: waiting for the next day; waiting 5 s to 5 minutes after a failure, which is told in the log, in the health of the lab and by a
 * notification until it is over. Exits: shutdown, with one more anchor. A crash leaves out the last one; the next start anchors first.
 */
@Injectable()
export class AnchorKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: BackgroundLoop;
  private failures = 0;

  constructor(
    private readonly database: Database,
    private readonly settings: ApiSettings,
  ) {
    this.loop = new BackgroundLoop({
      name: 'audit anchor',
      everyMs: DAY_MS,
      work: async () => ((await this.anchor()) ? DAY_MS : this.retryMs),
      onError: (where, error) => this.settings.log(`${where}: ${error.message}`),
    });
  }

  onApplicationBootstrap(): void {
    if (this.settings.auditAnchor !== null) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.settings.auditAnchor === null) return;
    await this.loop.stop();
    await this.anchor();
  }

  private get retryMs(): number {
    return Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LAST_RETRY_MS);
  }

  /** Whether nothing is left to be anchored now. Never throws. */
  async anchor(): Promise<boolean> {
    const target = this.settings.auditAnchor;
    if (target === null) return true;
    const shown = shownTarget(target);
    try {
      const { sequence, hash } = await readAuditHead(this.database);
      if (sequence === 0) return true;
      const [known] = (await listAnchorStates(this.database)).filter((state) => state.target === shown);
      const time = new Date(await this.wallNow()).toISOString();
      // The same entry again says that nothing was added meanwhile, which is worth a line a day and none for each restart.
      const age = known?.anchoredAt ? Date.parse(time) - new Date(known.anchoredAt).getTime() : DAY_MS;
      if (known?.sequence === sequence && known.failingSince === null && age < DAY_MS / 2) return true;
      await putAnchor(target, { time, sequence, hash });
      await anchored(this.database, shown, sequence);
      this.failures = 0;
      return true;
    } catch (error) {
      const problem = (error as Error).message;
      this.failures += 1;
      this.settings.log(
        `WARNING: the audit log could not be anchored at ${shown}: ${problem}; it is tried again in ${this.retryMs / 1_000} s`,
      );
      await notAnchored(this.database, shown, problem).catch(() => undefined);
      return false;
    }
  }

  private wallNow(): Promise<Date> {
    return this.database.transaction((tx) => tx.wallNow());
  }
}
