import { LabError } from '@labwright/domain';
import type { Tx } from '@labwright/persistence';
import { confirmPlaces, nestsOf, type NestClaim } from './confirm-places';
import { touchesLabware } from './recovery-task';
import type { StepRow } from './run-store';

/**
 * Before operations are done again that have to do with labware: a person says what is in each nest of their instruments, and that is what
 * counts from now on. @throws LabError INPUT_INVALID saying what is expected, CONFLICT when the labware of an operation is not where it is to be done
 */
export async function confirmBeforeAgain(
  tx: Tx,
  steps: readonly StepRow[],
  places: readonly NestClaim[] | undefined,
  actor: string,
): Promise<void> {
  const touching = steps.filter((step) => touchesLabware(step) && step.windowMissed !== 'asked');
  const nests = new Map<string, readonly string[]>();
  for (const { instrumentId } of touching) if (instrumentId !== null) nests.set(instrumentId, await nestsOf(tx, instrumentId));
  const wanted = [...nests.values()].flat();
  if (wanted.length > 0 && !places) {
    const fields = wanted.map((nest) => `{"nest": "${nest}", "labware": <its name, or null>}`);
    const message = `it is only done again when a person has looked where the labware is; add "places": [${fields.join(', ')}]`;
    throw new LabError('INPUT_INVALID', message, {
      path: '/places',
      allowed: wanted,
      issues: wanted.map((nest) => ({ path: '/places', message: `say what is in ${nest}` })),
    });
  }
  const [first] = nests.keys();
  for (const [instrument, own] of nests) {
    // A nest without its instrument is meant where only one instrument is.
    const mine = (places ?? []).filter(({ nest }) => (nests.size === 1 && instrument === first) || own.includes(nest));
    if (own.length > 0) await confirmPlaces(tx, instrument, mine, actor);
  }
  for (const step of touching) await mustBeThere(tx, step, nests.get(step.instrumentId ?? '') ?? []);
}

async function mustBeThere(tx: Tx, { id, runId, definition }: StepRow, nests: readonly string[]): Promise<void> {
  if (definition.kind !== 'operation' || definition.labware === null || nests.length === 0) return;
  const [piece] = await tx.query<{ place: string }>(`select place_id as place from lab.labware where run_id = $1 and name = $2`, [
    runId,
    definition.labware,
  ]);
  if (!piece || nests.includes(piece.place)) return;
  const reason = `${definition.title}: ${definition.labware} is at ${piece.place} and not on ${definition.instrument}; put it there first, or answer "skip" or "abort"`;
  throw new LabError('CONFLICT', reason, { kind: 'step', id, reason });
}
