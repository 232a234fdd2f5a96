import { LabError } from '@labwright/domain';
import { hasWell, labwareType, wellRange } from '@labwright/labware';
import { LabwareEntity, recordEvents, type Tx } from '@labwright/persistence';
import { lockRun } from './run-store';

export interface WellMask {
  readonly wells: readonly string[];
  readonly reason: string;
}

/**
 * Takes wells of a piece of labware out of what conditions look at, from now on and of what was read last, such as one with a bubble that
 * gives an overflow again and again. What was read stays in the record. A condition that was UNKNOWN is asked again by the answer "redo".
 * @throws LabError NOT_FOUND, INPUT_INVALID for a well that the labware does not have
 */
export async function maskWells(tx: Tx, labwareId: string, mask: WellMask, by: { principalId: string; actor: string }): Promise<void> {
  const labware = await knownWells(tx, labwareId, mask.wells);
  await lockRun(tx, labware.runId);
  await tx.query(
    `insert into lab.masked_wells (labware_id, well, reason, masked_by) select $1, w, $3, $4 from unnest($2::text[]) w on conflict do nothing`,
    [labwareId, mask.wells, mask.reason, by.principalId],
  );
  await tell(tx, labware, 'labware.masked', mask, by.actor);
}

/** Takes a mask off again. @throws LabError NOT_FOUND, INPUT_INVALID for a well that the labware does not have */
export async function unmaskWells(tx: Tx, labwareId: string, mask: WellMask, by: { actor: string }): Promise<void> {
  const labware = await knownWells(tx, labwareId, mask.wells);
  await lockRun(tx, labware.runId);
  await tx.query(
    `update lab.masked_wells set lifted_at = clock_timestamp() where labware_id = $1 and well = any($2) and lifted_at is null`,
    [labwareId, mask.wells],
  );
  await tell(tx, labware, 'labware.unmasked', mask, by.actor);
}

async function knownWells(tx: Tx, labwareId: string, wells: readonly string[]): Promise<LabwareEntity> {
  const labware = await tx.repository(LabwareEntity).findOneBy({ id: labwareId });
  if (!labware) throw new LabError('NOT_FOUND', `there is no labware ${labwareId}`, { kind: 'labware', id: labwareId });
  const type = labwareType(labware.type);
  for (const [index, well] of wells.entries()) {
    if (type && hasWell(type, well)) continue;
    const allowed = type ? [wellRange(type)] : [];
    throw new LabError('INPUT_INVALID', `${labware.name} is a ${labware.type} and has no well "${well}"; it has ${allowed.join('')}`, {
      path: `/wells/${index}`,
      allowed,
    });
  }
  return labware;
}

function tell(
  tx: Tx,
  { runId, name }: LabwareEntity,
  type: 'labware.masked' | 'labware.unmasked',
  { wells, reason }: WellMask,
  actor: string,
): Promise<void> {
  return recordEvents(tx, [{ type, actor, runId, data: { labware: name, wells, reason } }]);
}
