import { LabError } from '@labwright/domain';
import { OperatorTaskEntity, recordEvents, type Tx } from '@labwright/persistence';
import { faultAt, type CheckedEvidence, type EvidenceFault, type EvidenceInput } from './evidence';

/** Who brings or accepts a photo. */
interface Bringing {
  readonly principalId: string;
  readonly actor: string;
}

/** A photo that is to be looked at by a model, against what its evidence expects. */
export interface WaitingCheck {
  readonly id: string;
  readonly photo: string;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Buffer;
  /** What the step expects to be seen. */
  readonly expect: string;
  readonly instruction: string;
  readonly step: string;
  readonly runId: string;
  readonly stepInstanceId: string;
  /** Principal who brought the photo. */
  readonly askedBy: string;
}

/** What came of a check. */
export type CheckResult =
  | {
      readonly verdict: 'pass' | 'fail' | 'unsure';
      readonly quality: 'good' | 'poor' | 'unusable';
      readonly observations: readonly string[];
      readonly provider: string;
      readonly model: string;
      readonly promptVersion: number;
      readonly callId: string;
    }
  /** Nobody looked but people: why, and the call where there was one. */
  | { readonly problem: string; readonly callId: string | null };

/** A check that did not pass, of a photo with which its task was completed before: nobody accepted it, and a person has to look. */
export interface LateVerdict {
  readonly check: string;
  readonly taskId: string;
  readonly photo: string;
  readonly verdict: 'fail' | 'unsure';
  readonly observations: readonly string[];
  /** Of the people who do the task. */
  readonly role: string;
  readonly title: string;
  readonly runId: string;
  readonly stepInstanceId: string;
}

/** Tries of one check; after that a person looks alone. */
const MOST_TRIES = 3;
/** A check whose process died is taken up by another one after this, which is more than a call may take; wall seconds. */
const TAKEN_S = 900;

/**
 * Asks for a look at a photo that is to be evidence of a task, once. Nothing waits for it. Once somebody has claimed the task, only they bring photos.
 * @param evidenceId which, or null where the task asks for one photo only
 * @throws LabError NOT_FOUND, CONFLICT when the task is over or another person's, INPUT_INVALID when it asks for no such photo
 */
export async function askPhotoCheck(tx: Tx, taskId: string, evidenceId: string | null, photo: string, by: Bringing): Promise<string> {
  const task = await tx.repository(OperatorTaskEntity).findOneBy({ id: taskId });
  if (!task)
    throw new LabError('NOT_FOUND', `there is no operator task ${taskId}; GET /v1/tasks lists them`, { kind: 'operator task', id: taskId });
  if (task.status !== 'open' && task.status !== 'claimed') {
    const reason = `it is ${task.status} and takes no photo any more`;
    throw new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
  }
  if (task.claimedBy !== null && task.claimedBy !== by.principalId) {
    const reason = 'another person has claimed it; they bring its photo, or release it first';
    throw new LabError('CONFLICT', `task "${task.title}": ${reason}`, { kind: 'operator task', id: task.id, reason });
  }
  const photos = task.evidence.filter(({ kind }) => kind === 'photo').map(({ id }) => id);
  const wanted = evidenceId ?? (photos.length === 1 ? photos[0] : undefined);
  if (wanted === undefined || !photos.includes(wanted)) {
    const asks = photos.length === 0 ? 'it asks for no photo' : `say in "evidence" which photo it is: ${photos.join(' or ')}`;
    throw new LabError('INPUT_INVALID', `task "${task.title}": ${asks}`, { path: '/evidence' });
  }
  await insertCheck(tx, task.id, wanted, photo, by.principalId);
  return wanted;
}

async function insertCheck(tx: Tx, taskId: string, evidenceId: string, photo: string, principalId: string): Promise<void> {
  await tx.query(`insert into lab.photo_checks (task_id, evidence_id, photo, asked_by) values ($1, $2, $3, $4) on conflict do nothing`, [
    taskId,
    evidenceId,
    photo,
    principalId,
  ]);
}

/** Takes the check that waits longest, or null. Another process may take it up again when this one dies. */
export async function takePhotoCheck(tx: Tx): Promise<WaitingCheck | null> {
  await tx.query(
    `update lab.photo_checks set status = 'unavailable', problem = 'the check was begun ' || tries || ' times and never came to an end' where status = 'waiting'
       and tries >= $1 and tried_at < clock_timestamp() - $2 * interval '1 second'`,
    [MOST_TRIES, TAKEN_S],
  );
  const [row] = await tx.query<WaitingCheck>(
    `with taken as (
       update lab.photo_checks set tries = tries + 1, tried_at = clock_timestamp() where id = (
         select id from lab.photo_checks where status = 'waiting' and tries < $1 and (tried_at is null or tried_at < clock_timestamp() - $2 * interval '1 second')
         order by asked_at limit 1 for update skip locked) returning *)
     select c.id, c.photo, p.media_type as "mediaType", p.bytes, t.instruction, s.step_id as step, t.run_id as "runId", t.step_instance_id as "stepInstanceId",
       c.asked_by as "askedBy",
       coalesce((select e->>'prompt' from jsonb_array_elements(t.evidence) e where e->>'id' = c.evidence_id limit 1), '') as expect
     from taken c join lab.photos p on p.sha256 = c.photo join lab.operator_tasks t on t.id = c.task_id
     join lab.step_instances s on s.id = t.step_instance_id`,
    [MOST_TRIES, TAKEN_S],
  );
  return row ?? null;
}

