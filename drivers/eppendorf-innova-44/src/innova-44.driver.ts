import { LabError } from '@labwright/domain';
import { ConnectedDriver, type DriverModule } from '@drivers/kit';
import { Innova44Connection } from './connection.driver';
import { innova44Manifest } from './innova-44.manifest';
import { Innova44Verbs } from './verbs.driver';

function parseSettings(settings: unknown): Readonly<Record<string, unknown>> {
  if (settings === undefined || settings === null) return {};
  const allowed = ['softwareVersions'];
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new LabError('INPUT_INVALID', 'settings of the Innova 44 have to be an object', { path: '', allowed });
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!allowed.includes(name))
      throw new LabError('INPUT_INVALID', `the Innova 44 has no setting "${name}"; it has ${allowed.join(', ')}`, {
        path: `/${name}`,
        allowed,
      });
    if (typeof value !== 'string' || !/^(?=.{1,80}$)[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value)) {
      const message = 'softwareVersions has to be 1 to 80 printable characters, words separated by one space, as `connect` reports them';
      throw new LabError('INPUT_INVALID', message, { path: '/softwareVersions' });
    }
  }
  return { ...settings };
}

/** Both ends of the Innova 44 as the rest of Labwright sees them. */
export const innova44: DriverModule = {
  manifest: innova44Manifest,
  create: (context) =>
    new ConnectedDriver(context, {
      manifest: innova44Manifest,
      attempts: () => [new Innova44Connection(context)],
      verbs: (connection) => new Innova44Verbs(context, connection),
    }),
  parseSettings,
};
