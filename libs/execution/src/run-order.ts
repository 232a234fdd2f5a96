import { LabError, isTerminalRun } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { lockRun, wakeRun, wakeRunsWaitingAt } from './run-store';

/**
 * Gives a run another place in the queues of all instruments: by priority, then by start. What it has reserved it keeps.
 * @throws LabError NOT_FOUND, CONFLICT when it is over
 */
export async function setRunPriority(tx: Tx, runId: string, priority: number, reason: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (isTerminalRun(run.state.status)) {
    const over = `run ${runId} is ${run.state.status}; it waits for nothing any more`;
    throw new LabError('CONFLICT', over, { kind: 'run', id: runId, reason: over });
  }
  if (run.priority === priority) return;
  await tx.query(`update lab.runs set priority = $2 where id = $1`, [runId, priority]);
  await recordEvents(tx, [{ type: 'run.reordered', actor, runId, data: { from: run.priority, to: priority, reason } }]);
  await wakeRun(tx, runId);
  const places = await tx.query<{ instrument: string }>(
    `select distinct coalesce(p.instrument_id, s.instrument_id) as instrument from lab.step_instances s left join lab.places p on p.id = s.waiting_place
     where s.run_id = $1 and s.status = 'ready' and coalesce(p.instrument_id, s.instrument_id) is not null`,
    [runId],
  );
  // Runs that let it go first may now be first themselves.
  for (const { instrument } of places) wakeRunsWaitingAt(tx, instrument);
}
