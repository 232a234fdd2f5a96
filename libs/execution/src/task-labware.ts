import { LabError } from '@labwright/domain';
import { flushEvents, pgCode, recordEvents, type NewEvent, type OperatorTaskEntity, type Tx } from '@labwright/persistence';
import type { PlanOperatorStep, PlanTransfer } from '@labwright/protocol';

/**
 * What a completed task has done to labware, as events: what was filled, then what was moved, then what was covered. That is the order of
 * the hands, and the record of the volumes: nothing else says what is in a well. @throws LabError CONFLICT when a place is taken
 */
export async function recordLabware(tx: Tx, task: OperatorTaskEntity, actor: string): Promise<void> {
  const [step] = await tx.query<{ definition: PlanOperatorStep }>(`select definition from lab.step_instances where id = $1`, [
    task.stepInstanceId,
  ]);
  const told = (type: NewEvent['type'], data: Record<string, unknown>): NewEvent => ({
    type,
    actor,
    runId: task.runId,
    stepInstanceId: task.stepInstanceId,
    data: { ...data, task: task.id },
  });
  const fillings = byTarget(step?.definition.transfers ?? []);
  await recordEvents(
    tx,
    fillings.map(([labware, transfers]) => told('labware.filled', { labware, transfers })),
  );
  for (const { labware, to } of task.moves) {
    await moveLabware(tx, task.runId, labware, to);
    await recordEvents(tx, [told('labware.moved', { labware, to })]);
  }
  const covers = step?.definition.covers ?? [];
  await recordEvents(
    tx,
    covers.map(({ labware, cover }) => told('labware.covered', { labware, cover })),
  );
}

/** Labware in the order in which each is first filled, with the transfers into it. */
function byTarget(transfers: readonly PlanTransfer[]): readonly (readonly [string, readonly PlanTransfer[]])[] {
  const targets = [...new Set(transfers.map((transfer) => transfer.to))];
  return targets.map((to) => [to, transfers.filter((transfer) => transfer.to === to)]);
}

async function moveLabware(tx: Tx, runId: string, labware: string, to: string): Promise<void> {
  try {
    await tx.query(`update lab.labware set place_id = $3 where run_id = $1 and name = $2`, [runId, labware, to]);
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    const reason = `${to} holds other labware`;
    throw new LabError('CONFLICT', `${labware} cannot be at ${to}: ${reason}`, { kind: 'place', id: to, reason }, 'never', {
      cause: error,
    });
  }
}

/**
 * Microlitres in each well of one piece of labware of a run, by what its completed tasks have put there and taken from there; evaporation
 * is not counted. Wells that were never filled are not in it. Never below 0: what was drawn from a well that the run did not fill was
 * there before.
 */
export async function wellVolumes(tx: Tx, runId: string, labware: string): Promise<Map<string, number>> {
  await flushEvents(tx);
  const filled = await tx.query<{ transfers: readonly PlanTransfer[] }>(
    `select data->'transfers' as transfers from lab.events where run_id = $1 and type = 'labware.filled' order by id`,
    [runId],
  );
  const volumes = new Map<string, number>();
  for (const { from, to, wells, microlitres } of filled.flatMap(({ transfers }) => transfers)) {
    if ('labware' in from && from.labware === labware) {
      const before = volumes.get(from.well);
      if (before !== undefined) volumes.set(from.well, Math.max(0, before - microlitres * wells.length));
    }
    if (to === labware) for (const well of wells) volumes.set(well, (volumes.get(well) ?? 0) + microlitres);
  }
  return volumes;
}
