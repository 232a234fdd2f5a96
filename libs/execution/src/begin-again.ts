import { retryAfter, type LabError, type VerbManifest } from '@labwright/domain';
import { DriverEntity, InstrumentEntity, recordEvents, startTimer, type Tx } from '@labwright/persistence';
import { changeStep, closeAttempt, nameOf, type StepRow } from './run-store';

/** What the manifest says of each verb that a step sends to its instrument; nothing for a step without one. */
export async function repeatsOf(tx: Tx, { definition, instrumentId }: StepRow): Promise<ReadonlyMap<string, VerbManifest['repeat']>> {
  if (definition.kind !== 'operation' || instrumentId === null) return new Map();
  const { driver } = await tx.repository(InstrumentEntity).findOneByOrFail({ id: instrumentId });
  const { manifest } = await tx.repository(DriverEntity).findOneByOrFail({ id: driver });
  const used = new Set(definition.establish.map(({ verb }) => verb));
  return new Map(manifest.verbs.filter(({ verb }) => used.has(verb)).map(({ verb, repeat }) => [verb, repeat]));
}

/** Lets a step that failed begin again by itself after a pause, where that is safe; false where it is not, and then nothing is changed. */
export async function beginAgain(tx: Tx, step: StepRow, error: LabError, actor: string): Promise<boolean> {
  const { attempt, definition } = step;
  if (step.status !== 'running') return false;
  const repeats = [...(await repeatsOf(tx, step)).values()];
  const afterMs = retryAfter({ onError: definition.onError, attempt, error, repeats });
  if (afterMs === null) return false;
  await changeStep(tx, step, 'try_again', { type: 'step.failed', actor, data: { code: error.code, error: error.message } }, { error });
  await closeAttempt(tx, step, 'retried');
  const [row] = await tx.query<{ due: Date }>(`select lab.lab_now() + $1 * interval '1 millisecond' as due`, [afterMs]);
  await startTimer(tx, { kind: 'retry_due', runId: step.runId, stepInstanceId: step.id, attempt, dueLab: row?.due ?? new Date() });
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
  const [row] = await tx.query<{ message: string | null }>(
    `select s.error->>'message' as message from lab.timers t join lab.step_instances s on s.id = t.step_instance_id
     where t.step_instance_id = $1 and t.attempt = $2 and t.kind = 'retry_due' and t.fired_at is null limit 1`,
    [step.id, step.attempt],
  );
  return row ? `a moment before attempt ${step.attempt + 1}: ${row.message ?? 'the last one failed'}` : null;
}
