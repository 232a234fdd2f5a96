import { isDeepStrictEqual } from 'node:util';
import { registerInstrument } from '@labwright/execution';
import { InstrumentEntity, type Database } from '@labwright/persistence';
import type { InstrumentRegistration } from './simulated-lab';

/**
 * Registers the simulated instruments with a bench agent. Those that are there already are only told their address and settings, if these
 * have changed: ports of a simulated lab are others after each start.
 */
export async function registerFleet(database: Database, fleet: readonly InstrumentRegistration[], agent: string): Promise<void> {
  for (const registration of fleet) {
    const { id, url, settings } = registration;
    await database.transaction(async (tx) => {
      const known = await tx.repository(InstrumentEntity).findOneBy({ id });
      if (known === null) await registerInstrument(tx, { ...registration, agent, limits: {}, location: 'simulated lab' }, 'simulator');
      else if (known.url !== url || !isDeepStrictEqual(known.settings, settings))
        await tx.repository(InstrumentEntity).update({ id }, { url, settings: settings as object });
    });
  }
}

/** Those of `spares` that nobody has registered yet. */
export async function unregistered(
  database: Database,
  spares: readonly InstrumentRegistration[],
): Promise<readonly InstrumentRegistration[]> {
  const known = await database.transaction((tx) => tx.repository(InstrumentEntity).find({ select: { id: true } }));
  return spares.filter(({ id }) => !known.some((it) => it.id === id));
}
