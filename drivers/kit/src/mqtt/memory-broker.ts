import type { DriverTimers } from '../session/timers';
import type { Unsubscribe } from '../transport/transport';
import { brokerError, linkDownError } from './mqtt.errors';
import { LinkListeners, type MqttGreeting, type MqttLink, type MqttLinkOptions, type MqttMessage, type Qos } from './mqtt-link';
import { matchesFilter } from './topic-filter';

/** One message on its way to one client, as the shaping hook sees it. */
export interface Delivery extends MqttMessage {
  readonly clientId: string;
}

/** One message that a client handed to the broker. */
export interface Published {
  readonly clientId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
}

interface BrokerSession {
  readonly filters: Map<string, Qos>;
  readonly queue: MqttMessage[];
}

/** From losing the broker to the next attempt, wall milliseconds. */
const RECONNECT_MS = 250;

/**
 * A broker inside this process, for specs: retained messages, last wills, kept sessions. Messages arrive a microtask later, or as
 * `shape` says. Modes: here <-> away; a restart forgets sessions and, unless told otherwise, retained messages, as aedes does.
 */
export class MemoryBroker {
  /** Milliseconds after which each copy of a delivery arrives: `[]` drops it, `[0, 0]` doubles it, different delays reorder. */
  shape: (delivery: Delivery) => readonly number[] = () => [0];
  /** Everything that clients published, oldest first. */
  readonly published: Published[] = [];
  private readonly retained = new Map<string, Uint8Array>();
  private readonly sessions = new Map<string, BrokerSession>();
  private readonly links = new Set<MemoryLink>();
  private away = false;

  constructor(private readonly timers: DriverTimers) {}

  /** A closed link to this broker. */
  link(url: string, options: MqttLinkOptions): MqttLink {
    return new MemoryLink(url, { ...options, timers: this.timers }, this);
  }

  get isAway(): boolean {
    return this.away;
  }

  /** Takes the broker away from everybody, or brings it back with what it keeps. */
  setAway(away: boolean): void {
    if (away === this.away) return;
    this.away = away;
    if (away) for (const link of [...this.links]) link.lost('the broker went away');
  }

  /** Down and up again at once. */
  restart(keep: { readonly retained: boolean } = { retained: false }): void {
    this.setAway(true);
    this.sessions.clear();
    if (!keep.retained) this.retained.clear();
    this.setAway(false);
  }

  /** The retained payload of a topic as text, or null. */
  retainedText(topic: string): string | null {
    const payload = this.retained.get(topic);
    return payload ? Buffer.from(payload).toString() : null;
  }

  /** Publishes as if some other client had. */
  inject(topic: string, payload: string, retain = false): void {
    this.take({ clientId: 'spec', topic, payload: Buffer.from(payload), qos: 1, retain });
  }

  /** @internal */
  admit(link: MemoryLink): MqttGreeting {
    if (this.away) throw new Error('connect ECONNREFUSED');
    const { clientId, keepSession } = link.options;
    for (const other of [...this.links]) if (other.options.clientId === clientId) other.lost('another client took the same id');
    this.links.add(link);
    const session = this.sessions.get(clientId);
    if (!keepSession) this.sessions.delete(clientId);
    if (!keepSession || !session) return { sessionPresent: false };
    for (const message of session.queue.splice(0)) this.deliver(link, message);
    return { sessionPresent: true };
  }

  /** @internal */
  leave(link: MemoryLink, farewell: boolean): void {
    if (!this.links.delete(link) || farewell || this.away) return;
    const { will, clientId } = link.options;
    if (will) this.take({ clientId, ...will });
  }

  /** @internal */
  subscribe(link: MemoryLink, filters: readonly string[], qos: Qos): void {
    const { clientId, keepSession } = link.options;
    const session = this.sessions.get(clientId) ?? { filters: new Map<string, Qos>(), queue: [] };
    if (keepSession) this.sessions.set(clientId, session);
    for (const filter of filters) {
      session.filters.set(filter, qos);
      for (const [topic, payload] of this.retained)
        if (matchesFilter(filter, topic)) this.deliver(link, { topic, payload, retained: true, duplicate: false });
    }
  }

