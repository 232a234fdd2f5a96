import type { Tx } from '@labwright/persistence';
import { changeInstrument } from './instrument-change';
import { registerInstrument, retireInstrument } from './instruments';
import { LabError } from '@labwright/domain';
import type { FleetPlan } from './fleet-plan';

/**
 * Does what a plan of the same transaction says: retires first, so that addresses become free, then changes, then registers. Applied once more, the
 * same file changes nothing. @throws LabError INTERNAL for a plan with faults
 */
export async function applyFleet(tx: Tx, { faults, retired, changed, created }: FleetPlan, actor: string): Promise<void> {
  if (faults.length > 0) throw new LabError('INTERNAL', 'a fleet plan with faults is never applied', { where: 'applyFleet' });
  for (const id of retired) await retireInstrument(tx, id, 'not in the fleet file any more', actor);
  for (const { id, changes } of changed)
    await changeInstrument(tx, id, Object.fromEntries(changes.map(({ field, to }) => [field, to])), actor);
  for (const registration of created) await registerInstrument(tx, registration, actor);
}
