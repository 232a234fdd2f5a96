import { performance } from 'node:perf_hooks';
import { quarantineFor, type HealthTrouble } from '@labwright/domain';
import { quarantineInstrument } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import type { Log } from './log';

/** How often the time of the last word is written down, wall milliseconds. */
const WRITE_MS = 5_000;
/** Troubles kept; older ones decide nothing. */
const KEEP = 100;

/**
 * Health of one instrument as its bench agent sees it: when it last said anything, and what went wrong with it itself. Enough of that puts it
 * into quarantine, as soon as the database answers. A crash forgets the troubles counted; a hang or a wrong device is met again.
 */
export class HealthWatch {
  private heardAt: number | null = null;
  private written = Number.NEGATIVE_INFINITY;
  private troubles: HealthTrouble[] = [];
  /** Why it is to be put into quarantine, until that is stored. */
  private owed: string | null = null;

  constructor(
    private readonly instrumentId: string,
    private readonly services: {
      readonly database: Database;
      readonly log: Log;
      readonly actor: string;
      readonly onError: (where: string, error: Error) => void;
    },
  ) {}

  /** It said something, asked or not. */
  heard(): void {
    this.heardAt = performance.now();
  }

  /** Something went wrong with the instrument itself. Never throws: what cannot be stored now is stored by `write`. */
  async trouble(kind: HealthTrouble['kind'], what: string): Promise<void> {
    const at = performance.now();
    this.troubles = [...this.troubles, { kind, at, what }].slice(-KEEP);
    this.owed = quarantineFor(this.troubles, at) ?? this.owed;
    await this.pay().catch((error: Error) => this.services.onError(this.instrumentId, error));
  }

  /** Writes down what is not yet; call it every second. @throws LabError DATABASE_UNAVAILABLE */
  async write(): Promise<void> {
    await this.pay();
    const { heardAt } = this;
    const now = performance.now();
    if (heardAt === null || heardAt <= this.written || now - this.written < WRITE_MS) return;
    await this.services.database.query(
      `update lab.instruments set last_seen_at = clock_timestamp() - $2 * interval '1 millisecond' where id = $1`,
      [this.instrumentId, now - heardAt],
    );
    this.written = now;
  }

  private async pay(): Promise<void> {
    const reason = this.owed;
    if (reason === null) return;
    const { database, actor, log } = this.services;
    const done = await database.transaction((tx) => quarantineInstrument(tx, this.instrumentId, reason, actor));
    if (done) log.warn(this.instrumentId, `quarantined: ${reason}`);
    this.owed = null;
    // A person has looked, or will: what led here counts once.
    this.troubles = [];
  }
}
