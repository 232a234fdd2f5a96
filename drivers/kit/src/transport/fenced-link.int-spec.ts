import { createServer, type AddressInfo, type Server } from 'node:net';
import { LabError } from '@labwright/domain';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import type { MqttLink } from '../mqtt/mqtt-link';
import { openMqttLink } from './mqtt.transport';

/** First byte of the second half of a QoS 2 publish. Some brokers pass the message on at the first half, as this one does, others at this. */
const PUBREL = 0x62;

/** A real broker, an instrument that listens, and the link of an owner whose ownership may end at any byte. */
describe('MqttTransport at the end of an ownership', () => {
  let aedes: Aedes;
  let server: Server;
  let device: MqttClient;
  let heard: string[];
  let releases: number;
  let isOurs: () => boolean;
  let subject: MqttLink;

  beforeEach(async () => {
    aedes = await Aedes.createBroker();
    releases = 0;
    server = createServer((socket) => {
      socket.on('data', (bytes) => void (releases += Number(bytes[0] === PUBREL)));
      aedes.handle(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
    heard = [];
    isOurs = () => true;
    device = await connectAsync(url);
    device.on('message', (_topic, payload) => void heard.push(payload.toString()));
    await device.subscribeAsync('unit/#', { qos: 2 });
    const fence = {
      assertWritable: () => {
        if (!isOurs()) throw new LabError('DRIVER_TRANSPORT_FENCED', 'ended', { instrument: 'x', outcome: 'failed' });
      },
    };
    subject = openMqttLink(url, { instrument: 'x', fence, clientId: 'owner' });
    await subject.connect();
  });
  afterEach(async () => {
    await subject.close();
    await device.endAsync(true);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await new Promise((resolve) => server.close(resolve));
  });

  /** The next thing that the instrument hears is from somebody else, by whom everything before has come. */
  async function afterwards(): Promise<readonly string[]> {
    await device.publishAsync('unit/end', 'end', { qos: 1 });
    while (!heard.includes('end')) await new Promise((resolve) => device.once('message', resolve));
    return heard.filter((text) => text !== 'end');
  }
  const publish = (qos: 1 | 2) => subject.publish('unit/set', Buffer.from('500'), { qos, retain: false });

  it('when it lasts, the instrument hears the command once', async () => {
    await publish(2);
    expect([await afterwards(), releases]).toEqual([['500'], 1]);
  });

  it('when it ends between the question and the packet, cuts the connection: nothing is heard, and the outcome is unknown', async () => {
    let asked = 0;
    isOurs = () => (asked += 1) === 1;
    await expect(publish(1)).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED', context: { outcome: 'unknown' } });
    expect(await afterwards()).toEqual([]);
  });

  it('when it ends in the middle of a QoS 2 publish, does not release the message', async () => {
    const refused = publish(2).catch((error: unknown) => error);
    isOurs = () => false;
    expect(await refused).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED', context: { outcome: 'unknown' } });
    await afterwards();
    expect(releases).toBe(0);
  });

  it('when it has ended, nothing is kept for the next connection', async () => {
    isOurs = () => false;
    await expect(publish(1)).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_FENCED' });
    await subject.cut();
    isOurs = () => true;
    await subject.connect();
    expect(await afterwards()).toEqual([]);
  });
});
