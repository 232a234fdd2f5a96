import type { DriverReading } from '@labwright/domain';
import { insertReadings, type Database, type LabTime, type NewReading } from '@labwright/persistence';

const FLUSH_MS = 200;
const KEEP = 50_000;

/** Where a reading belongs. */
export interface ReadingContext {
  readonly runId: string;
  readonly stepInstanceId: string;
}

/**
 * Telemetry on its way into the database, in bulk every 200 ms. While the database is away it is kept, up to 50,000 readings; the
 * number of those lost beyond that is told. A crash loses what has not been flushed: telemetry, never the result of a step.
 */
export class ReadingSink {
  private waiting: NewReading[] = [];
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly labTime: LabTime,
    private readonly instrument: { readonly id: string; readonly simulated: boolean },
    private readonly onError: (where: string, error: Error) => void,
    private readonly onStored: (count: number) => void = () => undefined,
  ) {}

  /** Gives readings their time and place, without storing them. */
  stamp(readings: readonly DriverReading[], context: ReadingContext): readonly NewReading[] {
    const atWall = new Date(this.labTime.wallNow());
    const atLab = new Date(this.labTime.now());
    const { id: instrumentId, simulated } = this.instrument;
    return readings.map((reading) => ({ ...reading, ...context, instrumentId, simulated, atWall, atLab }));
  }

  add(readings: readonly DriverReading[], context: ReadingContext): void {
    this.waiting.push(...this.stamp(readings, context));
    const lost = this.waiting.length - KEEP;
    if (lost > 0) {
      this.waiting.splice(0, lost);
      this.onError(`readings of ${this.instrument.id}`, new Error(`${lost} readings are lost: the database has been away for too long`));
    }
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, FLUSH_MS);
  }

  /** Never throws: what cannot be stored now is tried again. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(async () => {
      const batch = this.waiting;
      if (batch.length === 0) return;
      this.waiting = [];
      try {
        await this.database.transaction((tx) => insertReadings(tx, batch));
        this.onStored(batch.length);
      } catch (error) {
        this.waiting = [...batch, ...this.waiting];
        this.onError(`readings of ${this.instrument.id}`, error as Error);
        this.timer ??= setTimeout(() => {
          this.timer = null;
          void this.flush();
        }, 1_000);
      }
    });
    return this.flushing;
  }
}
