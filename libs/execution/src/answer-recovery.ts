import { LabError, transitionRun, type RecoveryChoice } from '@labwright/domain';
import { OperatorTaskEntity, listStepQuestions, type Tx } from '@labwright/persistence';
import type { NestClaim } from './confirm-places';
import type { Acting } from './operator-tasks';
import { closeRecoveries } from './recovery-task';
import { answerRun } from './run-control';
import { lockRun } from './run-store';
import { screenGivenText } from './screen-given-text';
import { answerStep, dropReason, goOnIfAnswered } from './step-answers';

/** A person's answer to a recovery task. */
export interface RecoveryGiven {
  readonly choice: RecoveryChoice;
  /** What was seen. */
  readonly note: string;
  /** What is in each nest of the instrument, where the choice asks for it. */
  readonly places?: readonly NestClaim[] | undefined;
}

/**
 * Answers one recovery task, which settles what it asks; with the last one the run goes on, or ends. Whoever has claimed it answers, or
 * anybody of its role while nobody has.
 * @throws LabError NOT_FOUND, ACCESS_FORBIDDEN, CONFLICT (it is answered already, is another's, does not offer this choice, or the labware is
 *   elsewhere), STATE_EVENT_NOT_ALLOWED (the run is not held), INPUT_INVALID (it does not say where the labware is)
 */
export async function answerRecovery(tx: Tx, taskId: string, by: Acting, given: RecoveryGiven): Promise<void> {
  const found = await tx.repository(OperatorTaskEntity).findOneBy({ id: taskId });
  if (!found)
    throw new LabError('NOT_FOUND', `there is no task ${taskId}; GET /v1/tasks lists them`, { kind: 'operator task', id: taskId });
  const run = await lockRun(tx, found.runId);
  const task = await tx.repository(OperatorTaskEntity).findOneByOrFail({ id: taskId });
  const refuse = (reason: string) =>
    new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
  const { recovery } = task;
  if (!recovery) throw refuse(`it is no recovery task; ${task.kind === 'consult' ? 'answer' : 'complete'} it instead`);
  if (!by.roles.includes(task.role))
    throw new LabError('ACCESS_FORBIDDEN', `task "${task.title}" is for the role ${task.role}`, { needed: [task.role], has: by.roles });
  if (task.status !== 'open' && task.status !== 'claimed') throw refuse(`it is ${task.status} already`);
  if (task.claimedBy !== null && task.claimedBy !== by.principalId) throw refuse('another person has claimed it');
  const offered = recovery.options.map((option) => option.choice);
  if (!offered.includes(given.choice)) throw refuse(`"${given.choice}" is no answer to it; answer ${offered.join(', ')}`);
  const { choice, note, places } = given;
  await screenGivenText(tx, { subject: 'answer', field: 'note', text: note, runId: run.id, actor: by.actor });
  const { actor } = by;
  if (choice === 'abort') {
    await closeRecoveries(tx, run.id, { task: taskId }, { choice, note, actor });
    return answerRun(tx, run.id, choice, actor, note);
  }
  transitionRun(run.state, { type: 'answer' });
  const questions = await listStepQuestions(tx, run.id);
  if (recovery.asksStep && questions.some(({ id }) => id === task.stepInstanceId)) {
    await answerStep(tx, task.stepInstanceId, choice === 'redo' ? 'retry' : choice, note, actor, places);
    return;
  }
  await closeRecoveries(tx, run.id, { task: taskId }, { choice, note, actor });
  await dropReason(tx, run, recovery.reason);
  await goOnIfAnswered(tx, run, actor, questions.length === 0, { choice, note });
}
