import type { DriverReading } from '@labwright/domain';
import { recordEvents, type Database, type LabTime, type NewEvent } from '@labwright/persistence';
import type { ReadingContext } from './reading-sink';

/** A stream that is late by less is late because of the machine, wall milliseconds. */
const LATE_WALL_MS = 2_500;
/** So many intervals of telemetry without a reading are a gap. */
const LATE_INTERVALS = 4;

interface Seen {
  readonly wall: number;
  readonly lab: number;
}

/**
 * Gaps in the telemetry of one instrument: nobody may take a curve for whole that is not. A gap is recorded for the step whose stream it is when
 * the next reading comes; what the database does not take now goes with the next one. A crash forgets what came last: the change of the
 * link, which is recorded, tells of that gap.
 */
export class StreamWatch {
  private readonly last = new Map<string, Seen>();
  private owed: NewEvent[] = [];
  private storing: Promise<void> | null = null;

  constructor(
    private readonly instrumentId: string,
    private readonly services: {
      readonly database: Database;
      readonly labTime: Pick<LabTime, 'now' | 'wallNow'>;
      readonly onError: (where: string, error: Error) => void;
    },
  ) {}

  /** Readings came for these steps; `intervalMs` is how often they should, lab milliseconds. */
  see(readings: readonly DriverReading[], contexts: readonly ReadingContext[], intervalMs: number): void {
    const now = { wall: this.services.labTime.wallNow(), lab: this.services.labTime.now() };
    for (const { runId, stepInstanceId } of contexts)
      for (const name of new Set(readings.map((reading) => reading.name))) {
        const key = `${stepInstanceId} ${name}`;
        const before = this.last.get(key);
        this.last.set(key, now);
        if (!before || now.wall - before.wall < LATE_WALL_MS || now.lab - before.lab < LATE_INTERVALS * intervalMs) continue;
        const data = { name, fromLab: new Date(before.lab).toISOString(), labMs: now.lab - before.lab, wallMs: now.wall - before.wall };
        const actor = `instrument:${this.instrumentId}`;
        this.owed.push({ type: 'reading.gap', actor, runId, stepInstanceId, instrumentId: this.instrumentId, data });
      }
    for (const key of this.last.keys()) if (!contexts.some(({ stepInstanceId }) => key.startsWith(stepInstanceId))) this.last.delete(key);
    if (this.owed.length > 0) this.storing ??= this.store().finally(() => (this.storing = null));
  }

  private async store(): Promise<void> {
    const events = this.owed;
    this.owed = [];
    try {
      await this.services.database.transaction((tx) => recordEvents(tx, events));
    } catch (error) {
      this.owed = [...events, ...this.owed];
      this.services.onError(this.instrumentId, error as Error);
    }
  }
}
