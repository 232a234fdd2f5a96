import { Client } from 'pg';

/** Channels of the database's own triggers. */
export const Channel = {
  events: 'lab_events',
  outbox: 'lab_outbox',
  clock: 'lab_clock',
  timers: 'lab_timers',
  instruments: 'lab_instruments',
  requests: 'lab_requests',
} as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

/**
 * LISTEN on one connection of its own. A notification only says "look": it is lost while the connection is down, so every
 * listener is called once after each (re)connect too, and nobody may rely on notifications alone.
 *
 * Modes: connected; reconnecting (every 500 ms, without end until `close`). A crash leaves nothing behind.
 */
export class PgListener {
  private client: Client | null = null;
  private closed = false;
  private retry: NodeJS.Timeout | null = null;
  private statements: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Map<Channel, Set<() => void>>();

  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  /** Calls back on each notification, once as soon as it listens, and after each reconnect. The function returned takes it back. */
  on(channel: Channel, callback: () => void): () => void {
    const set = this.listeners.get(channel) ?? new Set();
    const first = set.size === 0;
    set.add(callback);
    this.listeners.set(channel, set);
    // What was notified before the server had the LISTEN is lost, so there may be something to see.
    if (first) this.listen(channel, callback);
    return () => set.delete(callback);
  }

  async connect(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: this.name, keepAlive: true, connectionTimeoutMillis: 5_000 });
    // The late end of an older connection says nothing about this one.
    const lost = () => {
      if (this.client === client || this.client === null) this.lost();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ channel }) => this.call(channel as Channel));
    try {
      await client.connect();
      for (const channel of this.listeners.keys()) await client.query(`listen ${channel}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    if (this.closed) return void client.end().catch(() => undefined);
    this.client = client;
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  /** One statement at a time on the connection. */
  private listen(channel: Channel, look: () => void): void {
    const { client } = this;
    if (!client) return;
    this.statements = this.statements
      .then(() => client.query(`listen ${channel}`))
      .then(look, () => {
        if (client === this.client) this.lost();
      });
  }

  private call(channel: Channel): void {
    for (const callback of this.listeners.get(channel) ?? []) callback();
  }

  private lost(): void {
    const client = this.client;
    this.client = null;
    client?.end().catch(() => undefined);
    if (this.closed || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      this.connect().then(
        () => [...this.listeners.keys()].forEach((channel) => this.call(channel)),
        () => this.lost(),
      );
    }, 500);
  }
}
