import type { DriverReading } from '@labwright/domain';
import { copyReadings, type Database, type LabTime, type NewReading } from '@labwright/persistence';
import { Batch } from './batch';

const FLUSH_MS = 200;
/** Of all instruments of the agent. */
const KEEP = 200_000;

/** Telemetry of all instruments of a bench agent; the result of a step goes with the step. */
export function telemetryBatch(database: Database, onError: (where: string, error: Error) => void): Batch<NewReading> {
  return new Batch({ name: 'readings', everyMs: FLUSH_MS, keep: KEEP, store: (rows) => copyReadings(database, rows), onError });
}

/** Where a reading belongs. */
export interface ReadingContext {
  readonly runId: string;
  readonly stepInstanceId: string;
}

/**
 * Telemetry of one instrument on its way into the database, in bulk every 200 ms. A crash loses what has not been flushed: telemetry, never
 * the result of a step.
 */
export class ReadingSink {
  constructor(
    private readonly batch: Batch<NewReading>,
    private readonly labTime: LabTime,
    private readonly instrument: { readonly id: string; readonly simulated: boolean },
    private readonly onStored: (count: number) => void = () => undefined,
  ) {}

  /** Gives readings their time and place, without storing them. In lab time they have the moment at which they were measured. */
  stamp(readings: readonly DriverReading[], { runId, stepInstanceId }: ReadingContext): readonly NewReading[] {
    const atWall = new Date(this.labTime.wallNow());
    const now = this.labTime.now();
    const { id: instrumentId, simulated } = this.instrument;
    // Each field by its name: a copy by spreading takes fifty times as long, and a burst of telemetry has thousands.
    return readings.map((reading): Record<keyof NewReading, unknown> & NewReading => ({
      name: reading.name,
      value: reading.value,
      unit: reading.unit,
      quality: reading.quality,
      target: reading.target,
      raw: reading.raw,
      well: reading.well,
      wavelength: reading.wavelength,
      commandId: reading.commandId,
      runId,
      stepInstanceId,
      instrumentId,
      simulated,
      atWall,
      atLab: new Date(now - (reading.lateMs ?? 0)),
    }));
  }

  /**
   * As `stamp`, for the result of a step. What of it waits here as telemetry too goes with the result: a row that is there already would have the
   * whole batch stored the slow way.
   */
  take(readings: readonly DriverReading[], context: ReadingContext): readonly NewReading[] {
    const taken = this.stamp(readings, context);
    const commands = new Set(taken.map(({ commandId }) => commandId));
    if (taken.length > 0) this.batch.remove((row) => commands.has(row.commandId) && taken.some((each) => isSame(each, row)));
    return taken;
  }

  /** Takes a result that could not be stored back as telemetry. */
  giveBack(readings: readonly NewReading[]): void {
    this.batch.add(readings, this.onStored);
  }

  add(readings: readonly DriverReading[], context: ReadingContext): void {
    this.batch.add(this.stamp(readings, context), this.onStored);
  }

  /** Never throws: what cannot be stored now is tried again. */
  flush(): Promise<void> {
    return this.batch.flush();
  }
}

/** What the record takes for one reading. */
function isSame(one: NewReading, other: NewReading): boolean {
  return (
    one.commandId === other.commandId &&
    one.stepInstanceId === other.stepInstanceId &&
    one.name === other.name &&
    (one.well ?? '') === (other.well ?? '') &&
    Buffer.compare(one.raw, other.raw) === 0
  );
}
