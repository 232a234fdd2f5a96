import { performance } from 'node:perf_hooks';
import { hasCode } from '@labwright/domain';
import { takeBack, type Database, type Tx } from '@labwright/persistence';
import { advanceRun } from './advance-run';
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
 * Settles a step in a transaction, and looks at its run in the same one where this process would do so right after the commit: one commit and one
 * lock less. A look that fails, then or with what it puts off to the end, takes nothing of the result with it: that is stored alone, the look is
 * asked for again, and `onFailedLook` told why. Gives how long it looked, wall milliseconds; null where it did not.
 * @throws what `settle` throws; LabError DATABASE_UNAVAILABLE
 */
export async function settleAndAdvance(
  database: Database,
  runId: string,
  settle: (tx: Tx) => Promise<void>,
  onFailedLook: (error: Error) => void,
): Promise<number | null> {
  let looks = false;
  try {
    return await database.transaction(async (tx) => {
      looks = false;
      await settle(tx);
      if (!takeBack(tx, RUNS_QUEUE, WakeUp.advance, { runId })) return null;
      looks = true;
      const begun = performance.now();
      await advanceRun(tx, runId).catch((cause: unknown) => {
        throw new LookFailed(cause instanceof Error ? cause.message : String(cause), { cause });
      });
      return performance.now() - begun;
    });
  } catch (error) {
    if (!looks || hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
    onFailedLook(error as Error);
    await database.transaction(settle);
    return null;
  }
}

/** Carries no code of Postgres, so that the whole is not tried again for the look's sake. */
class LookFailed extends Error {}
