import { isTerminalRun, isTerminalStep } from '@labwright/domain';
import { labNow, paceLab, recordEvents, startTimer, type Tx } from '@labwright/persistence';
import { dispatchStep } from './dispatch-step';
import { openTask } from './open-task';
import { releasePlaces, reservePlaces, type Waiting } from './reservation';
import { changeRun, changeStep, loadSteps, lockRun, type LockedRun, type StepRow } from './run-store';
import { stopRun } from './stop-run';

const ACTOR = 'system';

/**
 * Looks what of a run can go on, and lets it: one transaction under the lock of the run. Makes steps ready whose predecessors are over,
 * reserves what they need, and dispatches them; opens operator tasks; ends the run when every step is over. Calling it once more changes
 * nothing, so that wake-ups may come twice or late. @throws LabError NOT_FOUND, CONFLICT (a worker claimed a step meanwhile: call again)
 */
export async function advanceRun(tx: Tx, runId: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (isTerminalRun(run.state.status)) return;
  const steps = await loadSteps(tx, runId);
  if (run.state.status === 'stopping') await stopRun(tx, run, steps);
  else if (run.state.status === 'running') await goOn(tx, run, steps);
  await paceLab(tx);
}

async function goOn(tx: Tx, run: LockedRun, steps: readonly StepRow[]): Promise<void> {
  const over = new Set(steps.filter((s) => isTerminalStep(s.status)).map((s) => s.stepId));
  for (const step of steps) {
    if (step.status === 'pending' && step.definition.after.every((id) => over.has(id))) {
      await changeStep(tx, step, 'prerequisites_met', { type: 'step.ready', actor: ACTOR });
    }
    if (step.status === 'ready') await begin(tx, run, step);
  }
  if (over.size < steps.length) return;
  await changeRun(tx, run, { type: 'finish' }, { type: 'run.ended', actor: ACTOR });
  await releasePlaces(tx, run.id, 'all', ACTOR);
}

async function begin(tx: Tx, run: LockedRun, step: StepRow): Promise<void> {
  const waiting = (await unavailable(tx, step)) ?? (await reservePlaces(tx, run, step, ACTOR));
  if (waiting) return wait(tx, step, waiting);
  switch (step.definition.kind) {
    case 'operation':
      return dispatchStep(tx, step);
    case 'operator':
      await changeStep(tx, step, 'task_opened', null);
      return openTask(tx, step, step.definition, ACTOR);
    case 'wait': {
      await changeStep(tx, step, 'wait_begun', { type: 'step.started', actor: ACTOR });
      const dueLab = new Date((await labNow(tx)).getTime() + step.definition.waitMs);
      return startTimer(tx, { kind: 'wait_over', runId: run.id, stepInstanceId: step.id, attempt: step.attempt, dueLab });
    }
  }
}

/** Instruments that are away or out of service get no steps; the step waits and says so. */
async function unavailable(tx: Tx, step: StepRow): Promise<Waiting | null> {
  if (step.instrumentId === null) return null;
  const [row] = await tx.query<{ service: string; serviceReason: string; link: string; linkReason: string }>(
    `select service, service_reason as "serviceReason", link, link_reason as "linkReason" from lab.instruments where id = $1`,
    [step.instrumentId],
  );
  if (!row) return { reason: `${step.instrumentId} is not registered`, place: null };
  if (row.service !== 'available') return { reason: `${step.instrumentId} is ${row.service}: ${row.serviceReason}`, place: null };
  if (row.link !== 'online') return { reason: `${step.instrumentId} is ${row.link}: ${row.linkReason}`, place: null };
  return null;
}

async function wait(tx: Tx, step: StepRow, { reason, place }: Waiting): Promise<void> {
  if (step.waitingFor === reason) return;
  await tx.query(`update lab.step_instances set waiting_for = $2, waiting_place = $3 where id = $1`, [step.id, reason, place]);
  await recordEvents(tx, [
    {
      type: 'step.waiting',
      actor: ACTOR,
      runId: step.runId,
      stepInstanceId: step.id,
      instrumentId: step.instrumentId,
      data: { step: step.stepId, for: reason },
    },
  ]);
}
