import { connect, type IConnackPacket, type MqttClient } from 'mqtt';
import { brokerError, linkDownError } from '../mqtt/mqtt.errors';
import { LinkListeners, type MqttGreeting, type MqttLink, type MqttLinkOptions, type MqttMessage, type Qos } from '../mqtt/mqtt-link';
import { nodeTimers } from '../session/timers';
import { evenOut } from './inbound-flow';
import { parseMqttUrl, type MqttUrl } from './mqtt-url';
import { holds } from './fenced-write';
import type { Unsubscribe } from './transport';

/** How long a broker may take to accept, wall milliseconds. */
const CONNECT_MS = 5000;
/** How long a broker may take to take a subscription, wall milliseconds; aedes 1.2 was seen to forget one. */
const SUBSCRIBE_MS = 3000;
/** Pause before the first and the longest before a later attempt to come back, wall milliseconds. */
const BACKOFF_MS = { first: 200, most: 5000 };
/** A farewell that a frozen broker does not take is not waited for longer, wall milliseconds; with publishes under way, on a busy machine. */
const FAREWELL_MS = { idle: 500, delivering: 5000 };

/**
 * A link through mqtt.js. Each connection has a client of its own, thrown away with whatever it had not sent, because mqtt.js would send
 * it after a reconnect (measured with 5.16: publishes made during an outage go out 1.0 to 1.3 s later).
 * Modes and exits: `MqttLink`. A crash leaves the last will to the broker, which publishes it after 1.5 times the keepalive at the latest.
 */
export class MqttTransport implements MqttLink {
  private readonly broker: MqttUrl;
  private readonly listeners = new LinkListeners();
  private readonly filters = new Map<string, Qos>();
  private readonly unacknowledged = new Set<(error: Error) => void>();
  private client: MqttClient | null = null;
  private greeting: MqttGreeting | null = null;
  private connecting: Promise<MqttGreeting> | null = null;
  private cancelRetry: (() => void) | null = null;
  private failures = 0;
  private closed = true;

  constructor(
    readonly id: string,
    private readonly options: MqttLinkOptions,
  ) {
    this.broker = parseMqttUrl(id);
  }

  get isUp(): boolean {
    return this.greeting !== null && this.client?.connected === true;
  }

  connect(): Promise<MqttGreeting> {
    if (this.greeting) return Promise.resolve(this.greeting);
    if (this.connecting) return this.connecting;
    this.closed = false;
    const attempt = this.open().finally(() => {
      this.connecting = null;
    });
    this.connecting = attempt;
    return attempt;
  }

  async publish(topic: string, payload: Uint8Array, options: { qos: Qos; retain: boolean }): Promise<void> {
    const { client } = this;
    if (!client || !this.isUp) throw linkDownError(this.names, `${topic} was not published, because the broker is away`, 'failed');
    this.options.fence.assertWritable();
    await new Promise<void>((resolve, reject) => {
      const end = (error?: Error | null): void => {
        this.unacknowledged.delete(end);
        if (error) reject(linkDownError(this.names, `the link ended while ${topic} was published (${error.message})`, 'unknown'));
        else resolve();
      };
      this.unacknowledged.add(end);
      client.publish(topic, Buffer.from(payload), options, end);
    });
  }

