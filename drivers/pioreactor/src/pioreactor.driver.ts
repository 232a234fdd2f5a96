import { ConnectedDriver, type DriverModule } from '@drivers/kit';
import { PioreactorConnection } from './connection.driver';
import { pioreactorManifest } from './pioreactor.manifest';
import { parseSettings } from './settings.driver';
import { PioreactorVerbs } from './verbs.driver';

/** Both ends of a Pioreactor as the rest of Labwright sees them. */
export const pioreactor: DriverModule = {
  manifest: pioreactorManifest,
  create: (context) => {
    // Doses that were started are remembered across connections.
    const issuedDoses = new Map<string, number>();
    return new ConnectedDriver(context, {
      manifest: pioreactorManifest,
      attempts: () => [new PioreactorConnection(context)],
      verbs: (connection) => new PioreactorVerbs(context, connection, issuedDoses),
    });
  },
  parseSettings,
};
