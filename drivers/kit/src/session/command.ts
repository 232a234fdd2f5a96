import type { CommandPhase, LabErrorCode } from '@labwright/domain';
import type { CommandKind, DeviceNotice } from '../driver.contract';
import type { Leg } from './leg';

/** Codes that a device's own refusal can become. */
export type DeviceErrorCode = Extract<LabErrorCode, `DRIVER_DEVICE_${string}` | `DRIVER_STATE_${string}` | 'DRIVER_UNSUPPORTED'>;

/** A refusal or failure that the device reports. `outcome` is `failed` when the device certainly did nothing. */
export interface DeviceFault {
  readonly code: Exclude<DeviceErrorCode, 'DRIVER_STATE_WRONG_INSTRUMENT'>;
  readonly vendorCode: string;
  readonly vendorText: string;
  readonly outcome: 'failed' | 'unknown';
  /** What a person can do about it. */
  readonly advice: string;
}

/** One frame, as the protocol understands it. `key` names the command that a reply answers, such as its echoed code. */
export type Classified<M> =
  | { readonly is: 'reply'; readonly key: string; readonly message: M }
  | { readonly is: 'fault'; readonly fault: DeviceFault }
  | { readonly is: 'notice'; readonly notice: Omit<DeviceNotice, 'bytes'> }
  | { readonly is: 'garbage' };

/** Whether the device is in the state that a command was to bring about, as read from the device. */
export type ReadBack = 'done' | 'not_done' | 'unknown';

/** One command with everything the session has to know to send it safely. */
export interface Command<M, R> {
  readonly kind: CommandKind;
  /** Matches `Classified.key` of its reply. */
  readonly key: string;
  readonly label: string;
  /** Everything that is written: the bytes of its legs, in their order. The journal keeps them. */
  readonly bytes: Uint8Array;
  /** How it is said and answered, leg by leg. Absent: `bytes` at once, answered by one frame. */
  readonly legs?: readonly Leg[];
  /** Wall milliseconds from the last byte written, or from the last byte of `accept`, to the reply; a leg may have its own. */
  readonly replyTimeoutMs: number;
  /** True when the device answers only after a movement, so that other replies may overtake this one. */
  readonly deferred?: boolean;
  /** The reply's value; undefined when the message does not fit, which counts as a frame error. */
  read(message: M): R | undefined;
  /** For `setpoint` and `action`: asks the device whether it happened although the reply is missing. */
  readBack?(probe: Probe<M>): Promise<ReadBack>;
  /** The value to give when the read-back says `done` and there is no reply to read. */
  readonly whenReadBack?: R;
}

/** Sends a query from inside a command that is being settled. */
export type Probe<M> = <Q>(query: Command<M, Q>) => Promise<Q>;

/** The answer to one command. */
export interface Answer<R> {
  readonly commandId: string;
  readonly value: R;
  /** The reply's bytes; empty when a read-back took its place. */
  readonly bytes: Uint8Array;
}

/** What happened between writing a command and giving up on it. */
export type Exchange<M> =
  | { readonly is: 'reply'; readonly message: M; readonly bytes: Uint8Array }
  | { readonly is: 'fault'; readonly fault: DeviceFault; readonly bytes: Uint8Array }
  | { readonly is: 'timeout'; readonly phase: CommandPhase; readonly timeoutMs: number; readonly bytes: Uint8Array }
  /** `why`: what is wrong with the bytes, where more is known than that nobody can read them. */
  | { readonly is: 'frame'; readonly phase: CommandPhase; readonly why?: string; readonly bytes: Uint8Array }
  | { readonly is: 'closed'; readonly why: string; readonly bytes: Uint8Array }
  /** An emergency stop broke it off. `written`: all of its bytes had left. */
  | { readonly is: 'interrupted'; readonly written: boolean; readonly bytes: Uint8Array }
  /** A write failed. `begun`: an earlier leg had left already. */
  | { readonly is: 'unwritten'; readonly error: unknown; readonly begun: boolean; readonly bytes: Uint8Array };