  async subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    for (const filter of filters) this.filters.set(filter, qos);
    const { client } = this;
    if (!client || !this.isUp) throw linkDownError(this.names, 'nothing was subscribed, because the broker is away', 'failed');
    try {
      await this.ask(client, filters, qos);
    } catch (error) {
      throw linkDownError(this.names, `the broker took no subscription (${text(error)})`, 'failed');
    }
  }

  onMessage(callback: (message: MqttMessage) => void): Unsubscribe {
    return this.listeners.onMessage(callback);
  }

  onUp(callback: (greeting: MqttGreeting) => void): Unsubscribe {
    return this.listeners.onUp(callback);
  }

  onDown(callback: (why: string) => void): Unsubscribe {
    return this.listeners.onDown(callback);
  }

  close(): Promise<void> {
    return this.end(false);
  }

  cut(): Promise<void> {
    return this.end(true);
  }

  private get names(): { instrument: string; url: string } {
    return { instrument: this.options.instrument, url: this.id };
  }

  private async end(force: boolean): Promise<void> {
    this.closed = true;
    this.cancelRetry?.();
    this.cancelRetry = null;
    const { client } = this;
    this.client = null;
    this.greeting = null;
    const farewellMs = this.unacknowledged.size > 0 ? FAREWELL_MS.delivering : FAREWELL_MS.idle;
    this.fail('the link was closed');
    if (client) await discard(client, force || !client.connected, farewellMs);
  }

  /** One connection. Listeners are attached before the first packet: queued messages come with the broker's greeting. */
  private async open(): Promise<MqttGreeting> {
    const { clientId, keepSession = false, password, will, keepaliveSeconds = 3 } = this.options;
    const user = this.options.user ?? this.broker.user;
    const client = connect({
      protocol: 'mqtt',
      host: this.broker.host,
      port: this.broker.port,
      manualConnect: true,
      clientId,
      clean: !keepSession,
      keepalive: keepaliveSeconds,
      connectTimeout: CONNECT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      ...(user === null ? {} : { username: user }),
      ...(password === undefined ? {} : { password }),
      ...(will ? { will: { ...will, payload: Buffer.from(will.payload) } } : {}),
    });
    this.client = client;
    client.on('message', (topic, payload, packet) => {
      if (this.client !== client) return;
      this.listeners.emitMessage({ topic, payload, retained: packet.retain, duplicate: packet.dup });
    });
    evenOut(client);
    // mqtt.js writes a packet right after this event. The second half of a QoS 2 publish makes some brokers pass the message on, as late as it
    // comes.
    client.on('packetsend', ({ cmd }) => {
      if ((cmd === 'publish' || cmd === 'pubrel') && !holds(this.options.fence)) client.stream.destroy();
    });
    let lastError: Error | null = null;
    client.on('error', (error: Error) => {
      lastError = error;
    });
    try {
      const sessionPresent = await new Promise<boolean>((resolve, reject) => {
        client.once('connect', (packet: IConnackPacket) => resolve(packet.sessionPresent));
        client.once('close', () => reject(lastError ?? new Error('the connection was closed')));
        client.once('error', reject);
        client.connect();
      });
      for (const qos of [0, 1, 2] as const) {
        const filters = [...this.filters].filter(([, wanted]) => wanted === qos).map(([filter]) => filter);
        if (filters.length > 0) await this.ask(client, filters, qos);
      }
      if (this.client !== client) throw new Error('the link was closed while it opened');
      if (!client.connected) throw lastError ?? new Error('the connection was closed');
      client.once('close', () => this.lost(client, lastError?.message ?? 'the broker closed the connection'));
      this.failures = 0;
      this.greeting = { sessionPresent };
      return this.greeting;
    } catch (error) {
      if (this.client === client) this.client = null;
      await discard(client, true);
      throw brokerError(this.names, error);
    }
  }

  private async ask(client: MqttClient, filters: readonly string[], qos: Qos): Promise<void> {
    let cancel = (): void => undefined;
    const silence = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to a subscription in ${SUBSCRIBE_MS} ms`)), SUBSCRIBE_MS);
      cancel = () => clearTimeout(timer);
    });
    const granted = await Promise.race([client.subscribeAsync([...filters], { qos }), silence]).finally(() => cancel());
    const refused = granted.find((grant) => grant.qos === 128);
    if (refused) throw new Error(`not allowed to read ${refused.topic}`);
  }

  private lost(client: MqttClient, why: string): void {
    if (this.client !== client) return;
    this.client = null;
    this.greeting = null;
    void discard(client, true);
    this.fail(why);
    this.listeners.emitDown(why);
    this.retry();
  }

  private retry(): void {
    if (this.closed) return;
    const pause = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** this.failures);
    this.failures += 1;
    this.cancelRetry = (this.options.timers ?? nodeTimers).after(pause, () => {
      this.cancelRetry = null;
      this.connect().then(
        (greeting) => this.listeners.emitUp(greeting),
        () => this.retry(),
      );
    });
  }

  private fail(why: string): void {
    for (const end of [...this.unacknowledged]) end(new Error(why));
  }
}

/**
 * Ends a client for good; unless forced, after what it published was acknowledged. A listener stays, because an 'error' that nobody hears
 * would end the process.
 */
async function discard(client: MqttClient, force: boolean, farewellMs = FAREWELL_MS.idle): Promise<void> {
  client.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, farewellMs);
    client.end(force, () => {
      clearTimeout(timer);
      resolve();
    });
  });
  if (!force) client.stream?.destroy();
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A closed link to the broker that the URL names. @throws LabError SETTING_INVALID */
export function openMqttLink(url: string, options: MqttLinkOptions): MqttLink {
  return new MqttTransport(url, options);
}
