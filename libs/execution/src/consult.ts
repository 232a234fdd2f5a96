import { LabError, toCanonical, type Quantity, type QuantityKind } from '@labwright/domain';
import { OperatorTaskEntity, paceLab, recordEvents, type ConsultAnswer, type Tx } from '@labwright/persistence';
import { liftModelHold } from './model-hold';
import type { Acting } from './operator-tasks';
import { cancelRun } from './run-control';
import { lockRun } from './run-store';
import { screenGivenText } from './screen-given-text';
import { succeedStep } from './settle-step';

/** What a person answers to a consult. */
export interface ConsultRequest {
  readonly choice: ConsultAnswer['choice'];
  /** New values by parameter, in any unit of its kind; only with `adjust`. */
  readonly adjust: Readonly<Record<string, Quantity>>;
  readonly note: string;
}

/**
 * Answers a consult that the person has claimed: go on, go on with other parameters inside the bounds that were approved, or stop the run.
 * The answer and every adjustment with its old value are in the record; conditions use the new value from now on.
 * @throws LabError NOT_FOUND, ACCESS_FORBIDDEN, CONFLICT (another person has it; a parameter was adjusted often enough), INPUT_INVALID
 *   (outside of the bounds, or not adjustable here), UNIT_UNKNOWN, UNIT_KIND_MISMATCH
 */
export async function answerConsult(tx: Tx, taskId: string, by: Acting, request: ConsultRequest): Promise<void> {
  const task = await lockConsult(tx, taskId, by);
  await settleConsult(tx, task, by, request);
  if (request.choice !== 'stop') await liftModelHold(tx, task, by.actor, request);
}

/**
 * Applies an answer to the open or claimed consult of a run that is locked; whoever calls this has seen to it that `by` may answer.
 * @throws LabError CONFLICT, INPUT_INVALID, UNIT_UNKNOWN, UNIT_KIND_MISMATCH, as `answerConsult`; nothing is written then
 */
export async function settleConsult(
  tx: Tx,
  task: OperatorTaskEntity,
  by: Pick<Acting, 'principalId' | 'actor'>,
  request: ConsultRequest,
): Promise<void> {
  const adjusted = await adjustments(tx, task, request);
  for (const { param, from, to } of adjusted) {
    await tx.query(`insert into lab.adjustments (run_id, task_id, param, old_value, new_value, made_by) values ($1, $2, $3, $4, $5, $6)`, [
      task.runId,
      task.id,
      param,
      from,
      to,
      by.principalId,
    ]);
    await recordEvents(tx, [
      {
        type: 'run.adjusted',
        actor: by.actor,
        runId: task.runId,
        stepInstanceId: task.stepInstanceId,
        data: { param, from, to, task: task.id },
      },
    ]);
  }
  const answer: ConsultAnswer = { choice: request.choice, adjusted };
  await tx.query(
    `update lab.operator_tasks set status = 'completed', answer = $2::jsonb, note = $3, completed_by = $4, completed_at = clock_timestamp(),
       completed_lab = lab.lab_now() where id = $1`,
    [task.id, JSON.stringify(answer), request.note, by.principalId],
  );
  await recordEvents(tx, [
    {
      type: 'task.answered',
      actor: by.actor,
      runId: task.runId,
      stepInstanceId: task.stepInstanceId,
      data: { task: task.id, title: task.title, choice: request.choice, note: request.note },
    },
  ]);
  await screenGivenText(tx, { subject: 'answer', field: 'note', text: request.note, runId: task.runId, actor: by.actor });
  await succeedStep(tx, { runId: task.runId, stepInstanceId: task.stepInstanceId, attempt: task.attempt, actor: by.actor });
  if (request.choice === 'stop') await cancelRun(tx, task.runId, by.actor, `stopped at "${task.title}": ${request.note}`);
  await paceLab(tx);
}

async function lockConsult(tx: Tx, taskId: string, by: Acting): Promise<OperatorTaskEntity> {
  const found = await tx.repository(OperatorTaskEntity).findOneBy({ id: taskId });
  if (!found)
    throw new LabError('NOT_FOUND', `there is no task ${taskId}; GET /v1/tasks lists them`, { kind: 'operator task', id: taskId });
  await lockRun(tx, found.runId);
  const task = await tx.repository(OperatorTaskEntity).findOneByOrFail({ id: taskId });
  const refuse = (reason: string): LabError =>
    new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
  if (task.kind !== 'consult') throw refuse('it asks for no answer; complete it with its evidence');
  if (!by.roles.includes(task.role))
    throw new LabError('ACCESS_FORBIDDEN', `task "${task.title}" is for the role ${task.role}`, { needed: [task.role], has: by.roles });
  if (task.status !== 'claimed') throw refuse(task.status === 'open' ? 'claim it first' : `it is ${task.status} already`);
  if (task.claimedBy !== by.principalId) throw refuse('another person has claimed it');
  return task;
}

/** The adjustments that an answer makes, each checked against what was approved. @throws LabError as `settleConsult` */
export async function adjustments(
  tx: Tx,
  task: OperatorTaskEntity,
  { choice, adjust }: Pick<ConsultRequest, 'choice' | 'adjust'>,
): Promise<ConsultAnswer['adjusted']> {
  const names = Object.keys(adjust);
  if (choice !== 'adjust' && names.length > 0)
    throw new LabError('INPUT_INVALID', `values are given, but the answer is "${choice}"; answer "adjust" to use them`, {
      path: '/adjust',
    });
  if (choice === 'adjust' && names.length === 0)
    throw new LabError('INPUT_INVALID', 'the answer "adjust" names at least one parameter and its new value', {
      path: '/adjust',
      allowed: task.adjust.map(({ param }) => param),
    });
  const [run] = await tx.query<{
    kinds: Record<string, QuantityKind>;
    params: Record<string, number>;
    made: Record<string, number[]> | null;
  }>(
    `select plan->'scope'->'params' as kinds, plan->'canonicalParameters' as params, (select jsonb_object_agg(param, vals) from (select param, jsonb_agg(new_value order by id) as vals
       from lab.adjustments where run_id = r.id group by param) a) as made from lab.runs r where id = $1`,
    [task.runId],
  );
  return names.map((param) => {
    const path = `/adjust/${param}`;
    const bounds = task.adjust.find((each) => each.param === param);
    const allowed = task.adjust.map((each) => each.param);
    if (!bounds)
      throw new LabError('INPUT_INVALID', `"${param}" cannot be adjusted here; the approval allows: ${allowed.join(', ') || 'nothing'}`, {
        path,
        allowed,
      });
    const kind = run?.kinds[param];
    const asked = adjust[param];
    const to = kind && asked ? toCanonical(kind, asked) : Number.NaN;
    if (!(to >= bounds.min && to <= bounds.max)) {
      const way = 'anything else is another protocol, which needs an approval of its own';
      throw new LabError('INPUT_INVALID', `"${param}" may be ${bounds.min} to ${bounds.max}, not ${to}; ${way}`, {
        path,
        allowed: [`${bounds.min} to ${bounds.max}`],
      });
    }
    const made = run?.made?.[param] ?? [];
    if (made.length >= bounds.times) {
      const reason = `"${param}" has been adjusted ${made.length} time(s), and ${bounds.times} are approved`;
      throw new LabError('CONFLICT', reason, { kind: 'run', id: task.runId, reason });
    }
    return { param, from: made.at(-1) ?? run?.params[param] ?? Number.NaN, to };
  });
}
