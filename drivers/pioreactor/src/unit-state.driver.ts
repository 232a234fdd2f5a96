import type { DriverReading } from '@labwright/domain';
import { JobPresence, type DriverTimers, type MqttMessage } from '@drivers/kit';
import { lateness } from './lateness.driver';
import { isTrouble } from './pioreactor.errors';
import { decodePayload, plainNumber, type Payload } from './pioreactor.protocol';
import { parseTopic, UNIVERSAL_EXPERIMENT, type PioTopic } from './topic.protocol';
import { numberOf, scalar, type WireJson } from './wire-json.protocol';

/** Jobs that the driver starts and watches. */
export type JobName = 'stirring' | 'temperature_automation' | 'od_reading' | 'add_media' | 'add_alt_media' | 'remove_waste' | 'monitor';

/** A value of a topic with how we came by it. */
export interface Known {
  readonly value: number;
  /** False for what the broker had retained: history. */
  readonly live: boolean;
  /** Lab time of arrival, milliseconds since the epoch. */
  readonly at: number;
  readonly reading: DriverReading | null;
}

/** One dosing event of this experiment. */
export interface DosingEvent {
  /** Millilitres; below 0 for waste. */
  readonly volume: number;
  readonly event: string;
  readonly source: string | null;
  readonly timestamp: string;
  readonly raw: Uint8Array;
}

export interface UnitStateOptions {
  readonly root: string;
  readonly unit: string;
  readonly experiment: string;
  readonly timers: DriverTimers;
  readonly labNow: () => number;
  /** Id of the last question to the unit; readings that come by themselves belong to it. */
  readonly commandId: () => string;
  readonly onReading: (reading: DriverReading) => void;
  readonly onLog: (level: string, text: string, raw: Uint8Array) => void;
  /** The monitor's last will stood for 3 s: the unit has no power, or no network. */
  readonly onUnitLost: () => void;
  /** The monitor began anew, while we listened; `since` is when, as it says. What it says of an older one is not meant for this one. */
  readonly onUnitRestarted: (since: string) => void;
}

/** Events kept for reconciling; a day of dosing every minute is fewer. */
const KEEP_EVENTS = 20_000;
/** Topics remembered as read; a unit has some dozens. */
const KEEP_TOPICS = 500;

interface OwnTopic {
  readonly topic: PioTopic;
  readonly head: Buffer;
}

/**
 * What a unit's topics say, as far as the driver needs it. Retained values are kept as history and never published as readings; copies
 * and measurements older than the last one of their topic are dropped. A crash loses it; the next connection starts from what the
 * broker retains.
 */
export class UnitState {
  readonly presence: JobPresence;
  readonly events: DosingEvent[] = [];
  /** The monitor's `versions`, or null until it came. */
  versions: WireJson | null = null;
  private readonly values = new Map<string, Known>();
  private readonly topics = new Map<string, OwnTopic | null>();
  /** Of the last measurement of each topic, milliseconds since the epoch. */
  private readonly latest = new Map<string, number>();
  private readonly seenEvents = new Set<string>();
  private readonly logs = new Map<string, { text: string; at: number }>();

  constructor(private readonly options: UnitStateOptions) {
    this.presence = new JobPresence({
      timers: options.timers,
      lost: 'lost',
      onState: (job, state, live) => {
        if (job === 'monitor' && state === 'lost' && live) options.onUnitLost();
      },
    });
  }

  /**
   * Filters by quality of service. Of settings and states the broker retains the newest and sends it at each subscription, so QoS 0
   * misses nothing while the link is up. Each measurement and each event counts: QoS 1, and copies are dropped here.
   */
  get filters(): { readonly events: readonly string[]; readonly fresh: readonly string[] } {
    const { root, unit, experiment } = this.options;
    const at = `${root}/${unit}/${experiment}`;
    const monitor = `${root}/${unit}/${UNIVERSAL_EXPERIMENT}/monitor`;
    const measured = ['stirring/measured_rpm', 'temperature_automation/temperature', ...[1, 2, 3, 4].map((n) => `od_reading/od${n}`)];
    const settings = ['+/$state', 'stirring/target_rpm', 'temperature_automation/target_temperature', 'logs/+/+'];
    return {
      events: ['dosing_events', ...measured].map((topic) => `${at}/${topic}`),
      fresh: [`${monitor}/$state`, `${monitor}/versions`, ...settings.map((topic) => `${at}/${topic}`)],
    };
  }

  /** The last value of a topic such as `stirring/measured_rpm`, or null. */
  known(topic: string): Known | null {
    return this.values.get(topic) ?? null;
  }

  /** The last error or warning that a job logged since a lab time, or null. */
  logSince(job: string, since: number): string | null {
    const log = this.logs.get(job);
    return log && log.at >= since ? log.text : null;
  }

