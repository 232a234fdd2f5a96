import { hasCode, LabError } from '@labwright/domain';
import { ConnectedDriver, type DriverContext, type DriverModule } from '@drivers/kit';
import { SynergyH1Connection } from './connection.driver';
import { FOCAL_HEIGHT } from './parameter.protocol';
import { serialAttempts } from './serial-settings';
import { synergyH1Manifest } from './synergy-h1.manifest';
import { SynergyH1Verbs } from './verbs.driver';

function* attempts(context: DriverContext): Generator<SynergyH1Connection> {
  for (const url of serialAttempts(context.url)) yield new SynergyH1Connection(context, url, (error) => context.onLost(error));
}

function parseSettings(settings: unknown): Readonly<Record<string, unknown>> {
  if (settings === undefined || settings === null) return {};
  const allowed = ['serialNumber', 'focalHeight'];
  if (typeof settings !== 'object' || Array.isArray(settings))
    throw new LabError('INPUT_INVALID', 'settings of the reader have to be an object', { path: '', allowed });
  for (const [name, value] of Object.entries(settings)) {
    const path = `/${name}`;
    if (name === 'serialNumber') {
      if (typeof value !== 'string' || !/^\S{1,16}$/.test(value))
        throw new LabError('INPUT_INVALID', 'serialNumber has to be 1 to 16 characters without spaces', { path });
    } else if (name === 'focalHeight') {
      const { min, max } = FOCAL_HEIGHT;
      if (typeof value !== 'number' || !(value >= min && value <= max))
        throw new LabError('INPUT_INVALID', `focalHeight has to be ${min} to ${max} mm`, { path });
    } else throw new LabError('INPUT_INVALID', `the reader has no setting "${name}"; it has ${allowed.join(', ')}`, { path, allowed });
  }
  return { ...settings };
}

/** Both ends of the Agilent BioTek Synergy H1 as the rest of Labwright sees them. */
export const synergyH1: DriverModule = {
  manifest: synergyH1Manifest,
  create: (context) =>
    new ConnectedDriver(context, {
      manifest: synergyH1Manifest,
      attempts: () => attempts(context),
      // Silence at the first rate is a reason to try the other one; whatever else went wrong is not.
      tryNext: (error) => hasCode(error, 'DRIVER_TIMEOUT'),
      verbs: (connection) => new SynergyH1Verbs(context, connection),
    }),
  parseSettings,
};
