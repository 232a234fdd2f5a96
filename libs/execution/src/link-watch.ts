import { loseSilentLinks, recordEvents, type Database } from '@labwright/persistence';
import { BackgroundLoop } from './background-loop';
import { SilentAgents } from './silent-agents';

const LOOK_MS = 1_000;

/**
 * Says of instruments whose bench agent has died that they are offline, because that agent cannot: an event, within a second after its
 * ownership has run out, so at most four after its death. What that agent has left unfinished is in doubt, and comes to people if nobody takes
 * its instruments. Every process that lives may look; one of them finds each instrument.
 */
export function startLinkWatch(database: Database, onError: (where: string, error: Error) => void): BackgroundLoop {
  const silent = new SilentAgents(database);
  const work = async () => {
    await database.transaction(async (tx) => {
      const lost = await loseSilentLinks(tx);
      const data = (reason: string) => ({ link: 'offline', reason });
      await recordEvents(
        tx,
        lost.map(({ id, reason }) => ({ type: 'instrument.link_changed', actor: 'system', instrumentId: id, data: data(reason) })),
      );
    });
    await silent.look();
  };
  return new BackgroundLoop({ name: 'link watch', everyMs: LOOK_MS, work, onError }).start();
}
