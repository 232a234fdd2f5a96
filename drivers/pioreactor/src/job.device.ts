import { afterLab, afterWall, type DeviceLinkFactory, type DeviceWorld, type MqttLink, type MqttMessage } from '@drivers/kit';
import type { Outbox } from './outbox.device';
import { decodeMessage, encodePayload, JobState, type Payload } from './pioreactor.protocol';
import { BROADCAST, parseTopic, topicText } from './topic.protocol';
import { wireObject, wireString, type WireJson } from './wire-json.protocol';

/** Between two attempts to get to the broker, wall milliseconds: the broker is no simulated thing. */
const RETRY_WALL_MS = 500;
/** A live job that sees `lost` on its own state says its real state again after this, lab milliseconds. Source: `base.py`. */
const REPAIR_MS = 1000;

/** Where a job lives and what it stands on. */
export interface JobPlace {
  readonly root: string;
  readonly unit: string;
  readonly experiment: string;
  readonly world: DeviceWorld;
  readonly outbox: Outbox;
  readonly open: DeviceLinkFactory;
}

/** What a kind of job does. */
export interface JobRole {
  readonly name: string;
  /** Plain settings as they are published at the start. */
  readonly settings: Readonly<Record<string, Payload>>;
  /** Takes a new value; gives the value that is published then, or null when the setting is read-only. */
  set(setting: string, text: string): string | null;
  /** Called once it is ready, after sleeping too, and with `sleeping` or the end. */
  state(state: JobState): void;
}

/**
 * One job of the unit with a connection and a last will of its own, as in the vendor's software. Modes: init -> ready <-> sleeping ->
 * disconnected; `die()` ends it without a word, and the broker says `lost`. Retained set messages are ignored. After a broker restart
 * it says everything again.
 */
export class DeviceJob {
  private current: JobState = 'init';
  private readonly values: Map<string, Payload>;
  private readonly link: MqttLink;
  private readonly cancels = new Set<() => void>();
  private ended = false;

  constructor(
    private readonly place: JobPlace,
    readonly role: JobRole,
    serial: number,
  ) {
    this.values = new Map(Object.entries(role.settings));
    const will = { topic: this.topic('$state'), payload: Buffer.from(JobState.lost), qos: 2, retain: true } as const;
    this.link = place.open(`${place.unit}-${role.name}-${serial}`, will);
    this.link.onMessage((message) => this.receive(message));
    this.link.onUp(() => this.announce());
  }

  get experiment(): string {
    return this.place.experiment;
  }

  get state(): JobState {
    return this.current;
  }

  start(): void {
    this.link.connect().then(
      () => this.begin(),
      () => this.retry(() => this.start()),
    );
  }

  /** Says goodbye and clears what it had retained. */
  stop(): void {
    if (this.ended) return;
    this.enter('disconnected');
    for (const setting of this.values.keys()) this.say(setting, { is: 'empty' });
    this.finish();
    void this.link.close();
  }

  /** Killed: the broker publishes its last will. */
  die(): void {
    if (this.ended) return;
    this.current = 'lost';
    this.role.state('lost');
    this.finish();
    void this.link.cut();
  }

  /** Drops the connection and comes back, as a unit whose network fails. */
  loseNetwork(): void {
    void this.link.cut();
  }

  reconnect(): void {
    this.link.connect().then(
      () => this.announce(),
      () => this.retry(() => this.reconnect()),
    );
  }

  /** What the broker of a dropped connection would say late. */
  sayLost(): void {
    this.place.outbox.setting(this.link, this.topic('$state'), Buffer.from(JobState.lost));
  }

  measure(setting: string, json: WireJson): void {
    if (this.current !== 'ready') return;
    const payload: Payload = { is: 'json', json };
    this.values.set(setting, payload);
    this.place.outbox.measurement(this.link, this.topic(setting), encodePayload(payload));
  }

