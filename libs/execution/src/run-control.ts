import { RecoveryChoice } from '@labwright/domain';
import { ProtocolEntity, RunEntity, listStepQuestions, paceLab, type Tx } from '@labwright/persistence';
import { applyAnswer } from './apply-answer';
import { doesNotCompile } from './compile-failure';
import { holdsNow } from './compile-for-lab';
import type { NestClaim } from './confirm-places';
import { abortAgents } from './hold-run';
import { confirmBeforeAgain } from './needed-places';
import { cancelRecoveries, closeRecoveries } from './recovery-task';
import { needAuthority } from './run-authority';
import { screenGivenText } from './screen-given-text';
import { changeRun, loadOpenSteps, lockRun, wakeDispatched, wakeRun, type StepRow } from './run-store';

/**
 * Starts a run that is ready. Policy and lists may have changed since it was made, so its protocol is screened again.
 * @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED, APPROVAL_MISSING, PROTOCOL_DOES_NOT_COMPILE with what holds it
 */
export async function startRun(tx: Tx, runId: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (run.state.status === 'ready') {
    await needAuthority(tx, runId);
    await needClear(tx, runId);
  }
  await changeRun(tx, run, { type: 'start' }, { type: 'run.started', actor });
  await wakeRun(tx, runId);
  await paceLab(tx);
}

async function needClear(tx: Tx, runId: string): Promise<void> {
  const { protocolHash: hash } = await tx.repository(RunEntity).findOneByOrFail({ id: runId });
  const { name, version, document } = await tx.repository(ProtocolEntity).findOneByOrFail({ hash });
  const holds = await holdsNow(tx, document);
  if (holds.length > 0) throw doesNotCompile(`${name} ${version} is held by the policy in force now; a biosafety officer decides`, holds);
}

/** Operations in progress are finished; no other is started. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED */
export async function pauseRun(tx: Tx, runId: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  await changeRun(tx, run, { type: 'pause' }, { type: 'run.paused', actor });
}

/** @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED: a held run wants an answer, not a resume */
export async function resumeRun(tx: Tx, runId: string, actor: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (run.state.status === 'paused') await needAuthority(tx, runId);
  await changeRun(tx, run, { type: 'resume' }, { type: 'run.resumed', actor });
  await wakeDispatched(tx, { run: runId });
  await wakeRun(tx, runId);
  await paceLab(tx);
}

/** Ends a run from any state that is not final: at once when nothing has begun, otherwise by way of `stopping`. */
export async function cancelRun(tx: Tx, runId: string, actor: string, reason: string): Promise<void> {
  const run = await lockRun(tx, runId);
  await screenGivenText(tx, { subject: 'note', field: 'note', text: reason, runId, actor });
  const first = run.state.status !== 'stopping';
  await changeRun(
    tx,
    run,
    { type: 'cancel' },
    { type: run.state.status === 'ready' ? 'run.ended' : 'run.stopping', actor, data: { reason } },
  );
  if (!first) return;
  await cancelRecoveries(tx, runId, actor);
  await abortAgents(tx, runId);
  if (run.state.status === 'cancelled')
    await tx.query(`update lab.step_instances set status = 'cancelled', ended_at = clock_timestamp() where run_id = $1`, [runId]);
  await wakeRun(tx, runId);
}

/** Answers to a held run as a whole. */
export const HoldAnswer = RecoveryChoice;
export type HoldAnswer = RecoveryChoice;

/**
 * A person's answer to a held run, after a look at the instrument: its steps in doubt are done again, taken as done, or skipped (a
 * deviation), and the run goes on; or the run is stopped. Steps that failed with a known outcome are ready and start again by themselves.
 * `places`: what is in each nest of the instruments, needed where operations that have to do with labware are done again.
 * @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED, CONFLICT when a step cannot be repeated, INPUT_INVALID when it does not say where the labware is
 */
export async function answerRun(
  tx: Tx,
  runId: string,
  choice: HoldAnswer,
  actor: string,
  note: string,
  places?: readonly NestClaim[],
): Promise<void> {
  const run = await lockRun(tx, runId);
  if (choice === 'abort') {
    await closeRecoveries(tx, runId, 'all', { choice, note, actor });
    return cancelRun(tx, runId, actor, note);
  }
  await screenGivenText(tx, { subject: 'answer', field: 'note', text: note, runId, actor });
  if (run.state.status === 'held') await needAuthority(tx, runId);
  await changeRun(tx, run, { type: 'answer' }, { type: 'run.answered', actor, data: { choice, note } });
  const asked = new Set((await listStepQuestions(tx, runId)).map(({ id }) => id));
  const steps = (await loadOpenSteps(tx, runId)).filter(({ id }) => asked.has(id));
  const again: StepRow[] = [];
  for (const step of steps) {
    // One answer for all of them: a failure that is known was no success, whatever became of the others.
    const known = step.status !== 'in_doubt';
    if (choice === 'happened' && known) {
      if (step.windowMissed !== 'asked') continue;
    } else if (choice === 'skip' || choice === 'happened') {
      await applyAnswer(tx, run, step, choice, note, actor);
      continue;
    }
    await applyAnswer(tx, run, step, choice === 'redo' || known ? 'retry' : 'not_happened', note, actor);
    again.push(step);
  }
  if (choice !== 'happened') await confirmBeforeAgain(tx, again, places, actor);
  await closeRecoveries(tx, runId, 'all', { choice, note, actor });
  await wakeDispatched(tx, { run: runId });
  await wakeRun(tx, runId);
  await paceLab(tx);
}
