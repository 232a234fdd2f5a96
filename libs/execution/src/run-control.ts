import { listStepQuestions, paceLab, type Tx } from '@labwright/persistence';
import { applyAnswer } from './apply-answer';
import { abortAgents } from './hold-run';
import { changeRun, loadOpenSteps, lockRun, wakeRun } from './run-store';

/** Starts a run that is ready. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED */
export async function startRun(tx: Tx, runId: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  await changeRun(tx, run, { type: 'start' }, { type: 'run.started', actor });
  await wakeRun(tx, runId);
  await paceLab(tx);
}

/** Operations in progress are finished; no other is started. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED */
export async function pauseRun(tx: Tx, runId: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  await changeRun(tx, run, { type: 'pause' }, { type: 'run.paused', actor });
}

/** @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED: a held run wants an answer, not a resume */
export async function resumeRun(tx: Tx, runId: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  await changeRun(tx, run, { type: 'resume' }, { type: 'run.resumed', actor });
  await wakeRun(tx, runId);
  await paceLab(tx);
}

/** Ends a run from any state that is not final: at once when nothing has begun, otherwise by way of `stopping`. */
export async function cancelRun(tx: Tx, runId: string, actor: string, reason: string): Promise<void> {
  const run = await lockRun(tx, runId);
  const first = run.state.status !== 'stopping';
  await changeRun(
    tx,
    run,
    { type: 'cancel' },
    { type: run.state.status === 'ready' ? 'run.ended' : 'run.stopping', actor, data: { reason } },
  );
  if (!first) return;
  await abortAgents(tx, runId);
  if (run.state.status === 'cancelled')
    await tx.query(`update lab.step_instances set status = 'cancelled', ended_at = clock_timestamp() where run_id = $1`, [runId]);
  await wakeRun(tx, runId);
}

export const HoldAnswer = { redo: 'redo', skip: 'skip', happened: 'happened', abort: 'abort' } as const;
export type HoldAnswer = (typeof HoldAnswer)[keyof typeof HoldAnswer];

/**
 * A person's answer to a held run, after a look at the instrument: its steps in doubt are done again, taken as done, or skipped (a
 * deviation), and the run goes on; or the run is stopped. Steps that failed with a known outcome are ready and start again by themselves.
 * @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED, CONFLICT when a step cannot be repeated
 */
export async function answerRun(tx: Tx, runId: string, choice: HoldAnswer, actor: string, note: string): Promise<void> {
  if (choice === 'abort') return cancelRun(tx, runId, actor, note);
  const run = await lockRun(tx, runId);
  await changeRun(tx, run, { type: 'answer' }, { type: 'run.answered', actor, data: { choice, note } });
  const asked = new Set((await listStepQuestions(tx, runId)).map(({ id }) => id));
  for (const step of await loadOpenSteps(tx, runId)) {
    if (!asked.has(step.id)) continue;
    // One answer for all of them: a failure that is known was no success, whatever became of the others.
    if (choice === 'happened' && step.status !== 'in_doubt') continue;
    await applyAnswer(tx, run, step, choice === 'redo' ? 'retry' : choice, note, actor);
  }
  await wakeRun(tx, runId);
  await paceLab(tx);
}
