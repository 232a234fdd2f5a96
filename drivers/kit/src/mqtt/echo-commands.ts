import { timeoutError } from '../session/session.errors';
import type { DriverTimers } from '../session/timers';
import type { JournaledExchange, SendScope, WireAnswer } from './journaled-exchange';
import type { MqttLink, MqttMessage, Qos } from './mqtt-link';

/** A command whose only reply is that a state topic shows the new value. */
export interface EchoCommand {
  readonly kind: 'setpoint' | 'action';
  readonly label: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  /** Where the device shows the value. */
  readonly stateTopic: string;
  /** True for a payload of the state topic that shows the new value. */
  shows(payload: Uint8Array): boolean;
  /** Wall milliseconds from the publish to the echo. */
  readonly timeoutMs: number;
}

export interface EchoCommandsOptions {
  readonly link: MqttLink;
  readonly exchange: JournaledExchange;
  readonly timers: DriverTimers;
}

/** How long the broker may take to show what it has retained, wall milliseconds. */
const READ_BACK_MS = 1000;

/**
 * Commands by echo. Success is the state topic showing the new value live; a retained value is history and never an echo. After the
 * deadline the broker is asked once for what it retains: the new value there proves that only the echo was lost. Anything else is an
 * unknown outcome, and nothing is sent again. Commands are never retained.
 */
export class EchoCommands {
  constructor(private readonly options: EchoCommandsOptions) {}

  /** @throws LabError DRIVER_TIMEOUT (unknown), DRIVER_TRANSPORT_FENCED, DRIVER_TRANSPORT_CLOSED, DRIVER_CANCELLED */
  setAndAwaitEcho(command: EchoCommand, scope: SendScope): Promise<WireAnswer<MqttMessage> & { readonly commandId: string }> {
    const { topic, payload, kind, label } = command;
    const bytes = Buffer.concat([Buffer.from(`${topic} `), payload]);
    return this.options.exchange.run({ kind, label, bytes }, scope, async () => {
      const message = await this.publish(command);
      return { value: message, bytes: Buffer.concat([Buffer.from(`${message.topic} `), message.payload]) };
    });
  }

  private async publish(command: EchoCommand): Promise<MqttMessage> {
    const { link, exchange } = this.options;
    // The waiter is there before the publish, because a device may answer within the same tick.
    const echo = this.waitFor(command, command.timeoutMs, (message) => !message.retained);
    try {
      await link.publish(command.topic, command.payload, { qos: command.qos, retain: false });
    } catch (error) {
      echo.cancel();
      throw error;
    }
    const live = await echo.message;
    if (live) return live;
    const kept = await this.readBack(command);
    if (kept) return kept;
    throw timeoutError(exchange.place(command.label), 'reply', command.timeoutMs, 'unknown', new Uint8Array());
  }

  private async readBack(command: EchoCommand): Promise<MqttMessage | null> {
    const { link } = this.options;
    if (!link.isUp) return null;
    const kept = this.waitFor(command, READ_BACK_MS, () => true);
    try {
      await link.subscribe([command.stateTopic], 0);
    } catch {
      // The link ended under the question; the outcome stays unknown.
      kept.cancel();
    }
    return kept.message;
  }

  private waitFor(
    command: EchoCommand,
    timeoutMs: number,
    counts: (message: MqttMessage) => boolean,
  ): { message: Promise<MqttMessage | null>; cancel: () => void } {
    let settle: (message: MqttMessage | null) => void = () => undefined;
    const message = new Promise<MqttMessage | null>((resolve) => {
      settle = (found) => {
        unsubscribe();
        cancelTimer();
        resolve(found);
      };
    });
    const unsubscribe = this.options.link.onMessage((news) => {
      if (news.topic === command.stateTopic && counts(news) && command.shows(news.payload)) settle(news);
    });
    const cancelTimer = this.options.timers.after(timeoutMs, () => settle(null));
    return { message, cancel: () => settle(null) };
  }
}
