import { LabError } from '@labwright/domain';
import { ConnectedDriver, type DriverModule } from '@drivers/kit';
import { HeaterShakerConnection } from './connection.driver';
import { heaterShakerManifest } from './heater-shaker.manifest';
import { HeaterShakerVerbs } from './verbs.driver';

function parseSettings(settings: unknown): Readonly<Record<string, unknown>> {
  if (settings === undefined || settings === null) return {};
  const allowed = ['serialNumber'];
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new LabError('INPUT_INVALID', 'settings of the heater-shaker have to be an object', { path: '', allowed });
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!allowed.includes(name))
      throw new LabError('INPUT_INVALID', `the heater-shaker has no setting "${name}"; it has ${allowed.join(', ')}`, {
        path: `/${name}`,
        allowed,
      });
    if (typeof value !== 'string' || !/^\S{1,23}$/.test(value)) {
      throw new LabError('INPUT_INVALID', 'serialNumber has to be 1 to 23 characters without spaces', { path: '/serialNumber' });
    }
  }
  return { ...settings };
}

/** Both ends of the Opentrons Heater-Shaker GEN1 as the rest of Labwright sees them. */
export const heaterShaker: DriverModule = {
  manifest: heaterShakerManifest,
  create: (context) =>
    new ConnectedDriver(context, {
      manifest: heaterShakerManifest,
      attempts: () => [new HeaterShakerConnection(context)],
      verbs: (connection) => new HeaterShakerVerbs(context, connection),
    }),
  parseSettings,
};