/**
 * Writes down what came of a check. It completes no task and releases no step. One that is settled already stays as it is.
 * @returns a verdict that has to be told to people, because the task that rests on the photo is completed; null otherwise
 */
export async function settlePhotoCheck(tx: Tx, check: WaitingCheck, result: CheckResult): Promise<LateVerdict | null> {
  const seen = 'verdict' in result ? result : null;
  const problem = 'problem' in result ? result.problem.slice(0, 2_000) : '';
  const settled = await tx.query(
    `update lab.photo_checks set status = $2, verdict = $3, quality = $4, observations = $5::jsonb, problem = $6, provider = $7, model = $8,
       prompt_version = $9, call_id = $10, checked_at = clock_timestamp() where id = $1 and status = 'waiting' returning id`,
    [
      check.id,
      seen ? 'checked' : 'unavailable',
      seen?.verdict ?? null,
      seen?.quality ?? null,
      JSON.stringify(seen?.observations ?? []),
      problem,
      seen?.provider ?? '',
      seen?.model ?? '',
      seen?.promptVersion ?? null,
      result.callId,
    ],
  );
  if (settled.length === 0) return null;
  const { id, photo, runId, stepInstanceId } = check;
  const { task, evidence, late, rests, role, title } = await standingOf(tx, id);
  const data = { task, evidence, photo, verdict: seen?.verdict ?? null, problem, late };
  await recordEvents(tx, [{ type: 'photo.checked', actor: 'system', runId, stepInstanceId, data }]);
  if (!rests || seen === null || seen.verdict === 'pass') return null;
  return { check: id, taskId: task, photo, verdict: seen.verdict, observations: seen.observations, role, title, runId, stepInstanceId };
}

interface Standing {
  readonly task: string;
  readonly evidence: string;
  readonly role: string;
  readonly title: string;
  readonly late: boolean;
  /** Its task was completed with this photo, which nobody accepted with a reason. */
  readonly rests: boolean;
}

/** Asked after the check is locked, so that a completion that held it is seen. */
async function standingOf(tx: Tx, checkId: string): Promise<Standing> {
  const [row] = await tx.query<Standing>(
    `select c.task_id as task, c.evidence_id as evidence, t.role, t.title, t.status = 'completed' as late,
       t.status = 'completed' and c.accepted_by is null and exists (select 1 from lab.evidence e where e.task_id = t.id and e.evidence_id = c.evidence_id
         and e.value = to_jsonb(c.photo)) as rests
     from lab.photo_checks c join lab.operator_tasks t on t.id = c.task_id where c.id = $1`,
    [checkId],
  );
  return row!;
}

interface KnownCheck {
  readonly id: string;
  readonly evidence: string;
  readonly photo: string;
  readonly verdict: 'pass' | 'fail' | 'unsure' | null;
  readonly observations: readonly string[];
}

async function checksOf(tx: Tx, taskId: string): Promise<readonly KnownCheck[]> {
  return tx.query<KnownCheck>(
    `select id, evidence_id as evidence, photo, verdict, observations from lab.photo_checks where task_id = $1 for update`,
    [taskId],
  );
}

/**
 * Faults of photos in which the model saw something else than the step expects, or could not see it, and that nobody accepts with a reason. One
 * that was not looked at yet, or cannot be, is no fault: nothing waits for a model.
 */
export async function doubtfulPhotos(
  tx: Tx,
  task: Pick<OperatorTaskEntity, 'id'>,
  evidence: readonly CheckedEvidence[],
  given: readonly EvidenceInput[],
): Promise<readonly EvidenceFault[]> {
  const photos = evidence.filter(({ kind }) => kind === 'photo');
  if (photos.length === 0) return [];
  const checks = await checksOf(tx, task.id);
  return photos.flatMap((item) => {
    const check = checks.find(({ evidence: id, photo }) => id === item.id && photo === item.value);
    if (!check || check.verdict === null || check.verdict === 'pass' || given[item.at]?.accept !== undefined) return [];
    const seen = check.observations.join('; ').slice(0, 500);
    const says = `the check of the photo of "${item.id}" says ${check.verdict}${seen === '' ? '' : ` (${seen})`}`;
    return [faultAt(item.at, `${says}; look at it: take another photo, or accept this one with "accept" and a reason`)];
  });
}

/** Keeps which photos a person accepted, and asks for a look at those that nobody has looked at. */
export async function recordPhotos(
  tx: Tx,
  task: OperatorTaskEntity,
  evidence: readonly CheckedEvidence[],
  given: readonly EvidenceInput[],
  by: Bringing,
): Promise<void> {
  for (const item of evidence.filter(({ kind }) => kind === 'photo')) {
    await insertCheck(tx, task.id, item.id, item.value as string, by.principalId);
    const reason = given[item.at]?.accept;
    if (reason === undefined) continue;
    const [row] = await tx.query<{ verdict: string | null }>(
      `update lab.photo_checks set accepted_by = $4, accepted_reason = $5, accepted_at = clock_timestamp()
       where task_id = $1 and evidence_id = $2 and photo = $3 returning verdict`,
      [task.id, item.id, item.value, by.principalId, reason],
    );
    const data = { task: task.id, evidence: item.id, photo: item.value, verdict: row?.verdict ?? null, reason };
    await recordEvents(tx, [{ type: 'photo.accepted', actor: by.actor, runId: task.runId, stepInstanceId: task.stepInstanceId, data }]);
  }
}
