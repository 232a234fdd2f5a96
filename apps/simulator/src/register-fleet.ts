import { registerInstrument } from '@labwright/execution';
import { InstrumentEntity, type Database } from '@labwright/persistence';
import type { InstrumentRegistration } from './simulated-lab';

/** Registers the simulated instruments with a bench agent; those that are there already are only told their address, if it has changed. */
export async function registerFleet(database: Database, fleet: readonly InstrumentRegistration[], agent: string): Promise<void> {
  for (const registration of fleet) {
    await database.transaction(async (tx) => {
      const known = await tx.repository(InstrumentEntity).findOneBy({ id: registration.id });
      if (known === null) await registerInstrument(tx, { ...registration, agent, limits: {}, location: 'simulated lab' }, 'simulator');
      else if (known.url !== registration.url)
        await tx.repository(InstrumentEntity).update({ id: registration.id }, { url: registration.url });
    });
  }
}
