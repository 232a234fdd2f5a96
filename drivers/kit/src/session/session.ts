import { randomUUID } from 'node:crypto';
import { hasCode, isLabError, LabError, toLabError, type DriverContext as ErrorContext } from '@labwright/domain';
import type { CommandAnswer, CommandIntent, CommandJournal, CommandOrigin, DeviceNotice, DriverClock } from '../driver.contract';
import type { Transport } from '../transport/transport';
import type { WritePurpose } from '../write-fence';
import { closedError } from '../transport/transport.errors';
import type { Answer, Command, Exchange, ReadBack } from './command';
import { WireExchange, type ExchangeRequest } from './exchange';
import { LateReplies } from './late-replies';
import {
  cancelledError,
  deviceError,
  fencedInMidCommand,
  frameError,
  interruptedError,
  lineLostError,
  notRecordedError,
  outcomeAfterSilence,
  timeoutError,
  type Place,
} from './session.errors';
import type { DriverTimers } from './timers';
import { STOP_ACKNOWLEDGE_MS, STOP_WRITE_MS, isAnswered, problemOf, type StopIntent } from './preemption';
import type { StopWrite, StopWrites } from './stop-write';
import { wireProtocol, type LineProtocol, type WireProtocol } from './wire-protocol';

/** What a session is given. */
export interface SessionOptions<M> {
  readonly instrument: string;
  readonly transport: Transport;
  /** Framing and meaning of what comes; a line protocol is the short form for wires of lines. */
  readonly protocol: LineProtocol<M> | WireProtocol<M>;
  readonly journal: CommandJournal;
  readonly clock: Pick<DriverClock, 'wallNow'>;
  readonly timers: DriverTimers;
  readonly onNotice: (notice: DeviceNotice) => void;
  /** Called once when the session ends without `close()`. */
  readonly onLost: (error: Error) => void;
  /**
   * Harmless queries that the device always answers, at least two with different keys. After a time-out one of them goes first and
   * proves that the older reply will not come any more. Empty: the session waits `quarantineMs` in silence instead.
   */
  readonly barriers: readonly Command<M, unknown>[];
  /** How long a reply may be late after its time-out, wall milliseconds. Default 3000. */
  readonly quarantineMs?: number;
}

export interface SendOptions {
  readonly origin: CommandOrigin;
  /** Looked at between commands only: one that is on the wire is finished first. */
  readonly signal?: AbortSignal;
  /** `stop` overtakes everything that has not started. */
  readonly priority?: 'stop' | 'normal';
  readonly purpose?: WritePurpose | undefined;
}

interface Job {
  readonly run: () => Promise<void>;
  readonly refuse: (error: Error) => void;
  readonly place: Place;
}

/** Resends of a query after silence or an unreadable reply. Source: drivers.md, retry matrix. */
const QUERY_RETRIES = 2;
/** A session that stays silent through this many commands in a row is over. */
const SILENT_COMMANDS_TO_CLOSE = 3;
const DEFAULT_QUARANTINE_MS = 3000;

/**
 * L3: one command in flight per port, first come first served, `stop` first; an emergency stop (`preempt`) breaks off what is in flight.
 * Modes: closed -> open -> closed. Exits: `close()`; the line ends; three commands in a row meet silence (the port is closed then, which
 * also ends the busy loop of a serial port that missed its hang-up).
 * Setpoints and actions are written into the journal before their first byte; if that fails, or the fence says no, no byte leaves.
 * A crash leaves at most one intended command without an answer: its outcome is unknown until the device is asked.
 */
export class Session<M> {
  private wire: WireExchange<M> | null = null;
  private readonly late = new LateReplies();
  private readonly queue: { stop: Job[]; normal: Job[] } = { stop: [], normal: [] };
  private running = false;
  /** Counts emergency stops: what began before one sends nothing after it. */
  private generation = 0;
  private inFlight: string | null = null;
  private preempting: Promise<unknown> = Promise.resolve();
  private silent = 0;
  private readonly pauses = new Set<() => void>();

  constructor(private readonly options: SessionOptions<M>) {}

  get isOpen(): boolean {
    return this.wire !== null;
  }

