import { LabError } from '@labwright/domain';
import type { Tx } from '@labwright/persistence';
import { loadStep, lockRun } from './run-store';
import { troubleStep } from './settle-step';

interface Orphan {
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly attempt: number;
  readonly label: string | null;
}

/**
 * Called by the new owner of an instrument, before anything else is sent to it: attempts that ran under an older epoch have lost their
 * worker. Nobody knows whether their last command happened, so each is in doubt until the instrument has been asked.
 * Holds need nothing: the instrument keeps its state, and the timer is in the database. Gives the number of attempts in doubt.
 */
export async function recoverSteps(tx: Tx, instrumentId: string, epoch: number, actor: string): Promise<number> {
  const orphans = await tx.query<Orphan>(
    `select s.run_id as "runId", s.id as "stepInstanceId", s.attempt,
       (select c.label from lab.commands c where c.step_instance_id = s.id and c.attempt = s.attempt and c.outcome is null order by c.seq desc limit 1) as label
     from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt
     where s.instrument_id = $1 and s.status = 'running' and a.status = 'running' and a.epoch < $2`,
    [instrumentId, epoch],
  );
  let doubts = 0;
  for (const orphan of orphans) {
    // Its result may have been stored since the look, by a worker that lost only its lease.
    await lockRun(tx, orphan.runId);
    if ((await loadStep(tx, orphan.stepInstanceId, orphan.attempt))?.status !== 'running') continue;
    doubts += 1;
    const what = orphan.label ? `after it had begun to send ${orphan.label}, and no reply is recorded` : 'between two commands';
    const error = new LabError(
      'DRIVER_INTERRUPTED',
      `${instrumentId}: the bench agent ended ${what}`,
      { instrument: instrumentId, outcome: 'unknown', ...(orphan.label ? { command: orphan.label } : {}) },
      'after_reconcile',
    );
    await troubleStep(tx, { runId: orphan.runId, stepInstanceId: orphan.stepInstanceId, attempt: orphan.attempt, actor }, error);
  }
  return doubts;
}
