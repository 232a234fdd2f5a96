import { hasCode, LabError, type DriverReading } from '@labwright/domain';
import {
  nodeTimers,
  openTransport,
  Poller,
  Session,
  type Answer,
  type Command,
  type CommandOrigin,
  type DriverContext,
  type InstrumentIdentity,
  type PerformOptions,
  type StopWrites,
} from '@drivers/kit';
import { barriers, heaterOff, home, lineProtocol, readIdentity, readLatch, readSpeed, readTemperature } from './commands.driver';
import type { HeaterShakerReply } from './heater-shaker.protocol';
import { heaterShakerManifest } from './heater-shaker.manifest';

type Temperature = Extract<HeaterShakerReply, { is: 'temperature' }>;
type Speed = Extract<HeaterShakerReply, { is: 'speed' }>;

/** One complete poll. */
export interface Snapshot {
  readonly temperature: Temperature;
  readonly speed: Speed;
  readonly readings: readonly DriverReading[];
}

const NO_SIGNAL = new AbortController().signal;

/**
 * One connection to one heater-shaker: session, poller and what is known only while it lasts. Modes: made -> open -> ended; exits:
 * `close()`, or the context's `onLost`, which is called once. A new connection knows nothing of the old one's plate position.
 */
export class HeaterShakerConnection {
  /** True when this connection has seen the plate home and nothing has moved it since. */
  homed = false;
  /** Lab time when the plate came home, or null when this connection has not homed it. */
  homedAt: number | null = null;
  readonly poller: Poller<Snapshot>;
  private readonly session: Session<HeaterShakerReply>;
  private ended = false;

  constructor(private readonly context: DriverContext) {
    const { instrument, url, journal, clock, onNotice, fence } = context;
    const timers = context.timers ?? nodeTimers;
    const transport = (context.openTransport ?? openTransport)(url, { instrument, fence });
    const onLost = (error: Error): void => this.lost(error);
    this.session = new Session({ instrument, transport, protocol: lineProtocol, journal, clock, timers, onNotice, onLost, barriers });
    this.poller = new Poller({ instrument, url, clock, timers, pollMs: heaterShakerManifest.pollMs, read: () => this.poll(), onLost });
  }

  get isOpen(): boolean {
    return this.session.isOpen && !this.ended;
  }

