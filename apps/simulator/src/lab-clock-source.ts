import type { LabClockLine } from '@labwright/domain';
import { LabTime, leapLab, setLabScale, type Database, type PgListener } from '@labwright/persistence';

/** Where the line of lab time comes from. */
export interface LabClockSource {
  /** The line as it is now, on the wall clock of this machine. */
  readonly line: LabClockLine;
  /** Calls back with each new line; the function returned ends that. */
  onChange(callback: (line: LabClockLine) => void): () => void;
  /** Moves the time of the whole lab on to a moment, milliseconds since the epoch; never back. */
  leapTo(labMs: number): Promise<void>;
  close(): void;
}

/** Lab time as the database keeps it for all processes, in a lab that is simulated and runs at `scale` while it only waits. */
export async function labClockOf(database: Database, listener: PgListener, scale: number): Promise<LabClockSource> {
  await database.transaction((tx) => setLabScale(tx, scale));
  const labTime = await new LabTime(database).follow(listener);
  return {
    get line() {
      return labTime.localLine;
    },
    onChange: (callback) => labTime.onChange(() => callback(labTime.localLine)),
    leapTo: (labMs) => database.transaction((tx) => leapLab(tx, labMs)),
    close: () => labTime.close(),
  };
}
