import { ManualTime } from '../conformance/manual-time';
import type { CommandIntent } from '../driver.contract';
import { EchoCommands, type EchoCommand } from './echo-commands';
import { JournaledExchange } from './journaled-exchange';
import { MemoryBroker } from './memory-broker';
import type { MqttLink } from './mqtt-link';

const fence = { assertWritable: () => undefined };
const command: EchoCommand = {
  kind: 'setpoint',
  label: 'lamp/level=5',
  topic: 'lab/lamp/level/set',
  payload: Buffer.from('5'),
  qos: 1,
  stateTopic: 'lab/lamp/level',
  shows: (payload) => Buffer.from(payload).toString() === '5',
  timeoutMs: 2000,
};

describe('EchoCommands', () => {
  let time: ManualTime;
  let broker: MemoryBroker;
  let link: MqttLink;
  let subject: EchoCommands;
  let journal: string[];

  beforeEach(async () => {
    time = new ManualTime();
    broker = new MemoryBroker(time);
    journal = [];
    const note = (what: string, { bytes }: { bytes: Uint8Array }): void => void journal.push(`${what} ${Buffer.from(bytes).toString()}`);
    const exchange = new JournaledExchange({
      instrument: 'lamp-1',
      url: 'mqtt://bench/lab',
      journal: {
        intend: async (intent: CommandIntent) => note('intent', intent),
        answered: (_, answer) => note(answer.outcome, answer),
      },
      clock: time,
      onNotice: () => undefined,
    });
    link = broker.link('mqtt://bench/lab', { instrument: 'lamp-1', fence, clientId: 'host' });
    await link.connect();
    await link.subscribe(['lab/lamp/#'], 2);
    subject = new EchoCommands({ link, exchange, timers: time });
  });

  afterEach(async () => {
    await link.close();
    await time.advance(10_000);
    expect(time.pending).toBe(0);
  });

  /** A lamp that shows what it is told. */
  const lamp = async (retain = true): Promise<MqttLink> => {
    const device = broker.link('mqtt://bench/lab', { instrument: 'lamp', fence, clientId: 'lamp' });
    device.onMessage(({ payload }) => void device.publish('lab/lamp/level', payload, { qos: 1, retain }));
    await device.connect();
    await device.subscribe(['lab/lamp/level/set'], 1);
    return device;
  };

  it('records the intent before the publish, and the echo as its answer', async () => {
    await lamp();
    const { value } = await time.run(subject.setAndAwaitEcho(command, { origin: null }));
    expect(value.retained).toBe(false);
    expect(journal).toEqual(['intent lab/lamp/level/set 5', 'succeeded lab/lamp/level 5']);
    expect(broker.published[0]).toMatchObject({ retain: false });
  });

  it('when no echo comes, ends with an unknown outcome after its deadline and sends nothing again', async () => {
    const failure = subject.setAndAwaitEcho(command, { origin: null });
    await expect(time.run(failure)).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT', context: { outcome: 'unknown', timeoutMs: 2000 } });
    expect(broker.published).toHaveLength(1);
  });

  it('when another value is shown, goes on waiting', async () => {
    const answer = subject.setAndAwaitEcho(command, { origin: null });
    await time.advance(500);
    broker.inject('lab/lamp/level', '4', true);
    await time.advance(500);
    broker.inject('lab/lamp/level', '5', true);
    expect(Buffer.from((await time.run(answer)).value.payload).toString()).toBe('5');
    expect(time.wallNow()).toBe(1000);
  });

  it('when only the echo was lost, finds the value at the broker', async () => {
    await lamp();
    broker.shape = ({ clientId, retained }) => (clientId === 'host' && !retained ? [] : [0]);
    expect((await time.run(subject.setAndAwaitEcho(command, { origin: null }))).value.retained).toBe(true);
  });

  it('when the echo comes twice and late, takes it once', async () => {
    await lamp();
    broker.shape = ({ clientId }) => (clientId === 'host' ? [1500, 1600] : [0]);
    await time.run(subject.setAndAwaitEcho(command, { origin: null }));
    await time.advance(1000);
    expect(journal).toHaveLength(2);
  });

  it('when the broker is away, refuses, and nothing arrives later', async () => {
    await lamp();
    broker.setAway(true);
    const failure = subject.setAndAwaitEcho(command, { origin: null });
    await expect(time.run(failure)).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED', context: { outcome: 'failed' } });
    broker.setAway(false);
    await time.advance(5000);
    expect(broker.published).toHaveLength(0);
  });
});