  /** Opens the line and asks who is there. @throws LabError DRIVER_TRANSPORT_*, DRIVER_TIMEOUT, DRIVER_STATE_WRONG_INSTRUMENT */
  async open(): Promise<InstrumentIdentity> {
    await this.session.open();
    try {
      // `close()` may have come while the port was being opened.
      if (this.ended) throw this.closedWhileOpening();
      const identity = await this.identify();
      this.poller.start();
      return identity;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.ended = true;
    this.poller.stop();
    await this.session.close();
  }

  send<R>(command: Command<HeaterShakerReply, R>, options: PerformOptions, priority: 'stop' | 'normal' = 'normal'): Promise<Answer<R>> {
    const { origin, signal, purpose } = options;
    return this.session.send(command, { origin, signal, priority, purpose });
  }

  /** Motor and heater at once. Where the plate has come to rest is not known then. */
  async stopNow({ origin }: PerformOptions): Promise<StopWrites> {
    this.homed = false;
    return this.session.preempt([home, heaterOff], origin);
  }

  /** Reads and publishes. */
  async temperature(options: PerformOptions): Promise<{ value: Temperature; reading: DriverReading }> {
    const answer = await this.send(readTemperature, options);
    const reading = temperatureReading(answer);
    this.context.onReadings([reading]);
    return { value: answer.value, reading };
  }

  /** Reads and publishes. */
  async speed(options: PerformOptions, priority: 'stop' | 'normal' = 'normal'): Promise<{ value: Speed; reading: DriverReading }> {
    const answer = await this.send(readSpeed, options, priority);
    const reading = speedReading(answer);
    this.context.onReadings([reading]);
    return { value: answer.value, reading };
  }

  async latch(options: PerformOptions): Promise<string> {
    return (await this.send(readLatch, options)).value.status;
  }

  /** Waits lab milliseconds between two looks. @throws LabError DRIVER_CANCELLED */
  pause(labMs: number, options: PerformOptions, command: string): Promise<void> {
    const { clock, instrument, url } = this.context;
    const timers = this.context.timers ?? nodeTimers;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        const message = `${instrument} (${url}): cancelled while waiting for ${command}`;
        reject(new LabError('DRIVER_CANCELLED', message, { instrument, url, command, outcome: 'failed' }, 'safe'));
      };
      const cancel = timers.after(clock.pollDelay(labMs), () => {
        options.signal.removeEventListener('abort', abort);
        resolve();
      });
      if (options.signal.aborted) abort();
      else options.signal.addEventListener('abort', abort, { once: true });
    });
  }

  private async poll(): Promise<Snapshot> {
    const options = { origin: null as CommandOrigin, signal: NO_SIGNAL };
    const temperature = await this.send(readTemperature, options);
    const speed = await this.send(readSpeed, options);
    const readings = [temperatureReading(temperature), speedReading(speed)];
    this.context.onReadings(readings);
    return { temperature: temperature.value, speed: speed.value, readings };
  }

  private async identify(): Promise<InstrumentIdentity> {
    const expected = this.context.settings['serialNumber'];
    try {
      const { value } = await this.send(readIdentity, { origin: null, signal: NO_SIGNAL });
      const { serialNumber, firmware } = value;
      if (typeof expected === 'string' && serialNumber !== expected)
        throw this.wrong(`serial number ${expected}`, `serial number ${serialNumber}`);
      return { serialNumber, firmware, model: heaterShakerManifest.model, simulated: serialNumber.startsWith('SIM') };
    } catch (error) {
      // Something that answers, but not as this instrument does, is another instrument.
      if (hasCode(error, 'DRIVER_FRAME_INVALID')) throw this.wrong('an M115 line', printable(error.context.partialHex ?? ''), error);
      if (hasCode(error, 'DRIVER_UNSUPPORTED')) throw this.wrong('an M115 line', error.context.vendorText ?? error.message, error);
      throw error;
    }
  }

  private closedWhileOpening(): LabError {
    const { instrument, url } = this.context;
    return new LabError(
      'DRIVER_TRANSPORT_CLOSED',
      `${instrument} (${url}): closed while connecting`,
      { instrument, url, phase: 'open', outcome: 'failed' },
      'safe',
    );
  }

  private wrong(expected: string, found: string, cause?: unknown): LabError {
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): expected ${heaterShakerManifest.vendor} ${heaterShakerManifest.model} with ${expected}, but "${found}" answered; check which instrument is plugged in there`;
    return new LabError(
      'DRIVER_STATE_WRONG_INSTRUMENT',
      message,
      { instrument, url, command: 'M115', outcome: 'failed', expected, found },
      'never',
      { cause },
    );
  }

  private lost(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.poller.stop();
    void this.session.close();
    this.context.onLost(error);
  }
}

function printable(hex: string): string {
  return Buffer.from(hex, 'hex')
    .toString('latin1')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim();
}

function temperatureReading(answer: Answer<Temperature>): DriverReading {
  const { current, target } = answer.value;
  const measured = Number.isFinite(current);
  const quality = measured ? 'ok' : 'missing';
  return {
    name: 'temperature',
    value: measured ? current : null,
    unit: 'Cel',
    quality,
    target,
    raw: answer.bytes,
    commandId: answer.commandId,
  };
}

function speedReading(answer: Answer<Speed>): DriverReading {
  const { current, target } = answer.value;
  return { name: 'speed', value: current, unit: '{rpm}', quality: 'ok', target, raw: answer.bytes, commandId: answer.commandId };
}
