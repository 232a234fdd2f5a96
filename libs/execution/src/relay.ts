import { Channel, drainOutbox, type Database, type OutboxRow, type PgListener } from '@labwright/persistence';
import type { WakeQueues } from '@labwright/queue';
import { BackgroundLoop } from './background-loop';

const BATCH = 100;

/**
 * Turns outbox rows into queue jobs. A row is removed only when its job is in the queue; a job's id is its row's id, so that a row
 * delivered twice is one job. Woken by notification; drains at start, after each reconnect, and every second in case one was lost.
 */
export class Relay {
  private readonly loop: BackgroundLoop;
  private readonly unlisten: () => void;

  constructor(
    private readonly database: Database,
    private readonly queues: WakeQueues,
    listener: PgListener,
    onError: (where: string, error: Error) => void,
  ) {
    this.loop = new BackgroundLoop({ name: 'relay', everyMs: 1_000, work: () => this.drain(), onError }).start();
    this.unlisten = listener.on(Channel.outbox, () => this.loop.kick());
  }

  async stop(): Promise<void> {
    this.unlisten();
    await this.loop.stop();
  }

  private async drain(): Promise<void> {
    while ((await drainOutbox(this.database, BATCH, (rows) => this.deliver(rows))) === BATCH);
  }

  private async deliver(rows: readonly OutboxRow[]): Promise<void> {
    const byQueue = new Map<string, OutboxRow[]>();
    for (const row of rows) {
      const list = byQueue.get(row.queue);
      if (list) list.push(row);
      else byQueue.set(row.queue, [row]);
    }
    await Promise.all([...byQueue].map(([queue, list]) => this.queues.add(queue, list)));
  }
}
