import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { evenOut } from './inbound-flow';

const COUNT = 400;

/** A real broker, somebody who publishes as fast as it takes it, and a client that listens. */
describe('a flood of messages', () => {
  let aedes: Aedes;
  let server: Server;
  let sender: MqttClient;
  let listener: MqttClient;

  beforeEach(async () => {
    aedes = await Aedes.createBroker();
    server = createServer((socket) => void aedes.handle(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
    [sender, listener] = await Promise.all([connectAsync(url), connectAsync(url)]);
    evenOut(listener);
    await listener.subscribeAsync('unit/#', { qos: 1 });
  });
  afterEach(async () => {
    await Promise.all([sender.endAsync(true), listener.endAsync(true)]);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await new Promise((resolve) => server.close(resolve));
  });

  /** All of them, each taken by `take`. */
  async function flood(take: (n: number) => void): Promise<void> {
    let taken = 0;
    const all = new Promise<void>((resolve) => {
      listener.on('message', () => {
        take(taken);
        taken += 1;
        if (taken === COUNT) resolve();
      });
    });
    await Promise.all([all, ...Array.from({ length: COUNT }, (_, n) => sender.publishAsync(`unit/${n}`, 'x', { qos: 1 }))]);
  }

  it('when each takes a millisecond, leaves the rest of the process its turn after some ten of them', async () => {
    let inTurn = 0;
    let most = 0;
    const otherWork = (): void => void (inTurn = 0);
    await flood(() => {
      const end = performance.now() + 1;
      while (performance.now() < end);
      if (inTurn === 0) setImmediate(otherWork);
      inTurn += 1;
      most = Math.max(most, inTurn);
    });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(15);
  });

  /** How often something is given to the system. */
  function writes(): () => number {
    const stream = listener.stream as Socket;
    const [single, many] = [jest.spyOn(stream, '_write'), jest.spyOn(stream as never, '_writev')];
    return () => single.mock.calls.length + many.mock.calls.length;
  }

  it('when they come together, their receipts go together', async () => {
    const written = writes();
    await flood(() => undefined);
    expect(written()).toBeLessThan(COUNT / 4);
  });

  it('when a command is sent in between, it goes at once, and what follows in its turn too', async () => {
    const written = writes();
    const before: number[] = [];
    await flood((n) => {
      before.push(written());
      if (n === 5) listener.publish('other', 'y');
    });
    const [atCommand = NaN, next = NaN, afterNext = NaN] = before.slice(5);
    expect(next).toBeGreaterThan(atCommand);
    expect(afterNext).toBeGreaterThan(next);
  });
});
