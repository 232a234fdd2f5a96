import { LabError, hasCode, isTerminalRun, type LabErrorCode } from '@labwright/domain';
import { OperatorTaskEntity, PrincipalEntity, recordEvents, type ModelDecision, type Tx } from '@labwright/persistence';
import { createPrincipal } from './access';
import { adjustments, settleConsult } from './consult';
import { holdRun } from './hold-run';
import { loadStep, lockRun, type LockedRun } from './run-store';
import { screenGivenText } from './screen-given-text';

/** What a model said to a question, and where the record of the call is. */
export interface ModelSaid {
  readonly decision: ModelDecision;
  readonly adjust: readonly { readonly param: string; readonly value: number; readonly unit: string }[];
  readonly reason: string;
  /** Names of the readings that it relies on, of those that it was shown. */
  readonly readings: readonly string[];
  readonly model: string;
  readonly promptVersion: number;
  readonly callId: string;
  /** What it wants is more than was approved: in words, and the draft of a revision where one was made. */
  readonly beyond: { readonly why: string; readonly draft: string | null } | null;
}

/** There is no answer, and why, in words. */
export interface ModelSilent {
  readonly failure: string;
  readonly model: string | null;
  readonly promptVersion: number | null;
  readonly callId: string | null;
}

interface Question {
  readonly id: string;
  readonly taskId: string;
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly kind: 'consult' | 'advice';
}

/** Outside of what was approved, or of what can be adjusted at all. */
const BEYOND: readonly LabErrorCode[] = ['INPUT_INVALID', 'CONFLICT', 'UNIT_UNKNOWN', 'UNIT_KIND_MISMATCH'];

/**
 * Takes up what came of a question to the model, for the process that asked it, once. `continue`, and `adjust` inside what was approved, answer
 * the consult as a person would, under the name of the model. `stop`, and an adjustment beyond that, hold the run for a person; with `ask`,
 * without an answer, and with advice the task is the person's who has it anyway, and shows what was said, with the draft of a revision where more
 * is wanted than was approved. A task that a person has taken meanwhile is that person's. False when the question is no longer of this process.
 */
export async function takeUpModelAnswer(tx: Tx, questionId: string, by: string, answer: ModelSaid | ModelSilent): Promise<boolean> {
  const [found] = await tx.query<Question>(
    `select id, task_id as "taskId", run_id as "runId", step_instance_id as "stepInstanceId", kind from lab.model_questions where id = $1`,
    [questionId],
  );
  if (!found) return false;
  const run = await lockRun(tx, found.runId);
  const mine = await tx.query(`select 1 from lab.model_questions where id = $1 and status = 'asking' and claimed_by = $2 for update`, [
    questionId,
    by,
  ]);
  if (mine.length === 0) return false;
  if ('failure' in answer) await endQuestion(tx, found, answer, { status: 'no_answer', outcome: answer.failure });
  else await takeUp(tx, run, found, answer);
  return true;
}

async function takeUp(tx: Tx, run: LockedRun, question: Question, said: ModelSaid): Promise<void> {
  const actor = `model:${said.model}`;
  await screenGivenText(tx, { subject: 'answer', field: 'note', text: said.reason, runId: run.id, actor });
  const shown = (outcome: string, holdReason: string | null = null) =>
    endQuestion(tx, question, said, { status: 'shown', outcome, holdReason });
  const task = await tx.repository(OperatorTaskEntity).findOneByOrFail({ id: question.taskId });
  const draft = said.beyond?.draft ?? null;
  if (question.kind === 'advice')
    return shown(`it is advice; a person decides${draft === null ? '' : `; what it wants ${isDraft(draft)}`}`);
  if (isTerminalRun(run.state.status) || run.state.status === 'stopping') return shown('the run was over or stopping by then');
  if (task.status !== 'open') return shown(`a person had taken the task by then; it was ${task.status}`);
  if (said.decision === 'ask') return shown('it leaves that to a person');
  if (said.decision === 'stop') {
    const reason = `${task.title}: the model says stop: ${said.reason}`;
    await shown('a model stops no run; the run is held for a person', reason);
    return hold(tx, run, question, task.attempt, reason);
  }
  const why = said.beyond?.why ?? (await settle(tx, task, said, actor));
  if (why === null) return endQuestion(tx, question, said, { status: 'settled', outcome: '' });
  const way = draft === null ? 'a person decides' : `it ${isDraft(draft)}`;
  const reason = `${task.title}: the model wants more than was approved: ${why}; ${way}`;
  await shown(`${why}; ${way}`, reason);
  return hold(tx, run, question, task.attempt, reason);
}