  /** @throws LabError DRIVER_TRANSPORT_* */
  async open(): Promise<void> {
    if (this.wire) return;
    await this.options.transport.open();
    const { transport, timers, onNotice } = this.options;
    const protocol = wireProtocol(this.options.protocol);
    if (protocol.flush) await transport.flush();
    this.wire = new WireExchange(transport, protocol, this.late, timers, onNotice, (why) => this.lost(why.message));
  }

  /** Ends everything that waits and frees the port. Never throws. */
  async close(): Promise<void> {
    this.shut('the session was closed');
    await this.options.transport.close();
  }

  /** Sends one command and gives its answer. @throws LabError DRIVER_*, whose `outcome` says whether anything may have happened */
  send<R>(command: Command<M, R>, options: SendOptions): Promise<Answer<R>> {
    const place = this.place(command.label);
    if (!this.wire) return Promise.reject(closedError(place, 'the session is closed; reconnect the instrument'));
    return new Promise<Answer<R>>((resolve, reject) => {
      const run = async (): Promise<void> => {
        try {
          resolve(await this.perform(command, options));
        } catch (error) {
          const failure = toLabError(error, command.label);
          reject(failure);
          await this.noteSilence(failure);
        }
      };
      this.queue[options.priority ?? 'normal'].push({ run, refuse: reject, place });
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const { generation } = this;
    for (let job = this.next(); job; job = this.next()) {
      await job.run();
      // An emergency stop has taken the line; what waits since is sent by its own loop.
      if (generation !== this.generation) return;
    }
    this.running = false;
  }

  /**
   * Emergency stop: ends the command in flight and everything that waits, then writes these commands one after the other. Each answer is
   * waited for a moment only, so that none keeps the next one from the wire. Never waits for a journal that has gone.
   * @throws LabError DRIVER_TRANSPORT_CLOSED
   */
  preempt(commands: readonly Command<M, unknown>[], origin: CommandOrigin): Promise<StopWrites> {
    const begun = this.options.clock.wallNow();
    if (!this.wire) return Promise.reject(closedError(this.place('emergency stop'), 'the session is closed; reconnect the instrument'));
    const brokenOff = this.inFlight;
    this.generation += 1;
    const { generation } = this;
    this.running = true;
    this.wire.interrupt();
    for (const wake of [...this.pauses]) wake();
    for (const job of [...this.queue.stop.splice(0), ...this.queue.normal.splice(0)]) job.refuse(interruptedError(job.place, 'failed'));
    const written = this.preempting.then(async () => {
      const results: StopWrite[] = [];
      // All of them at once, so that none waits for the disk of the one before it.
      const recorded = await Promise.all(commands.map((command) => this.intendStop(command, origin)));
      for (const stop of recorded) results.push(await this.writeNow(stop, origin, begun));
      return { brokenOff, commands: results };
    });
    this.preempting = written.then(
      () => undefined,
      () => undefined,
    );
    void this.preempting.then(() => {
      if (generation !== this.generation) return;
      this.running = false;
      void this.drain();
    });
    return written;
  }

  private async intendStop(command: Command<M, unknown>, origin: CommandOrigin): Promise<StopIntent<M>> {
    const { label, kind, bytes } = command;
    const intent: CommandIntent = { commandId: randomUUID(), kind, label, bytes };
    try {
      await this.options.journal.intend(intent, origin, 'safe_state');
      return { command, intent, refused: null };
    } catch (error) {
      return { command, intent, refused: error instanceof Error ? error.message : String(error) };
    }
  }

  private async writeNow({ command, intent, refused }: StopIntent<M>, origin: CommandOrigin, begun: number): Promise<StopWrite> {
    const { clock, timers } = this.options;
    const { label } = command;
    const none = { label, written: false, writtenMs: null, acknowledged: false };
    if (refused !== null) return { ...none, problem: refused };
    const { wire } = this;
    if (!wire) return { ...none, problem: 'the line ended' };
    const sent = clock.wallNow();
    const exchange = wire.run(requestOf(command, false, 'safe_state'));
    // A movement is acknowledged when it is over, which is not waited for.
    const first = command.deferred === true ? STOP_WRITE_MS : STOP_ACKNOWLEDGE_MS;
    let cancel = timers.after(first, () => {
      if (first === STOP_ACKNOWLEDGE_MS || wire.hasWritten) return wire.interrupt();
      cancel = timers.after(STOP_ACKNOWLEDGE_MS - first, () => wire.interrupt());
    });
    const ended = await exchange;
    cancel();
    const acknowledged = ended.is === 'reply' ? (isAnswered(command) ? true : null) : false;
    const isWritten = ended.is === 'interrupted' ? ended.written : ended.is !== 'unwritten';
    if (ended.is === 'interrupted' || ended.is === 'timeout' || ended.is === 'frame') this.owe(command);
    const problem = ended.is === 'reply' || (ended.is === 'interrupted' && isWritten) ? null : problemOf(ended);
    const outcome = ended.is === 'reply' ? 'succeeded' : isWritten ? 'unknown' : 'failed';
    const failure =
      problem === null
        ? {}
        : {
            error: new LabError('DRIVER_INTERRUPTED', problem, {
              ...this.place(label),
              outcome: outcome === 'failed' ? 'failed' : 'unknown',
            }).toJSON(),
          };
    const answer = { commandId: intent.commandId, bytes: ended.bytes, outcome, durationMs: clock.wallNow() - sent, ...failure } as const;
    await this.record(intent, answer, origin);
    return { label, written: isWritten, writtenMs: isWritten ? sent - begun : null, acknowledged, problem };
  }

  private next(): Job | undefined {
    return this.queue.stop.shift() ?? this.queue.normal.shift();
  }

  /** All tries of one command, by what each kind allows. */
  private async perform<R>(command: Command<M, R>, options: SendOptions): Promise<Answer<R>> {
    const tries = command.kind === 'query' ? 1 + QUERY_RETRIES : command.kind === 'setpoint' ? 2 : 1;
    const { generation } = this;
    let failure: LabError | null = null;
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      if (options.signal?.aborted) throw failure ?? cancelledError(this.place(command.label));
      try {
        await this.settleLateReplies(command, options.purpose);
        if (generation !== this.generation) throw interruptedError(this.place(command.label), 'failed');
      } catch (error) {
        // Silence to the barrier of a resend confirms the first failure, which is the one that people should read.
        throw failure ?? error;
      }
      const tried = await this.once(command, options, generation);
      if (!('failure' in tried)) return tried;
      failure = tried.failure;
      if (!tried.mayResend) break;
    }
    throw failure ?? closedError(this.place(command.label), 'nothing was sent');
  }

  /** One write of one command with its own journal entry. Expected failures are values, so that the caller may decide on a resend. */
  private async once<R>(
    command: Command<M, R>,
    { origin, purpose }: SendOptions,
    generation: number,
  ): Promise<Answer<R> | { failure: LabError; mayResend: boolean }> {
    const place = this.place(command.label);
    const intent: CommandIntent = { commandId: randomUUID(), kind: command.kind, label: command.label, bytes: command.bytes };
    const begun = this.options.clock.wallNow();
    if (command.kind !== 'query') {
      try {
        await this.options.journal.intend(intent, origin, purpose);
      } catch (error) {
        throw isLabError(error) ? error : notRecordedError(place, error);
      }
    }
    const answered = (bytes: Uint8Array, outcome: CommandAnswer['outcome'], error?: LabError): Promise<void> => {
      const answer = { commandId: intent.commandId, bytes, outcome, durationMs: this.options.clock.wallNow() - begun };
      return this.record(intent, error ? { ...answer, error: error.toJSON() } : answer, origin);
    };
    if (!this.wire || generation !== this.generation) {
      const failure = this.wire ? interruptedError(place, 'failed') : closedError(place, 'the session is closed; reconnect the instrument');
      if (command.kind !== 'query') await answered(new Uint8Array(), 'failed', failure);
      throw failure;
    }
    this.inFlight = command.label;
    let exchange = await this.wire.run(requestOf(command, false, purpose));
    if (generation === this.generation) this.inFlight = null;
    if (exchange.is === 'interrupted') {
      this.owe(command);
      const failure = interruptedError(place, outcomeAfterSilence(command.kind), exchange.bytes);
      await answered(exchange.bytes, (failure.context as ErrorContext).outcome, failure);
      throw failure;
    }
    if (exchange.is === 'unwritten') {
      const failure = this.notWritten(exchange, command, place);
      if (command.kind !== 'query') await answered(exchange.bytes, (failure.context as ErrorContext).outcome, failure);
      throw failure;
    }
    if (exchange.is !== 'timeout') this.silent = 0;
    if (exchange.is === 'reply') {
      const value = command.read(exchange.message);
      if (value !== undefined) {
        await answered(exchange.bytes, 'succeeded');
        return { commandId: intent.commandId, value, bytes: exchange.bytes };
      }
      exchange = { is: 'frame', phase: 'reply', bytes: exchange.bytes };
    } else if (exchange.is === 'timeout' || exchange.is === 'frame') {
      this.owe(command);
    }
    return this.conclude(command, exchange, { intent, place, purpose, answered });
  }

  /** What a missing or unreadable reply, or a refusal, comes to. */
  private async conclude<R>(
    command: Command<M, R>,
    exchange: Exclude<Exchange<M>, { is: 'reply' | 'unwritten' | 'interrupted' }>,
    call: {
      intent: CommandIntent;
      place: Place;
      purpose: WritePurpose | undefined;
      answered: (bytes: Uint8Array, outcome: CommandAnswer['outcome'], error?: LabError) => Promise<void>;
    },
  ): Promise<Answer<R> | { failure: LabError; mayResend: boolean }> {
    const { place, intent, answered } = call;
    const failureFor = (outcome: 'failed' | 'unknown'): LabError => {
      switch (exchange.is) {
        case 'fault':
          return deviceError(place, exchange.fault, exchange.bytes);
        case 'closed':
          return lineLostError(place, exchange.why, outcome, exchange.bytes);
        case 'timeout':
          return timeoutError(place, exchange.phase, exchange.timeoutMs, outcome, exchange.bytes);
        case 'frame':
          return frameError(place, exchange.phase, outcome, exchange.bytes, exchange.why);
      }
    };
    if (exchange.is === 'fault' || exchange.is === 'closed') {
      const failure = failureFor(outcomeAfterSilence(command.kind));
      await answered(exchange.bytes, (failure.context as ErrorContext).outcome, failure);
      throw failure;
    }
    if (command.kind === 'query') {
      const failure = failureFor('failed');
      await answered(exchange.bytes, 'failed', failure);
      return { failure, mayResend: true };
    }
    const state = await this.readBack(command, call.purpose);
    if (state === 'done' && command.whenReadBack !== undefined) {
      await answered(exchange.bytes, 'succeeded');
      return { commandId: intent.commandId, value: command.whenReadBack, bytes: new Uint8Array() };
    }
    const failure = failureFor(state === 'not_done' ? 'failed' : 'unknown');
    await answered(exchange.bytes, state === 'not_done' ? 'failed' : 'unknown', failure);
    return { failure, mayResend: command.kind === 'setpoint' && state === 'not_done' };
  }

  private async readBack<R>(command: Command<M, R>, purpose?: WritePurpose): Promise<ReadBack> {
    if (!command.readBack) return 'unknown';
    try {
      return await command.readBack(async (query) => (await this.perform(query, { origin: null, purpose })).value);
    } catch {
      // The device cannot be asked; the caller reports the first failure, with an unknown outcome.
      return 'unknown';
    }
  }

  /** A write that failed: fenced means that nothing of this leg left; a line that broke while writing may have taken some. */
  private notWritten({ error, begun }: Extract<Exchange<M>, { is: 'unwritten' }>, command: Command<M, unknown>, place: Place): LabError {
    const outcome = outcomeAfterSilence(command.kind);
    if (begun && hasCode(error, 'DRIVER_TRANSPORT_FENCED')) return fencedInMidCommand(place, error, outcome);
    if (!hasCode(error, 'DRIVER_TRANSPORT_CLOSED') || !this.wire) return toLabError(error, command.label);
    const why = error.message.replace(`${place.instrument} (${place.url}): `, '');
    const failure = lineLostError(place, why, outcome, new Uint8Array());
    // A port may fail to write long before it says that it is gone, if it ever does.
    this.lost(why);
    void this.options.transport.close();
    return failure;
  }

  private owe(command: Command<M, unknown>): void {
    this.late.add(command.key, command.deferred === true, this.options.clock.wallNow() + this.quarantineMs);
  }

  /**
   * Makes sure that the next reply belongs to the next command: a barrier goes first while replies are owed.
   * @throws LabError DRIVER_TIMEOUT when no barrier is answered
   */
  private async settleLateReplies(next: Command<M, unknown>, purpose?: WritePurpose): Promise<void> {
    this.late.forgetExpired(this.options.clock.wallNow());
    if (this.late.needsBarrier) {
      if (this.options.barriers.length === 0) await this.pauseUntil(this.late.expiresAt());
      else await this.barrier(purpose);
    }
    // A movement's acknowledgement keeps no order, so only time tells it from the next one of its kind.
    if (this.late.has(next.key)) await this.pauseUntil(this.late.expiresAt(next.key));
    this.late.forgetExpired(this.options.clock.wallNow());
  }

  private async barrier(purpose?: WritePurpose): Promise<void> {
    const free = this.options.barriers.filter((barrier) => !this.late.has(barrier.key));
    if (free.length === 0) {
      await this.pauseUntil(this.late.expiresAt());
      this.late.forgetExpired(this.options.clock.wallNow());
      return;
    }
    let failure: LabError | null = null;
    for (const barrier of free) {
      if (!this.wire) break;
      const intent: CommandIntent = { commandId: randomUUID(), kind: 'query', label: barrier.label, bytes: barrier.bytes };
      const begun = this.options.clock.wallNow();
      const exchange = await this.wire.run(requestOf(barrier, true, purpose));
      if (exchange.is === 'unwritten') throw exchange.error;
      if (exchange.is === 'interrupted') throw interruptedError(this.place(barrier.label), 'failed');
      const durationMs = this.options.clock.wallNow() - begun;
      const answer = { commandId: intent.commandId, bytes: exchange.bytes, durationMs };
      if (exchange.is === 'reply') {
        this.silent = 0;
        return this.record(intent, { ...answer, outcome: 'succeeded' }, null);
      }
      failure =
        exchange.is === 'closed'
          ? lineLostError(this.place(barrier.label), exchange.why, 'failed', exchange.bytes)
          : timeoutError(this.place(barrier.label), 'reply', barrier.replyTimeoutMs, 'failed', exchange.bytes);
      await this.record(intent, { ...answer, outcome: 'failed', error: failure.toJSON() }, null);
      if (exchange.is === 'closed') break;
      this.owe(barrier);
    }
    throw failure ?? closedError(this.place('barrier'), 'the session is closed; reconnect the instrument');
  }

  private async noteSilence(failure: LabError): Promise<void> {
    if (!hasCode(failure, 'DRIVER_TIMEOUT')) return;
    this.silent += 1;
    if (this.silent < SILENT_COMMANDS_TO_CLOSE || !this.wire) return;
    this.lost(failure.message, failure);
    await this.options.transport.close();
  }

  private lost(
    why: string,
    error: Error = closedError(this.place('session'), `the line ended (${why}); check the cable and reconnect`),
  ): void {
    if (!this.wire) return;
    this.shut(why);
    this.options.onLost(error);
  }

  private shut(why: string): void {
    const wire = this.wire;
    this.wire = null;
    wire?.end(why);
    this.late.clear();
    this.silent = 0;
    for (const wake of [...this.pauses]) wake();
    for (const job of [...this.queue.stop.splice(0), ...this.queue.normal.splice(0)])
      job.refuse(closedError(job.place, `${why}; reconnect the instrument`));
  }

  private pauseUntil(wallMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.pauses.delete(wake);
        resolve();
      };
      const cancel = this.options.timers.after(Math.max(0, wallMs - this.options.clock.wallNow()), wake);
      this.pauses.add(wake);
    });
  }

  /** The journal must not turn a command that happened into a failure; what it cannot take is reported as a notice. */
  private async record(intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin): Promise<void> {
    try {
      await this.options.journal.answered(intent, answer, origin);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.options.onNotice({
        severity: 'error',
        text: `the answer to ${intent.label} could not be recorded (${why})`,
        bytes: answer.bytes,
      });
    }
  }

  private place(command: string): Place {
    return { instrument: this.options.instrument, url: this.options.transport.id, command };
  }

  private get quarantineMs(): number {
    return this.options.quarantineMs ?? DEFAULT_QUARANTINE_MS;
  }
}

function requestOf<M>(command: Command<M, unknown>, isBarrier: boolean, purpose?: WritePurpose): ExchangeRequest {
  return {
    key: command.key,
    legs: command.legs ?? [{ bytes: command.bytes }],
    isQuery: command.kind === 'query',
    isBarrier,
    timeoutMs: command.replyTimeoutMs,
    purpose,
  };
}
