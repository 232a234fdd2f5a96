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
import { BodyFramer } from './body.framing';
import { BodyWait } from './body-wait.driver';
import { abortWork, barriers, readIdentity, readSerialNumber, readTemperature, set, wireProtocol, type Say } from './commands.driver';
import { ContinuousShake } from './continuous-shake.driver';
import { ReadJournal } from './read-journal.driver';
import { identityParts, temperatureOf, type SynergyH1Reply } from './reply.protocol';
import { foundError, interruptedRead } from './synergy-h1.errors';
import { synergyH1Manifest } from './synergy-h1.manifest';

type Temperature = Extract<SynergyH1Reply, { is: 'temperature' }>;

/** One complete poll. */
export interface Snapshot {
  /** Cel. */
  readonly temperature: number;
  readonly reading: DriverReading;
  /** What the shaker is kept at; null when nobody ever asked it to shake. */
  readonly shaking: DriverReading | null;
}

const NO_SIGNAL = new AbortController().signal;

/**
 * One connection to one reader: session, poller, and what the device cannot be asked for: where its carrier is, which set point is in
 * force, whether it shakes, and how the last read went. All of that is unknown to a new connection. While a read is under way nothing
 * else is said but `x`.
 * Modes: made -> open -> ended; exits: `close()`, or `onLost`, which is called once.
 */
export class SynergyH1Connection {
  /** Where this connection has driven the carrier. */
  carrier: 'in' | 'out' | 'unknown' = 'unknown';
  /** What this connection has set, Cel or null for off; undefined: unknown. */
  setPoint: number | null | undefined = undefined;
  /** True once this connection has set how fast the carrier moves. */
  speedSet = false;
  /** The last read that this connection was asked for, by its words. */
  lastRead: { readonly asked: string; state: 'not_begun' | 'begun' | 'complete' } | null = null;
  readonly poller: Poller<Snapshot>;
  readonly shake: ContinuousShake;
  /** Where the answer to a read's `O` waits for its data. */
  readonly record: ReadJournal;
  private readonly session: Session<SynergyH1Reply>;
  private readonly framer = new BodyFramer(() => this.wait !== null);
  private wait: BodyWait | null = null;
  private reading: Promise<void> | null = null;
  private ended = false;

  constructor(
    private readonly context: DriverContext,
    private readonly url: string,
    private readonly onLost: (error: Error) => void,
  ) {
    const { instrument, clock, fence } = context;
    const timers = context.timers ?? nodeTimers;
    const transport = (context.openTransport ?? openTransport)(url, { instrument, fence });
    const protocol = wireProtocol(() => this.framer);
    const onNotice = (notice: DeviceNotice): void => this.notice(notice);
    const lost = (error: Error): void => this.lost(error);
    const journal = new ReadJournal(context);
    this.record = journal;
    this.session = new Session({ instrument, transport, protocol, journal, clock, timers, onNotice, onLost: lost, barriers });
    this.poller = new Poller({
      instrument,
      url,
      clock,
      timers,
      pollMs: synergyH1Manifest.pollMs,
      read: () => this.temperature({ origin: null, signal: NO_SIGNAL }),
      onLost: lost,
    });
    this.shake = new ContinuousShake({
      clock,
      timers,
      alone: (work) => this.alone(work),
      onLost: (why) => context.onNotice({ severity: 'error', text: `the plate is not kept shaking: ${why}`, bytes: new Uint8Array() }),
    });
  }

  get isOpen(): boolean {
    return this.session.isOpen && !this.ended;
  }

