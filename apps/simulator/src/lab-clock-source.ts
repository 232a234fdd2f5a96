import type { LabClockLine } from '@labwright/domain';
import { LabTime, PgListener, setLabScale, type Database } from '@labwright/persistence';

/** Where the line of lab time comes from. */
export interface LabClockSource {
  /** The line as it is now, on the wall clock of this machine. */
  readonly line: LabClockLine;
  /** Calls back with each new line; the function returned ends that. */
  onChange(callback: (line: LabClockLine) => void): () => void;
  close(): Promise<void>;
}

/** Lab time as the database keeps it for all processes, in a lab that is simulated and runs at `scale` while it only waits. */
export async function labClockOf(database: Database, scale: number): Promise<LabClockSource> {
  await database.transaction((tx) => setLabScale(tx, scale));
  const listener = new PgListener(database.url, 'labwright simulator listener');
  await listener.connect();
  const labTime = await new LabTime(database).follow(listener);
  return {
    get line() {
      return labTime.localLine;
    },
    onChange: (callback) => labTime.onChange(() => callback(labTime.localLine)),
    close: async () => {
      labTime.close();
      await listener.close();
    },
  };
}