function isDraft(draft: string): string {
  return `is draft ${draft} now, which needs an approval of its own`;
}

/** Null when the answer is applied; otherwise why it is not, and nothing has changed. */
async function settle(tx: Tx, task: OperatorTaskEntity, said: ModelSaid, actor: string): Promise<string | null> {
  const principal = await modelPrincipal(tx, said.model);
  if (principal === null) return `the principal "${said.model}" is disabled or no model's, so nothing is done in its name`;
  const adjust = Object.fromEntries(said.adjust.map(({ param, value, unit }) => [param, { value, unit }]));
  const choice = said.decision === 'adjust' ? 'adjust' : 'continue';
  try {
    await adjustments(tx, task, { choice, adjust });
  } catch (error) {
    if (!BEYOND.some((code) => hasCode(error, code))) throw error;
    return (error as LabError).message;
  }
  await settleConsult(tx, task, { principalId: principal, actor }, { choice, adjust, note: said.reason });
  return null;
}

/** What a model does is under a principal of its kind: it has no role, no key, and no right but to read. */
async function modelPrincipal(tx: Tx, name: string): Promise<string | null> {
  const known = await tx.repository(PrincipalEntity).findOneBy({ name });
  if (known) return known.kind === 'model' && known.disabledAt === null ? known.id : null;
  return (await createPrincipal(tx, name, 'model', [], 'system')).id;
}

/**
 * The lab holds the run, not the model: what was said is a reason to have a person look before anything else of it begins. A run that is paused
 * is held as well: a resume alone does not pass over it, and it is paused again after the answer.
 */
async function hold(tx: Tx, run: LockedRun, { stepInstanceId }: Question, attempt: number, reason: string): Promise<void> {
  const step = await loadStep(tx, stepInstanceId, attempt);
  await holdRun(tx, run, reason, 'system', step ? { step, about: 'run' } : null);
}

async function endQuestion(
  tx: Tx,
  question: Question,
  answer: ModelSaid | ModelSilent,
  end: { readonly status: 'settled' | 'shown' | 'no_answer'; readonly outcome: string; readonly holdReason?: string | null },
): Promise<void> {
  const said = 'failure' in answer ? null : answer;
  await tx.query(
    `update lab.model_questions set status = $2, outcome = $3, hold_reason = $4, decision = $5, adjust = $6::jsonb, reason = $7, readings = $8, model = $9,
       prompt_version = $10, call_id = $11, draft = $12, ended_at = clock_timestamp() where id = $1`,
    [
      ...[question.id, end.status, end.outcome, end.holdReason ?? null, said?.decision ?? null, JSON.stringify(said?.adjust ?? [])],
      ...[said?.reason ?? '', said?.readings ?? [], answer.model, answer.promptVersion, answer.callId, said?.beyond?.draft ?? null],
    ],
  );
  const { runId, stepInstanceId } = question;
  const data = {
    task: question.taskId,
    kind: question.kind,
    status: end.status,
    decision: said?.decision ?? null,
    reason: said?.reason ?? '',
    outcome: end.outcome,
    call: answer.callId,
    promptVersion: answer.promptVersion,
  };
  await recordEvents(tx, [
    { type: 'model.answered', actor: answer.model === null ? 'system' : `model:${answer.model}`, runId, stepInstanceId, data },
  ]);
}

/** Questions that nobody took up in time: a person decides. Gives how many. */
export async function closeOverdueQuestions(tx: Tx): Promise<number> {
  const late = await tx.query<Question>(
    `update lab.model_questions set status = 'no_answer', outcome = 'no answer came in time', ended_at = clock_timestamp()
     where ended_at is null and expires_at <= clock_timestamp()
     returning id, task_id as "taskId", run_id as "runId", step_instance_id as "stepInstanceId", kind`,
  );
  await recordEvents(
    tx,
    late.map(({ taskId, runId, stepInstanceId, kind }) => ({
      type: 'model.answered',
      actor: 'system',
      runId,
      stepInstanceId,
      data: { task: taskId, kind, status: 'no_answer', decision: null, outcome: 'no answer came in time' },
    })),
  );
  return late.length;
}
