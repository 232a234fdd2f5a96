import { hasCode, LabError, type DriverReading } from '@labwright/domain';
import {
  nodeTimers,
  openTransport,
  Poller,
  Session,
  type Answer,
  type Command,
  type DeviceNotice,
  type DriverContext,
  type InstrumentIdentity,
  type PerformOptions,
  type StopWrites,
} from '@drivers/kit';
import { DOCUMENTED_COLUMNS, readColumns, type Columns, type Values } from './columns.protocol';
import { innova44Wire, readHeader, readValues, readVersions, saysOk, setSpeed } from './commands.driver';
import { TROUBLES } from './innova-44.errors';
import { innova44Manifest } from './innova-44.manifest';
import type { Innova44Reply } from './innova-44.protocol';

/** One look at the device: RV and RS. */
export interface Snapshot {
  readonly measured: Values;
  readonly target: Values;
  readonly readings: readonly DriverReading[];
}

type Priority = 'stop' | 'normal';

const NO_SIGNAL = new AbortController().signal;
const NO_ORIGIN: PerformOptions = { origin: null, signal: NO_SIGNAL };

/**
 * One connection to one shaker: session, poller, and what is known only while it lasts. Modes: made -> open -> ended; exits: `close()`,
 * or the context's `onLost`, which is called once.
 */
export class Innova44Connection {
  /** How often the device said OK, as it does at power-up, on this connection. */
  restarts = 0;
  /** Where speed and temperature stand in the device's lines; learnt while opening. */
  columns: Columns = DOCUMENTED_COLUMNS;
  readonly poller: Poller<Snapshot>;
  private readonly session: Session<Innova44Reply>;
  private previous: Snapshot | null = null;
  private ended = false;

  constructor(private readonly context: DriverContext) {
    const { instrument, url, journal, clock, fence } = context;
    const timers = context.timers ?? nodeTimers;
    const transport = (context.openTransport ?? openTransport)(url, { instrument, fence });
    const onLost = (error: Error): void => this.lost(error);
    const onNotice = (notice: DeviceNotice): void => this.noticed(notice);
    // Only silence tells a late echo from the next one, so there are no barriers.
    this.session = new Session({ instrument, transport, protocol: innova44Wire, journal, clock, timers, onNotice, onLost, barriers: [] });
    const read = (): Promise<Snapshot> => this.look(NO_ORIGIN);
    this.poller = new Poller({ instrument, url, clock, timers, pollMs: innova44Manifest.pollMs, read, onLost });
  }

  get isOpen(): boolean {
    return this.session.isOpen && !this.ended;
  }

  /** Opens the line, asks who is there and in which order it reports. @throws LabError DRIVER_TRANSPORT_*, DRIVER_TIMEOUT, DRIVER_STATE_WRONG_INSTRUMENT */
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

  send<R>(command: Command<Innova44Reply, R>, options: PerformOptions, priority: Priority = 'normal'): Promise<Answer<R>> {
    const { origin, signal, purpose } = options;
    return this.session.send(command, { origin, signal, priority, purpose });
  }

  /** The drive. The heating has no command that switches it off. */
  stopNow({ origin }: PerformOptions): Promise<StopWrites> {
    return this.session.preempt([setSpeed(0, this.columns)], origin);
  }

  /** Reads measured values and set points, and publishes them. */
  async look(options: PerformOptions, priority: Priority = 'normal'): Promise<Snapshot> {
    const measured = await this.send(readValues('RV', this.columns), options, priority);
    const target = await this.targets(options, priority);
    const readings = [reading('temperature', 'Cel', measured, target), reading('speed', '{rpm}', measured, target)];
    const snapshot = { measured: measured.value, target, readings };
    this.context.onReadings(readings);
    this.tellOfStoppedDrive(snapshot);
    this.previous = snapshot;
    return snapshot;
  }

  /** Reads the set points alone. */
  async targets(options: PerformOptions, priority: Priority = 'normal'): Promise<Values> {
    return (await this.send(readValues('RS', this.columns), options, priority)).value;
  }

  /** Nobody may be waiting when the lid is opened in the middle of a hold, so the change itself is reported, once. */
  private tellOfStoppedDrive({ measured, target, readings }: Snapshot): void {
    const turned = this.previous !== null && this.previous.measured.speed > 0 && this.previous.target.speed > 0;
    if (!turned || measured.speed > 0 || target.speed === 0) return;
    const { text, advice } = TROUBLES.drive_stopped;
    this.context.onNotice({
      severity: 'error',
      text: `${text} (${target.speed} rpm); ${advice}`,
      bytes: readings[0]?.raw ?? new Uint8Array(),
    });
  }

  private noticed(notice: DeviceNotice): void {
    if (saysOk(notice.bytes)) {
      this.restarts += 1;
      this.context.onRestart?.('it said OK, as it does at power-up');
    }
    this.context.onNotice(notice);
  }

  private async identify(): Promise<InstrumentIdentity> {
    const expected = this.context.settings['softwareVersions'];
    try {
      const { value: firmware } = await this.send(readVersions, NO_ORIGIN);
      if (typeof expected === 'string' && firmware !== expected) throw this.wrong(`versions "${expected}"`, firmware);
      const { value: header } = await this.send(readHeader, NO_ORIGIN);
      const columns = readColumns(header);
      if (!columns) throw this.wrong('columns for speed and temperature', header.replace(/\s+/g, ' '));
      this.columns = columns;
      return { serialNumber: '', firmware, model: innova44Manifest.model, simulated: /\bSIM\b/.test(firmware) };
    } catch (error) {
      // Something that answers, but not as this instrument does, is another instrument.
      if (hasCode(error, 'DRIVER_FRAME_INVALID'))
        throw this.wrong('an echo and its versions', printable(error.context.partialHex ?? ''), error);
      throw error;
    }
  }

  private closedWhileOpening(): LabError {
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): closed while connecting`;
    return new LabError('DRIVER_TRANSPORT_CLOSED', message, { instrument, url, phase: 'open', outcome: 'failed' }, 'safe');
  }

  private wrong(expected: string, found: string, cause?: unknown): LabError {
    const { instrument, url } = this.context;
    const { vendor, model } = innova44Manifest;
    const message = `${instrument} (${url}): expected ${vendor} ${model} with ${expected}, but "${found}" answered; check which instrument is plugged in there and its baud rate`;
    const context = { instrument, url, command: 'RI', outcome: 'failed', expected, found } as const;
    return new LabError('DRIVER_STATE_WRONG_INSTRUMENT', message, context, 'never', { cause });
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

function reading(name: 'temperature' | 'speed', unit: string, measured: Answer<Values>, target: Values): DriverReading {
  const { value, bytes, commandId } = measured;
  return { name, value: value[name], unit, quality: 'ok', target: target[name], raw: bytes, commandId };
}