  /** A dosing event of the unit. */
  dosed(json: WireJson): void {
    const { root, unit, experiment } = this.place;
    const topic = topicText({ is: 'events', root, unit, experiment, stream: 'dosing_events' });
    this.place.outbox.event(this.link, topic, encodePayload({ is: 'json', json }));
  }

  log(level: 'warning' | 'error', message: string): void {
    const { root, unit, experiment, world } = this.place;
    const json = wireObject({
      message: wireString(message),
      level: wireString(level.toUpperCase()),
      task: wireString(this.role.name),
      source: wireString('app'),
      timestamp: wireString(new Date(world.labNow()).toISOString()),
    });
    const topic = topicText({ is: 'log', root, unit, experiment, source: 'app', level });
    this.place.outbox.event(this.link, topic, encodePayload({ is: 'json', json }));
  }

  /** One setting, from the broker or the web interface. */
  write(setting: string, payload: Payload): void {
    if (this.ended) return;
    if (setting === '$state' && payload.is === 'state') {
      if (payload.state === 'disconnected') this.stop();
      else this.enter(payload.state);
      return;
    }
    const value = payload.is === 'text' ? this.role.set(setting, payload.text) : null;
    if (value === null) return this.log('warning', `Unable to set \`${setting}\` in ${this.role.name}: it is readonly or does not exist.`);
    const published: Payload = { is: 'text', text: value };
    this.values.set(setting, published);
    this.say(setting, published);
  }

  /** Calls back unless the job has ended. */
  later(labMs: number, callback: () => void): void {
    this.keep((done) => this.place.world.after(labMs, done), callback);
  }

  /** The same for what is done again and again, never faster than a broker bears. */
  again(labMs: number, callback: () => void): void {
    this.keep((done) => afterLab(this.place.world, labMs, done), callback);
  }

  private retry(callback: () => void): void {
    this.keep((done) => afterWall(this.place.world, RETRY_WALL_MS, done), callback);
  }

  private keep(begin: (done: () => void) => () => void, callback: () => void): void {
    const cancel = begin(() => {
      this.cancels.delete(cancel);
      callback();
    });
    this.cancels.add(cancel);
  }

  private begin(): void {
    if (this.ended) return void this.link.close();
    const { root, experiment } = this.place;
    const sets = [this.place.unit, BROADCAST].map((unit) => `${root}/${unit}/${experiment}/${this.role.name}/+/set`);
    this.link.subscribe([...sets, this.topic('$state')], 1).catch(() => undefined);
    this.enter('init');
    for (const [setting, payload] of this.values) this.say(setting, payload);
    this.enter('ready');
  }

  private announce(): void {
    if (this.ended) return;
    if (this.current === 'init') return this.begin();
    this.say('$state', { is: 'state', state: this.current });
    for (const [setting, payload] of this.values) this.say(setting, payload);
  }

  private enter(state: JobState): void {
    const changed = state !== this.current;
    this.current = state;
    this.say('$state', { is: 'state', state });
    if (changed) this.role.state(state);
  }

  private receive({ topic, payload, retained }: MqttMessage): void {
    const parsed = parseTopic(topic, this.place.root);
    if (!parsed || retained || this.ended) return;
    const message = decodeMessage(topic, payload, this.place.root);
    if (parsed.is === 'set') {
      if ('error' in message) this.log('warning', `${topic}: ${message.error}`);
      else this.write(parsed.setting, message.payload);
    } else if (!('error' in message) && message.payload.is === 'state' && message.payload.state === 'lost' && this.current !== 'init') {
      this.later(REPAIR_MS, () => this.say('$state', { is: 'state', state: this.current }));
    }
  }

  private say(setting: string, payload: Payload): void {
    this.place.outbox.setting(this.link, this.topic(setting), encodePayload(payload));
  }

  private topic(setting: string): string {
    const { root, unit, experiment } = this.place;
    return topicText({ is: 'setting', root, unit, experiment, job: this.role.name, setting });
  }

  private finish(): void {
    this.ended = true;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }
}
