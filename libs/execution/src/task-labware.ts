import { LabError } from '@labwright/domain';
import { flushEvents, pgCode, recordEvents, type NewEvent, type OperatorTaskEntity, type Tx } from '@labwright/persistence';
import { labwareOfWells, type PlanOperatorStep, type PlanTransfer } from '@labwright/protocol';

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
  const fillings = byLabware(step?.definition.transfers ?? []);
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

/** Transfers in their order, together as long as they are into, or out of the wells of, the same labware. */
function byLabware(transfers: readonly PlanTransfer[]): readonly (readonly [string, readonly PlanTransfer[]])[] {
  const groups: [string, PlanTransfer[]][] = [];
  for (const transfer of transfers) {
    const labware = labwareOfWells(transfer);
    const last = groups.at(-1);
    if (last?.[0] === labware) last[1].push(transfer);
    else groups.push([labware, [transfer]]);
  }
  return groups;
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
      const drawn =
        from.well === undefined ? wells.map((well) => [well, microlitres] as const) : [[from.well, microlitres * wells.length] as const];
      for (const [well, volume] of drawn) {
        const before = volumes.get(well);
        if (before !== undefined) volumes.set(well, Math.max(0, before - volume));
      }
    }
    if (to === labware) for (const well of wells) volumes.set(well, (volumes.get(well) ?? 0) + microlitres);
  }
  return volumes;
}
