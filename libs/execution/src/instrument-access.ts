import { recordEvents, type Tx } from '@labwright/persistence';
import { nameOf, wakeDispatched, wakeRunsWaitingAt, type LockedRun, type StepRow } from './run-store';

/**
 * An instrument whose nests share a drive is stopped for all when a person reaches into it. From the first access operation until what
 * is held there has been started again, it is open for one step of one run, and nothing else moves anything there. Gives who has it open.
 */
export async function openedByAnother(tx: Tx, run: LockedRun, step: StepRow, shared: boolean): Promise<string | null> {
  // Only instruments of several nests are ever opened.
  const instruments = [...new Set([...(shared && step.instrumentId ? [step.instrumentId] : []), ...(step.definition.opens ?? [])])];
  for (const instrument of instruments.toSorted()) {
    // Two runs may look at once: the one that opens and the one that shakes must not both find it closed.
    await tx.prepared(`select pg_advisory_xact_lock(hashtext('labwright access ' || $1))`, [instrument]);
    const [open] = await tx.prepared<{ run: string; title: string | null; step: string }>(
      `select a.run_id as run, p.title, s.definition->>'title' as step from lab.instrument_access a join lab.runs r on r.id = a.run_id
       left join lab.protocols p on p.hash = r.protocol_hash join lab.step_instances s on s.id = a.step_instance_id
       where a.instrument_id = $1 and not (a.run_id = $2 and s.definition->>'authored' = $3 and s.iteration_path = $4)`,
      [instrument, run.id, step.definition.authored, step.iterationPath],
    );
    if (open) return `${instrument} is open for run ${open.run} (${open.title ?? 'unnamed'}) since "${open.step}"`;
  }
  return null;
}

/** Opens what a step opens, and tells it to the runs that hold something there: their hold is interrupted from now on. */
export async function beginAccess(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<void> {
  for (const instrument of step.definition.opens ?? []) {
    const [begun] = await tx.query<{ id: string }>(
      `insert into lab.instrument_access (instrument_id, run_id, step_instance_id) values ($1, $2, $3) on conflict (instrument_id) do nothing
       returning instrument_id as id`,
      [instrument, run.id, step.id],
    );
    if (!begun) continue;
    await recordEvents(tx, [
      { type: 'access.begun', actor, runId: run.id, stepInstanceId: step.id, instrumentId: instrument, data: nameOf(step) },
    ]);
    await tellHolders(tx, instrument, 'step.interrupted', actor, { by: run.id });
  }
}

/** Closes instruments that a run has opened, and lets others go on there. */
export async function endAccess(tx: Tx, runId: string, instruments: readonly string[] | 'all', actor: string): Promise<void> {
  if (instruments.length === 0) return;
  const ended = await tx.query<{ instrument: string; openMs: number }>(
    `delete from lab.instrument_access where run_id = $1 and ($2::text[] is null or instrument_id = any($2))
     returning instrument_id as instrument, extract(epoch from lab.lab_now() - since_lab)::float8 * 1000 as "openMs"`,
    [runId, instruments === 'all' ? null : instruments],
  );
  for (const { instrument, openMs } of ended) {
    await recordEvents(tx, [{ type: 'access.ended', actor, runId, instrumentId: instrument, data: { openMs } }]);
    await tellHolders(tx, instrument, 'step.resumed', actor, { by: runId, interruptedMs: openMs });
    wakeRunsWaitingAt(tx, instrument);
    await wakeDispatched(tx, { instrument });
  }
}

/** Instruments that a run has opened and not closed, where others have reservations. */
export async function instrumentsLeftOpen(tx: Tx, runId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `select a.instrument_id as id from lab.instrument_access a where a.run_id = $1 and exists (select 1 from lab.reservations r
       where r.instrument_id = a.instrument_id and r.run_id <> $1 and r.released_at is null) order by 1`,
    [runId],
  );
  return rows.map(({ id }) => id);
}

async function tellHolders(
  tx: Tx,
  instrument: string,
  type: 'step.interrupted' | 'step.resumed',
  actor: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const holders = await tx.query<{ id: string; runId: string; stepId: string; iterationPath: string }>(
    `select id, run_id as "runId", step_id as "stepId", iteration_path as "iterationPath" from lab.step_instances
     where instrument_id = $1 and status = 'holding'`,
    [instrument],
  );
  await recordEvents(
    tx,
    holders.map((held) => ({
      type,
      actor,
      runId: held.runId,
      stepInstanceId: held.id,
      instrumentId: instrument,
      data: { ...nameOf(held), ...data },
    })),
  );
}
