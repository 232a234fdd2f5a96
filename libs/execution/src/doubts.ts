import { afterDoubt, type DoubtAnswer, type Verdict, type VerbVerdict } from '@labwright/domain';
import { recordEvents, insertReadings, paceLab, type Database, type NewReading, type Tx } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import type { Claimant } from './claim-step';
import { holdRun } from './hold-run';
import { changeStep, loadStep, lockRun, nameOf, refreshActivity, wakeRun, type LockedRun, type StepRow } from './run-store';
import { finishStep } from './settle-step';

/** An attempt that nobody saw the end of, and about which its instrument has not been asked yet. */
export interface Doubt {
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly definition: PlanOperation;
  /** Whether the intent of a set point or an action is in the journal. An intent is committed before its first byte: without one nothing was sent. */
  readonly sent: boolean;
}

/** What its instrument said. */
export interface Findings {
  readonly verbs: readonly VerbVerdict[];
  /** What was asked and answered, for people. */
  readonly evidence: string;
  /** What the actions that are done would have given. */
  readonly readings: readonly NewReading[];
}

/** Doubts about attempts at an instrument, the oldest first. */
export async function loadDoubts(database: Database, instrumentId: string): Promise<readonly Doubt[]> {
  return database.query<Doubt>(
    `select s.run_id as "runId", s.id as "stepInstanceId", s.step_id as "stepId", s.attempt, s.definition,
       exists (select 1 from lab.commands c where c.step_instance_id = s.id and c.attempt = s.attempt and c.kind <> 'query') as sent
     from lab.attempts a join lab.step_instances s on s.id = a.step_instance_id and s.attempt = a.number
     where a.instrument_id = $1 and a.status = 'in_doubt' and a.verdict is null and s.status = 'in_doubt' order by a.ended_at`,
    [instrumentId],
  );
}

/**
 * Settles a doubt by what the instrument said, if the caller still owns it and nobody has settled it meanwhile: the step is done with the
 * readings of its actions, begins again, or its run is held and a person asked, with the evidence. Gives the answer; null when it was settled already.
 */
export async function settleDoubt(tx: Tx, doubt: Doubt, by: Claimant, verdict: Verdict, found: Findings): Promise<DoubtAnswer | null> {
  const run = await lockRun(tx, doubt.runId);
  const step = await loadStep(tx, doubt.stepInstanceId, doubt.attempt);
  if (step?.status !== 'in_doubt' || !(await putVerdict(tx, doubt, by, verdict, found.evidence))) return null;
  const { definition, attempt } = doubt;
  const answer = afterDoubt({ verbs: found.verbs, holds: definition.holdMs !== null, attempt });
  const actor = `agent:${by.agent}`;
  await recordEvents(tx, [
    {
      type: 'step.reconciled',
      actor,
      runId: run.id,
      stepInstanceId: step.id,
      instrumentId: by.instrumentId,
      data: { ...nameOf(step), attempt, title: definition.title, verdict, evidence: found.evidence, answer },
    },
  ]);
  switch (answer) {
    case 'succeeded':
      await insertReadings(tx, found.readings);
      await finishStep(tx, run, step, actor, { evidence: found.evidence });
      break;
    case 'again':
      await changeStep(tx, step, 'try_again', { type: 'step.retried', actor, data: { note: found.evidence } });
      break;
    case 'ask':
      await askPerson(tx, run, step, found.evidence, actor);
  }
  refreshActivity(tx, by.instrumentId);
  await wakeRun(tx, run.id);
  await paceLab(tx);
  return answer;
}

/** Settles a doubt that nobody could ask about: a person is asked. Not when it was settled meanwhile. The caller sees to it that nobody owns the instrument. */
export async function giveDoubtToPeople(
  tx: Tx,
  doubt: Pick<Doubt, 'runId' | 'stepInstanceId' | 'attempt'>,
  evidence: string,
  actor: string,
): Promise<void> {
  const run = await lockRun(tx, doubt.runId);
  const step = await loadStep(tx, doubt.stepInstanceId, doubt.attempt);
  if (step?.status !== 'in_doubt') return;
  const [settled] = await tx.query(
    `update lab.attempts set verdict = 'unknown', evidence = $3 where step_instance_id = $1 and number = $2 and status = 'in_doubt' and verdict is null
     returning number`,
    [doubt.stepInstanceId, doubt.attempt, evidence],
  );
  if (!settled) return;
  const { definition, attempt } = step;
  const data = { ...nameOf(step), attempt, title: definition.title, verdict: 'unknown', evidence, answer: 'ask' };
  await recordEvents(tx, [
    { type: 'step.reconciled', actor, runId: run.id, stepInstanceId: step.id, instrumentId: step.instrumentId, data },
  ]);
  await askPerson(tx, run, step, evidence, actor);
  await wakeRun(tx, run.id);
  await paceLab(tx);
}

/** Keeps the verdict, under the epoch that it was found in. False: another owner, or settled already. */
async function putVerdict(tx: Tx, doubt: Doubt, by: Claimant, verdict: Verdict, evidence: string): Promise<boolean> {
  const rows = await tx.query(
    `update lab.attempts a set verdict = $3, evidence = $4 from lab.leases l
     where a.step_instance_id = $1 and a.number = $2 and a.status = 'in_doubt' and a.verdict is null
       and l.instrument_id = $5 and l.owner = $6 and l.epoch = $7 and l.expires_at > clock_timestamp() returning a.number`,
    [doubt.stepInstanceId, doubt.attempt, verdict, evidence, by.instrumentId, by.owner, by.epoch],
  );
  return rows.length > 0;
}

/** Holds the run with the reason and what the instrument said of it; the step says the same, so that one answer settles both. */
async function askPerson(tx: Tx, run: LockedRun, step: StepRow, evidence: string, actor: string): Promise<void> {
  const [row] = await tx.query<{ error: { message?: string } | null }>(`select error from lab.step_instances where id = $1`, [step.id]);
  const was = row?.error?.message ?? 'nobody saw its end';
  const message = `${was}. Asked, the instrument says: ${evidence}`;
  await tx.query(`update lab.step_instances set error = coalesce(error, '{}') || jsonb_build_object('message', $2::text) where id = $1`, [
    step.id,
    message,
  ]);
  await recordEvents(tx, [
    {
      type: 'step.in_doubt',
      actor,
      runId: run.id,
      stepInstanceId: step.id,
      instrumentId: step.instrumentId,
      data: { ...nameOf(step), attempt: step.attempt, title: step.definition.title, error: message, asks: 'person' },
    },
  ]);
  await holdRun(tx, run, `${step.definition.title}: ${message}`, actor, { step, about: 'unknown' });
}
