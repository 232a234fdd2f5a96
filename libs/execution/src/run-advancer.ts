import { hasCode } from '@labwright/domain';
import { takeBack, type Database, type Tx } from '@labwright/persistence';
import { advanceRun } from './advance-run';
import { wakeRun } from './run-store';
import { RUNS_QUEUE, WakeUp } from './wake-up';

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

/**
 * Looks at a run in the transaction that has just settled a step of it, where this process would do so right after the commit: one commit and one
 * lock less. A look that fails leaves nothing behind, takes nothing of the result with it, and is asked for again. Gives whether it looked.
 */
export async function advanceAtOnce(tx: Tx, runId: string): Promise<boolean> {
  if (!takeBack(tx, RUNS_QUEUE, WakeUp.advance, { runId })) return false;
  if ((await tx.part(() => advanceRun(tx, runId))) === null) return true;
  await wakeRun(tx, runId);
  return false;
}
