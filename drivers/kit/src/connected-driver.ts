import { LabError, type DriverManifest, type DriverReading, type VerbCall } from '@labwright/domain';
import type { DriverContext, InstrumentDriver, InstrumentIdentity, PerformOptions, Reconciliation, StateCheck } from './driver.contract';
import { mustBeSafe } from './edge';
import type { StopWrites } from './session/stop-write';

/** One conversation with an instrument, from opening the line to closing it. */
export interface DriverConnection {
  readonly isOpen: boolean;
  readonly poller: { setMode(mode: 'active' | 'idle'): void };
  open(): Promise<InstrumentIdentity>;
  close(): Promise<void>;
}

/** The verbs of a family over an open connection. */
export interface DriverVerbs {
  perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]>;
  check(call: VerbCall, options: PerformOptions): Promise<StateCheck>;
  reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation>;
  /** See `InstrumentDriver.stopNow`. */
  stopNow(options: PerformOptions): Promise<StopWrites>;
}

/** What one family adds to the life of a driver. */
export interface DriverWire<C extends DriverConnection> {
  readonly manifest: DriverManifest;
  /** Connections to try one after the other, such as one a baud rate. */
  attempts(): Iterable<C>;
  /** Whether an attempt failed in a way that makes the next one worth it. Absent: never. */
  tryNext?(error: unknown): boolean;
  verbs(connection: C): DriverVerbs;
}

/**
 * Our end of a wire, the same for every family. Modes: closed -> connected -> closed; a lost line ends in closed as well, and `connect()`
 * then starts anew. Calls may overlap: the family's session says in which order they are sent. A crash leaves the line to the operating system.
 */
export class ConnectedDriver<C extends DriverConnection> implements InstrumentDriver {
  readonly manifest: DriverManifest;
  private connection: C | null = null;
  private connecting: Promise<InstrumentIdentity> | null = null;
  private identity: InstrumentIdentity | null = null;
  private mode: 'active' | 'idle' = 'idle';

  constructor(
    private readonly context: Pick<DriverContext, 'instrument' | 'url' | 'surroundings'>,
    private readonly wire: DriverWire<C>,
  ) {
    this.manifest = wire.manifest;
  }

  connect(): Promise<InstrumentIdentity> {
    if (this.connecting) return this.connecting;
    if (this.identity && this.connection?.isOpen) return Promise.resolve(this.identity);
    const attempt = this.open().finally(() => {
      this.connecting = null;
    });
    this.connecting = attempt;
    return attempt;
  }

  async perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const verbs = this.verbs(call.verb);
    await mustBeSafe(this.context, this.manifest, call, options, (state, asked) => verbs.check(state, asked));
    return verbs.perform(call, options);
  }

  async check(call: VerbCall, options: PerformOptions): Promise<StateCheck> {
    return this.verbs(call.verb).check(call, options);
  }

  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    return this.verbs(call.verb).reconcile(call, options);
  }

  async stopNow(options: PerformOptions): Promise<StopWrites> {
    return this.verbs('emergency stop').stopNow({ ...options, purpose: 'safe_state' });
  }

  setPollMode(mode: 'active' | 'idle'): void {
    this.mode = mode;
    this.connection?.poller.setMode(mode);
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    await connection?.close();
  }

  private async open(): Promise<InstrumentIdentity> {
    await this.connection?.close();
    let first: unknown = null;
    for (const connection of this.wire.attempts()) {
      connection.poller.setMode(this.mode);
      this.connection = connection;
      try {
        this.identity = await connection.open();
        return this.identity;
      } catch (error) {
        const closedMeanwhile = this.connection !== connection;
        if (closedMeanwhile || this.wire.tryNext?.(error) !== true) throw error;
        first ??= error;
      }
    }
    throw first;
  }

  private verbs(command: string): DriverVerbs {
    if (this.connection?.isOpen) return this.wire.verbs(this.connection);
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): ${command} needs a connection; connect the instrument first`;
    const context = { instrument, url, command, phase: 'open', outcome: 'failed' } as const;
    throw new LabError('DRIVER_TRANSPORT_CLOSED', message, context, 'safe');
  }
}
