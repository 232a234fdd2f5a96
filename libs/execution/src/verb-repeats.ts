import type { VerbManifest } from '@labwright/domain';
import { DriverEntity, InstrumentEntity, type Tx } from '@labwright/persistence';
import type { StepRow } from './run-store';

/** What the manifest says of each verb that a step sends to its instrument; nothing for a step without one. */
export async function repeatsOf(tx: Tx, { definition, instrumentId }: StepRow): Promise<ReadonlyMap<string, VerbManifest['repeat']>> {
  if (definition.kind !== 'operation' || instrumentId === null) return new Map();
  const { driver } = await tx.repository(InstrumentEntity).findOneByOrFail({ id: instrumentId });
  const { manifest } = await tx.repository(DriverEntity).findOneByOrFail({ id: driver });
  const used = new Set(definition.establish.map(({ verb }) => verb));
  return new Map(manifest.verbs.filter(({ verb }) => used.has(verb)).map(({ verb, repeat }) => [verb, repeat]));
}
