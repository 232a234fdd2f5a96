/* Puts relays between the dispatchers and instruments on the network: the broker, and the web interface of each bioreactor. */
import { built } from '../bench/built.mjs';
import { NETWORKED } from './fault-fleet.mjs';
import { SlowRelay } from './slow-relay.mjs';

const { seededRandom } = built('apps/simulator/src/seeded-random.js');

/** Gives the relays by name: `postgres`, `broker`, and one for each bioreactor. The instruments are registered anew, at the relays. */
export async function putRelays({ lab, database, seed }) {
  const behind = async (name, port) => {
    const relay = new SlowRelay(() => port, seededRandom(seed, `relay of ${name}`));
    return { relay, port: await relay.listen() };
  };
  const broker = await behind('broker', Number(new URL(lab.urls.broker).port));
  const relays = { postgres: lab.postgresRelay, broker: broker.relay };
  for (const id of NETWORKED) {
    const [{ url, settings }] = await database.query(`select url, settings from lab.instruments where id = $1`, [id]);
    const http = await behind(id, Number(new URL(settings.apiUrl).port));
    relays[id] = http.relay;
    const at = (address, port) => address.replace(/:\d+\//, `:${port}/`);
    await database.query(
      `update lab.instruments set url = $2, settings = settings || jsonb_build_object('apiUrl', $3::text) where id = $1`,
      [id, at(url, broker.port), at(settings.apiUrl, http.port)],
    );
  }
  return relays;
}