  /** Opens the line and asks who is there. @throws LabError DRIVER_TRANSPORT_*, DRIVER_TIMEOUT, DRIVER_STATE_WRONG_INSTRUMENT */
  async open(): Promise<InstrumentIdentity> {
    await this.session.open();
    try {
      // `close()` may have come while the port was being opened.
      if (this.ended) throw this.closed('connect');
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
    this.shake.end();
    this.wait?.fail(this.closed('read'));
    await this.session.close();
  }

  /** Sends once no read is under way. */
  async send<R>(command: Command<SynergyH1Reply, R>, options: PerformOptions, priority: 'stop' | 'normal' = 'normal'): Promise<Answer<R>> {
    while (this.reading) await this.reading;
    const { origin, signal, purpose } = options;
    return this.session.send(command, { origin, signal, priority, purpose });
  }

  /** Keeps the line for one piece of work: a read from its preparation to its data, a rest and what needs it. */
  async alone<T>(work: (say: Say) => Promise<T>): Promise<T> {
    while (this.reading) await this.reading;
    const say: Say = (command, { origin, signal, purpose }, priority = 'normal') =>
      this.session.send(command, { origin, signal, priority, purpose });
    const result = work(say);
    const over = result.then(
      () => undefined,
      () => undefined,
    );
    this.reading = over;
    void over.then(() => {
      if (this.reading === over) this.reading = null;
    });
    return result;
  }

  /** From now on frames that answer no command may be the data of a read, until `forgetBody()`. */
  expectBody(command: string): BodyWait {
    const { instrument, clock } = this.context;
    const place = { instrument, url: this.url, command };
    this.wait = new BodyWait({ place, clock, timers: this.context.timers ?? nodeTimers, partial: () => this.framer.partial });
    this.record.keep();
    return this.wait;
  }

  /** What has come of the data of the read that is under way. */
  get partialBody(): Uint8Array {
    return this.wait ? this.framer.partial : new Uint8Array();
  }

  forgetBody(): void {
    this.wait = null;
  }

  /** Ends a read that nobody wants any more. False when `x` could not be sent. */
  async abort(options: PerformOptions): Promise<boolean> {
    this.forgetBody();
    try {
      await this.session.send(this.shake.abort, { origin: options.origin, priority: 'stop' });
      return true;
    } catch {
      // Whoever wanted the read gone is told that its outcome is unknown.
      return false;
    }
  }

  /**
   * Ends whatever it does (`x`) and switches the incubator off, in the middle of a read too. A command that was broken off between its parts may
   * have eaten the `x`: then nobody knows whether it shakes, and whoever wants it at rest sends another.
   */
  async stopNow({ origin }: PerformOptions): Promise<StopWrites> {
    this.setPoint = undefined;
    const stop = this.session.preempt([abortWork(0), set({ to: 'g', temperature: null })], origin);
    this.wait?.fail(interruptedRead({ instrument: this.context.instrument, url: this.url, command: 'read' }, this.partialBody));
    const writes = await stop;
    const [abort, off] = writes.commands;
    this.shake.stopped(abort?.written === true && writes.brokenOff === null);
    if (off?.acknowledged) this.setPoint = null;
    return writes;
  }

  /** Reads and publishes. */
  async temperature(options: PerformOptions): Promise<Snapshot> {
    const answer = await this.send(readTemperature, options);
    const reading = temperatureReading(answer, this.setPoint);
    const shaking = shakingReading(this.shake.target, answer.commandId);
    this.context.onReadings(shaking ? [reading, shaking] : [reading]);
    return { temperature: temperatureOf(answer.value.digits), reading, shaking };
  }

  private notice(notice: DeviceNotice): void {
    if (this.wait?.take(notice.bytes)) return;
    this.context.onNotice(notice);
  }

  private async identify(): Promise<InstrumentIdentity> {
    const expected = this.context.settings['serialNumber'];
    try {
      const options = { origin: null, signal: NO_SIGNAL };
      const { value } = await this.send(readIdentity, options);
      const { serialNumber } = (await this.send(readSerialNumber, options)).value;
      if (typeof expected === 'string' && serialNumber !== expected)
        throw this.wrong(`serial number ${expected}`, `serial number ${serialNumber}`);
      const firmware = identityParts(value)?.firmware ?? value.text.trim();
      return { serialNumber, firmware, model: synergyH1Manifest.model, simulated: serialNumber.startsWith('SIM') };
    } catch (error) {
      // Something that answers, but not as this instrument does, is another instrument.
      if (hasCode(error, 'DRIVER_FRAME_INVALID')) throw this.wrong('a firmware version', printable(error.context.partialHex ?? ''), error);
      throw error;
    }
  }

  private closed(command: string): LabError {
    const place = { instrument: this.context.instrument, url: this.url, command };
    const outcome = command === 'read' ? 'unknown' : 'failed';
    const partial = this.partialBody;
    return foundError('DRIVER_TRANSPORT_CLOSED', place, 'the session ended; reconnect the instrument', outcome, { phase: 'open', partial });
  }

  private wrong(expected: string, found: string, cause?: unknown): LabError {
    const { instrument } = this.context;
    const { vendor, model } = synergyH1Manifest;
    const message = `${instrument} (${this.url}): expected ${vendor} ${model} with ${expected}, but "${found}" answered; check which instrument is plugged in there`;
    const context = { instrument, url: this.url, command: 'e', outcome: 'failed', expected, found } as const;
    return new LabError('DRIVER_STATE_WRONG_INSTRUMENT', message, context, 'never', { cause });
  }

  private lost(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.poller.stop();
    this.shake.end();
    this.wait?.fail(this.closed('read'));
    void this.session.close();
    this.onLost(error);
  }
}

function printable(hex: string): string {
  return Buffer.from(hex, 'hex')
    .toString('latin1')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim();
}

function temperatureReading(answer: Answer<Temperature>, setPoint: number | null | undefined): DriverReading {
  const { digits } = answer.value;
  return {
    name: 'temperature',
    value: temperatureOf(digits),
    unit: 'Cel',
    // The last four digits may be a status; it was 0000 wherever a reply was published.
    quality: digits.endsWith('0000') ? 'ok' : 'suspect',
    ...(setPoint === undefined ? {} : { target: setPoint }),
    raw: answer.bytes,
    commandId: answer.commandId,
  };
}

/** The device does not tell how fast it turns, so there is no value; the set point is what is kept up. */
export function shakingReading(target: number | null | undefined, commandId: string): DriverReading | null {
  if (target === undefined) return null;
  return { name: 'speed', value: null, unit: '{rpm}', quality: 'missing', target, raw: new Uint8Array(), commandId };
}
