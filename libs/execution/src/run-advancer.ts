import { hasCode } from '@labwright/domain';
import type { Database } from '@labwright/persistence';
import { advanceRun } from './advance-run';

/** A worker's claim may change a step between the look and the change; then the look is taken once more. */
const TRIES = 5;

/** One advance in a transaction of its own. */
export async function advanceOnce(database: Database, runId: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.transaction((tx) => advanceRun(tx, runId));
    } catch (error) {
      if (!hasCode(error, 'CONFLICT') || tries >= TRIES) throw error;
    }
  }
}
