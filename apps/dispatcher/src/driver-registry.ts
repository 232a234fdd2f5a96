import { synergyH1 } from '@drivers/agilent-synergy-h1';
import { innova44 } from '@drivers/eppendorf-innova-44';
import { heaterShaker } from '@drivers/opentrons-heater-shaker';
import { pioreactor } from '@drivers/pioreactor';
import type { DriverModule } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import type { Database } from '@labwright/persistence';

/** The drivers of this build, by their id. A new driver is one more line here. */
export const DRIVERS: readonly DriverModule[] = [heaterShaker, innova44, pioreactor, synergyH1];

/** @throws LabError DRIVER_UNSUPPORTED naming the drivers that this bench agent has */
export function driverModule(drivers: readonly DriverModule[], driver: string, instrument: string): DriverModule {
  const found = drivers.find((module) => module.manifest.driver === driver);
  if (found) return found;
  const known = drivers.map((module) => module.manifest.driver).join(', ');
  throw new LabError('DRIVER_UNSUPPORTED', `${instrument}: this bench agent has no driver "${driver}"; it has ${known}`, {
    instrument,
    outcome: 'failed',
  });
}

/** Writes the manifests into the database, where api and compiler read them. */
export async function publishDrivers(database: Database, drivers: readonly DriverModule[]): Promise<void> {
  for (const { manifest } of drivers) {
    await database.query(
      `insert into lab.drivers (id, version, manifest, settings_schema) values ($1, $2, $3::jsonb, $4::jsonb)
       on conflict (id) do update set version = excluded.version, manifest = excluded.manifest, settings_schema = excluded.settings_schema, updated_at = now()`,
      [manifest.driver, manifest.version, JSON.stringify(manifest), JSON.stringify(manifest.settingsSchema)],
    );
  }
}
