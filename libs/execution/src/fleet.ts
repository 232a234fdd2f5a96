import type { Database, Tx } from '@labwright/persistence';
import { DriverEntity, InstrumentEntity } from '@labwright/persistence';
import type { Fleet } from '@labwright/protocol';

/** The instruments as the compiler sees them: each with its driver's manifest, its own limits, its service state and its calibration. */
export async function loadFleet(database: Database | Tx): Promise<Fleet> {
  const instruments = await database.repository(InstrumentEntity).find({ order: { id: 'asc' } });
  const drivers = new Map((await database.repository(DriverEntity).find()).map((driver) => [driver.id, driver.manifest]));
  return {
    instruments: instruments.flatMap(({ id, driver, service, simulated, limits, calibrationDue }) => {
      const manifest = drivers.get(driver);
      const due = calibrationDue === null ? {} : { calibrationDue };
      return manifest ? [{ id, manifest, service, simulated, limits, ...due }] : [];
    }),
  };
}
