import type { DriverTimers } from '../session/timers';
import type { Unsubscribe } from '../transport/transport';
import type { WriteFence } from '../write-fence';

export type Qos = 0 | 1 | 2;

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True for what the broker kept from earlier: history, not news. */
  readonly retained: boolean;
  /** True when the broker says that it may have delivered this before. */
  readonly duplicate: boolean;
}

/** What the broker publishes when the connection ends without a farewell. */
export interface MqttWill {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
}

export interface MqttLinkOptions {
  /** For whom the link is; the name goes into messages. */
  readonly instrument: string;
  readonly fence: WriteFence;
  /** Two links of one id push each other off the broker. */
  readonly clientId: string;
  /** True: the broker keeps subscriptions and queues messages of QoS 1 and 2 while the link is down. Default false. */
  readonly keepSession?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly will?: MqttWill;
  /** Seconds, 2 to 5; a frozen broker is noticed after 1.5 times that. Default 3. */
  readonly keepaliveSeconds?: number;
  /** Wall timers; absent: those of Node. */
  readonly timers?: DriverTimers;
}

/** What the broker said on connecting. */
export interface MqttGreeting {
  /** True when the broker remembered this client, so that nothing it had queued is missing. */
  readonly sessionPresent: boolean;
}

/**
 * A connection to a broker, MQTT 3.1.1. Modes: closed -> up <-> down -> closed. After the first connection it comes back by itself with
 * growing pauses and subscribes again; `onDown` and `onUp` tell of it. Nothing is ever kept for later: a publish made while the link is
 * down is refused, because it would arrive as a stale command.
 */
export interface MqttLink {
  /** The URL it was made from; it holds no secret. */
  readonly id: string;
  readonly isUp: boolean;
  /** A second call while connected answers from the same connection. @throws LabError DRIVER_TRANSPORT_NOT_FOUND, _ACCESS_DENIED */
  connect(): Promise<MqttGreeting>;
  /**
   * Asks the fence and hands the message over in the same tick; resolves when the broker has it (at once for QoS 0).
   * @throws LabError DRIVER_TRANSPORT_FENCED and, with outcome `failed`, _CLOSED: nothing was sent; _CLOSED with `unknown`: the link ended
   * before the broker's receipt
   */
  publish(topic: string, payload: Uint8Array, options: { readonly qos: Qos; readonly retain: boolean }): Promise<void>;
  /** Retained messages come again at each call. The filters are kept and used again after each reconnect. @throws LabError _CLOSED */
  subscribe(filters: readonly string[], qos: Qos): Promise<void>;
  onMessage(callback: (message: MqttMessage) => void): Unsubscribe;
  onUp(callback: (greeting: MqttGreeting) => void): Unsubscribe;
  onDown(callback: (why: string) => void): Unsubscribe;
  /** Says farewell, so that no last will is published. Never throws. */
  close(): Promise<void>;
  /** Ends without a farewell, as a power cut does: the broker publishes the last will. Never throws. */
  cut(): Promise<void>;
}

/** Makes a closed link from its URL. @throws LabError SETTING_INVALID */
export type MqttLinkFactory = (url: string, options: MqttLinkOptions) => MqttLink;

/** The subscribers of one link; every implementation keeps one of these. */
export class LinkListeners {
  private readonly messages = new Set<(message: MqttMessage) => void>();
  private readonly ups = new Set<(greeting: MqttGreeting) => void>();
  private readonly downs = new Set<(why: string) => void>();

  onMessage(callback: (message: MqttMessage) => void): Unsubscribe {
    this.messages.add(callback);
    return () => this.messages.delete(callback);
  }

  onUp(callback: (greeting: MqttGreeting) => void): Unsubscribe {
    this.ups.add(callback);
    return () => this.ups.delete(callback);
  }

  onDown(callback: (why: string) => void): Unsubscribe {
    this.downs.add(callback);
    return () => this.downs.delete(callback);
  }

  emitMessage(message: MqttMessage): void {
    for (const callback of [...this.messages]) callback(message);
  }

  emitUp(greeting: MqttGreeting): void {
    for (const callback of [...this.ups]) callback(greeting);
  }

  emitDown(why: string): void {
    for (const callback of [...this.downs]) callback(why);
  }
}
