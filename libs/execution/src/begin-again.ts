import { retryAfter, type LabError } from '@labwright/domain';
import { recordEvents, startTimer, type Tx } from '@labwright/persistence';
import { holdRun } from './hold-run';
import { changeStep, closeAttempt, nameOf, type LockedRun, type StepRow } from './run-store';
import { repeatsOf } from './verb-repeats';

/** An instrument that is away as its step begins again may come back for this long, wall milliseconds. Then a person is asked. */
const GRACE_MS = 10_000;

/** Lets a step that failed begin again by itself after a pause, where that is safe; false where it is not, and then nothing is changed. */
export async function beginAgain(tx: Tx, step: StepRow, error: LabError, actor: string): Promise<boolean> {
  const { attempt, definition } = step;
  if (step.status !== 'running') return false;
  const repeats = [...(await repeatsOf(tx, step)).values()];
  const afterMs = retryAfter({ onError: definition.onError, attempt, error, repeats });
  if (afterMs === null) return false;
  await changeStep(tx, step, 'try_again', { type: 'step.failed', actor, data: { code: error.code, error: error.message } }, { error });
  await closeAttempt(tx, step, 'again');
  await startPause(tx, step, afterMs, 'lab');
  const note = `by itself in ${afterMs / 1000} s, attempt ${attempt + 1}`;
  const data = { ...nameOf(step), attempt, title: definition.title, note };
  await recordEvents(tx, [
    { type: 'step.retried', actor, runId: step.runId, stepInstanceId: step.id, instrumentId: step.instrumentId, data },
  ]);
  return true;
}

/** What a step waits for that begins again after a pause; null when it does not, or the pause is over. */
export async function waitForRetry(tx: Tx, step: StepRow): Promise<string | null> {
  if (step.attempt === 0) return null;
  const { pauses, over, message } = await pausesOf(tx, step);
  return pauses > 0 && over === 0 ? `a moment before attempt ${step.attempt + 1}: ${message}` : null;
}

/**
 * Of a step that was to begin again by itself, and whose instrument is away: the instrument may come back for 10 s, and then the run is held
 * and a person asked. A step that never began only waits.
 */
export async function askIfGone(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<void> {
  if (step.attempt === 0) return;
  const { pauses, over, message } = await pausesOf(tx, step);
  if (over === 0) return;
  if (pauses === 1) return startPause(tx, step, GRACE_MS, 'wall');
  if (over < 2) return;
  await closeAttempt(tx, step, 'failed');
  await holdRun(tx, run, `${step.definition.title}: ${message}`, actor, { step, about: 'failed' });
}

/** A pause before another attempt, after which the run is looked at. */
async function startPause(tx: Tx, step: StepRow, ms: number, time: 'lab' | 'wall'): Promise<void> {
  const [row] = await tx.query<{ due: Date }>(
    `select lab.lab_now() + $1::float8 * case when $2 then rate else 1 end * interval '1 millisecond' as due from lab.lab_clock`,
    [ms, time === 'wall'],
  );
  const { runId, id: stepInstanceId, attempt } = step;
  await startTimer(tx, { kind: 'retry_due', runId, stepInstanceId, attempt, dueLab: row?.due ?? new Date() });
}

/** Pauses since an attempt that failed in passing, those that are over among them, and why it failed. */
async function pausesOf(tx: Tx, step: StepRow): Promise<{ pauses: number; over: number; message: string }> {
  const [row] = await tx.query<{ pauses: number; over: number; message: string }>(
    `select count(t.id)::int as pauses, count(t.fired_at)::int as over, coalesce(max(s.error->>'message'), 'the last one failed') as message
     from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt and a.status = 'again'
       left join lab.timers t on t.step_instance_id = s.id and t.attempt = s.attempt and t.kind = 'retry_due' where s.id = $1`,
    [step.id],
  );
  return row ?? { pauses: 0, over: 0, message: '' };
}
