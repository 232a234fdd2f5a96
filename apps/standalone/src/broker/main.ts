/*
 * The embedded MQTT broker, a process of its own: 3.1.1, loopback only, sessions in memory. A restart of it loses queued messages;
 * clients must subscribe again, which mqtt.js does by itself.
 */
import { once } from 'node:events';
import net from 'node:net';
import { readSetting, runService, wholeNumber } from '@labwright/process';
import { Aedes } from 'aedes';
import { LOOPBACK } from '../loopback-port';

runService({
  name: 'broker',
  start: async (context) => {
    const port = readSetting('LABWRIGHT_BROKER_PORT', wholeNumber(1, 65_535));
    const broker = await Aedes.createBroker();
    const server = net.createServer((socket) => broker.handle(socket));
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    context.announce({ url: `mqtt://${LOOPBACK}:${port}` });
    return async () => {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    };
  },
});
