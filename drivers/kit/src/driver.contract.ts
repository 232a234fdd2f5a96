import type { Capability, DriverManifest, DriverReading, Surroundings, Verdict, VerbCall } from '@labwright/domain';
import type { MqttLinkFactory } from './mqtt/mqtt-link';
import type { DriverTimers } from './session/timers';
import type { HttpExchange } from './transport/http.transport';
import type { TransportFactory } from './transport/transport';
import type { StopWrites } from './session/stop-write';
import type { WriteFence, WritePurpose } from './write-fence';

/** How dangerous a command is to repeat: `query` never changes anything, `setpoint` may be read back, `action` moves something. */
export type CommandKind = 'query' | 'setpoint' | 'action';

/** One command as the journal sees it, before its first byte. */
export interface CommandIntent {
  readonly commandId: string;
  readonly kind: CommandKind;
  /** What a technician would call it, such as `M104 S45`. */
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** What came of it. `bytes` are all bytes received for it, also partial ones. */
export interface CommandAnswer {
  readonly commandId: string;
  readonly bytes: Uint8Array;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  readonly durationMs: number;
  /** LabError as JSON, when it failed. */
  readonly error?: unknown;
}

/**
 * The record of everything on the wire. `intend` is awaited before the first byte of a `setpoint` or an `action`, and a rejection means
 * that no byte leaves (the lease is lost, the database away). A `query` changes nothing, so it is recorded with its answer. What brings a
 * device into its safe state has that purpose, and may be kept elsewhere while the database is away.
 */
export interface CommandJournal {
  intend(intent: CommandIntent, context: CommandOrigin, purpose?: WritePurpose): Promise<void>;
  answered(intent: CommandIntent, answer: CommandAnswer, context: CommandOrigin): void | Promise<void>;
}

/** For whom a command is sent; null for telemetry and tests of the instrument. */
export type CommandOrigin = { readonly stepInstanceId: string; readonly attempt: number; readonly runId: string } | null;

/** Wall time for I/O, lab time for what happens in the instrument. */
export interface DriverClock {
  /** Monotonic wall milliseconds. */
  wallNow(): number;
  /** Lab time, milliseconds since the epoch. */
  labNow(): number;
  /** Wall milliseconds to wait for `labMs` of lab time between two polls; at least 50. */
  pollDelay(labMs: number): number;
}

/** Who answers on the line. `simulated` is what the device says of itself. */
export interface InstrumentIdentity {
  readonly serialNumber: string;
  readonly firmware: string;
  readonly model: string;
  readonly simulated: boolean;
}

/** Everything a driver is given; it reaches for nothing else. */
export interface DriverContext {
  readonly instrument: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly journal: CommandJournal;
  readonly fence: WriteFence;
  readonly clock: DriverClock;
  /** Called for each complete telemetry poll, and for the reads that verbs make. */
  readonly onReadings: (readings: readonly DriverReading[]) => void;
  /** Called once when the session is over without `close()`: unplugged, or three polls in a row without an answer. */
  readonly onLost: (error: Error) => void;
  /** Unsolicited device lines, such as an error between two commands. */
  readonly onNotice: (notice: DeviceNotice) => void;
  /** The device says that it has just started, or shows it: what it was set to may be gone. `evidence` is what it said, for people. */
  readonly onRestart?: (evidence: string) => void;
  /** What the record knows about the instrument; absent: nothing, and then only its manifest and its own answers count. */
  readonly surroundings?: () => Promise<Surroundings>;
  /** Opens the line; absent: by the scheme of `url`. Specs and recorders put their own in place. */
  readonly openTransport?: TransportFactory;
  /** Opens a link to the broker of an MQTT instrument; absent: mqtt.js. Specs put their own in place. */
  readonly openLink?: MqttLinkFactory;
  /** Makes the HTTP calls of an instrument that has such an interface; absent: Node's client. */
  readonly http?: HttpExchange;
  /** Wall timers of time-outs and polls; absent: those of Node. Specs put a manual one in place. */
  readonly timers?: DriverTimers;
}

export interface DeviceNotice {
  readonly severity: 'error' | 'info';
  readonly text: string;
  readonly bytes: Uint8Array;
}

export interface PerformOptions {
  readonly origin: CommandOrigin;
  /** Ends the wait at the next command boundary; the command in flight is finished first. */
  readonly signal: AbortSignal;
  /** `safe_state`: passes without an ownership and during an emergency stop. */
  readonly purpose?: WritePurpose;
  /** Of the operation that the verb belongs to; its limits count. Absent: those of every capability that has the verb. */
  readonly capability?: Capability | null;
}

/** What the driver found when asked about a verb that may or may not have happened. */
export interface Reconciliation {
  readonly verdict: Verdict;
  /** What was asked and answered, for people. */
  readonly evidence: string;
  /** Of an action that is done: what it would have given, where that can be told from the evidence. */
  readonly readings?: readonly DriverReading[];
}

/** Whether the instrument is in the state that a verb asks for, by asking it now. */
export interface StateCheck {
  readonly holds: boolean;
  readonly evidence: string;
  readonly readings: readonly DriverReading[];
}

/** Our end of one instrument's wire protocol. Verbs are states to reach, so that asking twice changes nothing. */
export interface InstrumentDriver {
  readonly manifest: DriverManifest;
  /** Opens the line and asks who is there. A second call while connected answers from the same session. */
  connect(): Promise<InstrumentIdentity>;
  /** Reaches the state, checked at the device. @throws LabError DRIVER_*, whose `outcome` says whether anything may have happened */
  perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]>;
  /** Asks the device whether it is in that state, without changing it. */
  check(call: VerbCall, options: PerformOptions): Promise<StateCheck>;
  /** Asks about a verb whose outcome nobody knows. */
  reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation>;
  /**
   * Emergency stop: breaks off what is on the wire, whose outcome is unknown then, and writes the stop commands at once, without a look
   * first. Gives what was written as soon as it is; whether the safe state is reached is for `check` to say.
   * @throws LabError DRIVER_TRANSPORT_CLOSED without a connection
   */
  stopNow(options: PerformOptions): Promise<StopWrites>;
  /** How often telemetry is read from now on. */
  setPollMode(mode: 'active' | 'idle'): void;
  /** Ends the session and frees the port. Never throws. */
  close(): Promise<void>;
}

/** What a driver folder exports: its manifest, and both ends of the wire. */
export interface DriverModule {
  readonly manifest: DriverManifest;
  create(context: DriverContext): InstrumentDriver;
  /** Refuses settings that the driver does not know. @throws LabError INPUT_INVALID */
  parseSettings(settings: unknown): Readonly<Record<string, unknown>>;
}