  receive(message: MqttMessage): void {
    const of = this.topic(message.topic);
    if (!of) return;
    const { topic } = of;
    const payload = decodePayload(topic, message.payload);
    if ('error' in payload) return;
    const raw = Buffer.concat([of.head, message.payload]);
    switch (topic.is) {
      case 'setting':
        return this.setting(payload, topic, message.retained, raw);
      case 'events':
        return topic.stream === 'dosing_events' && payload.is === 'json' ? this.dosed(payload.json, raw) : undefined;
      case 'log':
        if (payload.is === 'json' && !message.retained) this.logged(topic.level, payload.json, raw);
        return;
      case 'set':
    }
  }

  /** A topic of this unit, with how the raw bytes of its messages begin; a measurement comes on the same few all the time. */
  private topic(text: string): OwnTopic | null {
    const before = this.topics.get(text);
    if (before !== undefined) return before;
    const topic = parseTopic(text, this.options.root);
    const own = topic?.unit === this.options.unit ? { topic, head: Buffer.from(`${text} `) } : null;
    if (this.topics.size >= KEEP_TOPICS) this.topics.clear();
    this.topics.set(text, own);
    return own;
  }

  private setting(payload: Payload, { job, setting }: Extract<PioTopic, { is: 'setting' }>, retained: boolean, raw: Uint8Array): void {
    const topic = `${job}/${setting}`;
    if (setting === '$state') {
      if (payload.is === 'state' || payload.is === 'empty') this.presence.see(job, payload.is === 'state' ? payload.state : null, retained);
      return;
    }
    if (payload.is === 'empty') {
      this.values.delete(topic);
    } else if (payload.is === 'text') {
      const value = plainNumber(payload.text);
      if (value !== null) this.keep(topic, value, !retained, null);
    } else if (payload.is === 'json') {
      if (topic === 'monitor/versions') this.began(payload.json, retained);
      else this.measured(topic, payload.json, retained, raw);
    }
  }

  /** The moment at which the monitor began names its session: it says the same one again after the broker was away. */
  private began(versions: WireJson, retained: boolean): void {
    const before = this.versions === null ? undefined : scalar(this.versions, 'timestamp');
    this.versions = versions;
    const since = scalar(versions, 'timestamp');
    if (!retained && typeof before === 'string' && typeof since === 'string' && since !== before) this.options.onUnitRestarted(since);
  }

  private measured(topic: string, json: WireJson, retained: boolean, raw: Uint8Array): void {
    const stamp = Date.parse(String(scalar(json, 'timestamp') ?? ''));
    const last = this.latest.get(topic);
    if (last !== undefined && stamp <= last) return;
    this.latest.set(topic, stamp);
    const reading = this.reading(topic, json, raw);
    if (!reading || reading.value === null) return;
    this.keep(topic, reading.value, !retained, reading);
    if (retained) return;
    const lateMs = lateness(stamp, this.options.labNow());
    this.options.onReading(lateMs > 0 ? { ...reading, lateMs } : reading);
  }

  private reading(topic: string, json: WireJson, raw: Uint8Array): DriverReading | null {
    const commandId = this.options.commandId();
    if (topic === 'stirring/measured_rpm') {
      const target = this.known('stirring/target_rpm')?.value ?? null;
      return { name: 'speed', value: numberOf(json, 'measured_rpm') ?? null, unit: '{rpm}', quality: 'ok', target, raw, commandId };
    }
    if (topic === 'temperature_automation/temperature') {
      const target = this.known('temperature_automation/target_temperature')?.value ?? null;
      return { name: 'temperature', value: numberOf(json, 'temperature') ?? null, unit: 'Cel', quality: 'ok', target, raw, commandId };
    }
    if (!topic.startsWith('od_reading/od')) return null;
    // Without a calibration the number is like a voltage and no optical density.
    const quality = scalar(json, 'calibrated') === 1 ? 'ok' : 'suspect';
    return { name: 'optical_density', value: numberOf(json, 'od') ?? null, unit: '{AU}', quality, raw, commandId };
  }

  private keep(topic: string, value: number, live: boolean, reading: DriverReading | null): void {
    this.values.set(topic, { value, live, at: this.options.labNow(), reading });
  }

  private dosed(json: WireJson, raw: Uint8Array): void {
    const key = Buffer.from(raw).toString();
    if (this.seenEvents.has(key)) return;
    this.seenEvents.add(key);
    const source = scalar(json, 'source_of_event');
    this.events.push({
      volume: numberOf(json, 'volume_change') ?? 0,
      event: String(scalar(json, 'event') ?? ''),
      source: typeof source === 'string' ? source : null,
      timestamp: String(scalar(json, 'timestamp') ?? ''),
      raw,
    });
    if (this.events.length > KEEP_EVENTS) this.events.shift();
  }

  private logged(level: string, json: WireJson, raw: Uint8Array): void {
    const text = String(scalar(json, 'message') ?? '');
    if (isTrouble(level)) this.logs.set(String(scalar(json, 'task') ?? ''), { text, at: this.options.labNow() });
    this.options.onLog(level, text, raw);
  }
}
