import { LabError } from '@labwright/domain';
import { LabwareEntity, pgCode, recordEvents, type Tx } from '@labwright/persistence';
import { wakeRunsWaitingAt } from './run-store';

/**
 * A person says where a piece of labware is, outside of any step: after a cancelled run its plate is taken off the instrument.
 * @throws LabError NOT_FOUND, CONFLICT while its run is going on (its steps move it) or when the place is taken
 */
export async function confirmPlace(tx: Tx, labwareId: string, to: string, actor: string): Promise<void> {
  const labware = await tx.repository(LabwareEntity).findOneBy({ id: labwareId });
  if (!labware) throw new LabError('NOT_FOUND', `there is no labware ${labwareId}`, { kind: 'labware', id: labwareId });
  const [run] = await tx.query<{ status: string; ended: Date | null }>(
    `select status, ended_at as ended from lab.runs where id = $1 for no key update`,
    [labware.runId],
  );
  if (run && run.ended === null) {
    const reason = `its run is ${run.status}, and the steps of a run move its labware`;
    throw new LabError('CONFLICT', `${labware.name}: ${reason}`, { kind: 'labware', id: labwareId, reason });
  }
  const [place] = await tx.query<{ id: string }>(`select id from lab.places where id = $1`, [to]);
  if (!place)
    throw new LabError('NOT_FOUND', `there is no place "${to}"; write bench, waste or <instrument>.<nest>`, { kind: 'place', id: to });
  try {
    await tx.repository(LabwareEntity).update({ id: labwareId }, { placeId: to });
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    throw new LabError('CONFLICT', `${to} holds other labware`, { kind: 'place', id: to, reason: 'it holds other labware' }, 'never', {
      cause: error,
    });
  }
  const [from] = await tx.query<{ instrument: string | null }>(`select instrument_id as instrument from lab.places where id = $1`, [
    labware.placeId,
  ]);
  await recordEvents(tx, [
    {
      type: 'labware.moved',
      actor,
      runId: labware.runId,
      instrumentId: from?.instrument ?? null,
      data: { labware: labware.name, from: labware.placeId, to },
    },
  ]);
  if (from?.instrument) wakeRunsWaitingAt(tx, from.instrument);
}
