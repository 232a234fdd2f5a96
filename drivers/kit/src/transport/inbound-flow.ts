import { performance } from 'node:perf_hooks';
import type { MqttClient } from 'mqtt';

/** Messages of all links in one turn of the event loop, wall milliseconds. */
const TURN_MS = 10;

/** The turn of the event loop that messages are worked on in; shared, because a flood seldom comes by one link alone. */
class LoopTurn {
  private begunAt: number | null = null;

  /** Whether others have waited long enough. */
  get isOver(): boolean {
    if (this.begunAt !== null) return performance.now() - this.begunAt > TURN_MS;
    this.begunAt = performance.now();
    setImmediate(() => (this.begunAt = null));
    return false;
  }
}

const turn = new LoopTurn();

/**
 * What a flood of messages must not do. mqtt.js takes one message after the other before anything else of the process has its turn, so timers and
 * answers of the database would wait, and a bench agent would lose the ownership of its instruments: after 10 ms the rest waits for the next
 * turn, and TCP makes the sender wait. And it gives each receipt to the system by itself, which costs as much as the message: those of one
 * turn go together, unless something else is sent. That takes them along, and from there on nothing waits in this turn: a command leaves
 * while the fence's answer is fresh.
 */
export function evenOut(client: MqttClient): void {
  client.handleMessage = (_packet, done) => {
    if (turn.isOver) setImmediate(done);
    else done();
  };
  let receipts: 'single' | 'gathered' | 'passing' = 'single';
  const endTurn = (): void => {
    if (receipts === 'gathered') client.stream.uncork();
    receipts = 'single';
  };
  client.on('packetreceive', ({ cmd }) => {
    if (cmd !== 'publish' || receipts !== 'single') return;
    receipts = 'gathered';
    client.stream.cork();
    setImmediate(endTurn);
  });
  client.on('packetsend', ({ cmd }) => {
    if (cmd === 'puback' || receipts === 'passing') return;
    if (receipts === 'gathered') client.stream.uncork();
    else setImmediate(endTurn);
    receipts = 'passing';
  });
}
