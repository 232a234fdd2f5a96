import { enqueue, type Tx } from '@labwright/persistence';
import { openRecovery, type RecoveryAbout } from './recovery-task';
import { changeRun, type LockedRun } from './run-store';
import { WakeUp, benchQueue } from './wake-up';

/** Holds a run: nothing more of it is dispatched until a person answers the recovery task that this opens. `about`: what is asked, and of which step. */
export async function holdRun(tx: Tx, run: LockedRun, reason: string, actor: string, about: RecoveryAbout | null = null): Promise<void> {
  await changeRun(tx, run, { type: 'hold', reason }, { type: 'run.held', actor, data: { reason } });
  if (run.state.status === 'held') await openRecovery(tx, run, reason, actor, about);
}

/** Tells the bench agents that work for a run to leave its steps. One that owns the instrument no more sends nothing anyway, and may never read it. */
export async function abortAgents(tx: Tx, runId: string): Promise<void> {
  const agents = await tx.query<{ agent: string }>(
    `select distinct i.agent from lab.step_instances s join lab.instruments i on i.id = s.instrument_id join lab.leases l on l.instrument_id = i.id
     where s.run_id = $1 and s.status = 'running' and l.expires_at > clock_timestamp()`,
    [runId],
  );
  for (const { agent } of agents) await enqueue(tx, benchQueue(agent), WakeUp.abort, { runId });
}