  /** @internal */
  take(message: Published): void {
    this.published.push(message);
    const { topic, payload } = message;
    if (message.retain) {
      if (payload.length === 0) this.retained.delete(topic);
      else this.retained.set(topic, payload);
    }
    const news = { topic, payload, retained: false, duplicate: false };
    for (const link of this.links) if (link.wants(topic)) this.deliver(link, news);
    for (const [clientId, session] of this.sessions) {
      const online = [...this.links].some((link) => link.options.clientId === clientId);
      const queued = !online && [...session.filters].some(([filter, qos]) => qos > 0 && matchesFilter(filter, topic));
      if (queued && message.qos > 0) session.queue.push(news);
    }
  }

  private deliver(link: MemoryLink, message: MqttMessage): void {
    for (const [copy, delay] of this.shape({ ...message, clientId: link.options.clientId }).entries()) {
      const sent = copy === 0 ? message : { ...message, duplicate: true };
      if (delay <= 0) queueMicrotask(() => link.receive(sent));
      else this.timers.after(delay, () => link.receive(sent));
    }
  }
}

/** A client's end. It comes back by itself after `RECONNECT_MS`, as the real one does. */
class MemoryLink implements MqttLink {
  isUp = false;
  private wanted = false;
  private cancelRetry: (() => void) | null = null;
  private readonly filters = new Map<string, Qos>();
  private readonly listeners = new LinkListeners();

  constructor(
    readonly id: string,
    readonly options: MqttLinkOptions & { readonly timers: DriverTimers },
    private readonly broker: MemoryBroker,
  ) {}

  async connect(): Promise<MqttGreeting> {
    if (this.isUp) return { sessionPresent: true };
    try {
      return this.open();
    } catch (error) {
      throw brokerError({ instrument: this.options.instrument, url: this.id }, error);
    }
  }

  async publish(topic: string, payload: Uint8Array, options: { qos: Qos; retain: boolean }): Promise<void> {
    this.mustBeUp(`${topic} was not published`);
    this.options.fence.assertWritable();
    const message = { clientId: this.options.clientId, topic, payload: Uint8Array.from(payload), ...options };
    queueMicrotask(() => this.broker.take(message));
  }

  async subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    for (const filter of filters) this.filters.set(filter, qos);
    this.mustBeUp('nothing was subscribed');
    this.broker.subscribe(this, filters, qos);
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

  async close(): Promise<void> {
    this.end(true);
  }

  async cut(): Promise<void> {
    this.end(false);
  }

  /** @internal */
  wants(topic: string): boolean {
    return [...this.filters.keys()].some((filter) => matchesFilter(filter, topic));
  }

  /** @internal */
  receive(message: MqttMessage): void {
    if (this.isUp) this.listeners.emitMessage(message);
  }

  /** @internal */
  lost(why: string): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.broker.leave(this, false);
    this.listeners.emitDown(why);
    this.retry();
  }

  private open(): MqttGreeting {
    const greeting = this.broker.admit(this);
    this.isUp = true;
    this.wanted = true;
    for (const [filter, qos] of this.filters) this.broker.subscribe(this, [filter], qos);
    return greeting;
  }

  private retry(): void {
    this.cancelRetry = this.options.timers.after(RECONNECT_MS, () => {
      if (!this.wanted || this.isUp) return;
      if (this.broker.isAway) return this.retry();
      this.listeners.emitUp(this.open());
    });
  }

  private end(farewell: boolean): void {
    this.wanted = false;
    this.cancelRetry?.();
    this.cancelRetry = null;
    if (!this.isUp) return;
    this.isUp = false;
    this.broker.leave(this, farewell);
  }

  private mustBeUp(what: string): void {
    if (this.isUp) return;
    throw linkDownError({ instrument: this.options.instrument, url: this.id }, `${what}, because the broker is away`, 'failed');
  }
}
