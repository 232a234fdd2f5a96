import { LabError, type CommandPhase, type DriverContext, type RetrySafety } from '@labwright/domain';
import type { CommandKind } from '../driver.contract';
import type { DeviceFault } from './command';

/** Which command of which instrument an error is about. */
export interface Place {
  readonly instrument: string;
  readonly url: string;
  readonly command: string;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const at = (place: Place): string => `${place.instrument} (${place.url})`;

/** Asking again is safe for a query and for whatever certainly did not happen. */
function retryFor(outcome: 'failed' | 'unknown'): RetrySafety {
  return outcome === 'failed' ? 'safe' : 'after_reconcile';
}

function context(place: Place, outcome: 'failed' | 'unknown', bytes: Uint8Array): DriverContext {
  const base = { instrument: place.instrument, url: place.url, command: place.command, outcome };
  return bytes.length > 0 ? { ...base, partialHex: hex(bytes) } : base;
}

/** No reply in time. A query is `failed`: it changes nothing. */
export function timeoutError(
  place: Place,
  phase: CommandPhase,
  timeoutMs: number,
  outcome: 'failed' | 'unknown',
  bytes: Uint8Array,
): LabError {
  const message = `${at(place)}: no reply to ${place.command} in ${timeoutMs} ms; is it switched on?`;
  return new LabError('DRIVER_TIMEOUT', message, { ...context(place, outcome, bytes), phase, timeoutMs }, retryFor(outcome));
}

/** Bytes came that make no sense as a reply. `why` says what is wrong with them, where that is known. */
export function frameError(
  place: Place,
  phase: CommandPhase,
  outcome: 'failed' | 'unknown',
  bytes: Uint8Array,
  why = `the reply to ${place.command} is not readable (${hex(bytes) || 'no bytes'})`,
): LabError {
  const message = `${at(place)}: ${why}; check cable, baud rate and that no other program writes to the port`;
  return new LabError('DRIVER_FRAME_INVALID', message, { ...context(place, outcome, bytes), phase }, retryFor(outcome));
}

/** The fence refused a later part of a command that had begun. */
export function fencedInMidCommand(place: Place, refused: LabError, outcome: 'failed' | 'unknown'): LabError {
  const message = `${refused.message}; ${place.command} had begun`;
  return new LabError('DRIVER_TRANSPORT_FENCED', message, context(place, outcome, new Uint8Array()), retryFor(outcome), { cause: refused });
}

/** The line ended under a command. */
export function lineLostError(place: Place, why: string, outcome: 'failed' | 'unknown', bytes: Uint8Array): LabError {
  const message = `${at(place)}: the line ended during ${place.command} (${why}); check the cable and reconnect`;
  return new LabError('DRIVER_TRANSPORT_CLOSED', message, { ...context(place, outcome, bytes), phase: 'reply' }, retryFor(outcome));
}

/** The device refused or failed by its own account. */
export function deviceError(place: Place, fault: DeviceFault, bytes: Uint8Array): LabError {
  const message = `${at(place)}: ${place.command} answered with ${fault.vendorCode} "${fault.vendorText}"; ${fault.advice}`;
  const retry = fault.outcome === 'unknown' ? 'after_reconcile' : fault.code === 'DRIVER_DEVICE_HARDWARE' ? 'never' : 'safe';
  return new LabError(
    fault.code,
    message,
    { ...context(place, fault.outcome, bytes), phase: 'reply', vendorCode: fault.vendorCode, vendorText: fault.vendorText },
    retry,
  );
}

/** Whoever asked does not want it any more. Nothing of this command was sent. */
export function cancelledError(place: Place): LabError {
  return new LabError(
    'DRIVER_CANCELLED',
    `${at(place)}: cancelled before ${place.command} was sent`,
    context(place, 'failed', new Uint8Array()),
    'safe',
  );
}

/** An emergency stop came first, or broke it off. */
export function interruptedError(place: Place, outcome: 'failed' | 'unknown', bytes: Uint8Array = new Uint8Array()): LabError {
  const how = outcome === 'failed' ? `came before ${place.command} was sent` : `broke off ${place.command}; nobody saw its end`;
  const message = `${at(place)}: an emergency stop ${how}`;
  return new LabError('DRIVER_INTERRUPTED', message, context(place, outcome, bytes), retryFor(outcome));
}

/** The journal would not take the command, so no byte was sent. The journal's own error stays as the cause. */
export function notRecordedError(place: Place, cause: unknown): LabError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${at(place)}: ${place.command} was not sent because it could not be recorded (${why})`;
  return new LabError('DRIVER_TRANSPORT_FENCED', message, context(place, 'failed', new Uint8Array()), 'never', { cause });
}

/** What is known after silence: a query changed nothing, of the rest only the device could tell. */
export function outcomeAfterSilence(kind: CommandKind): 'failed' | 'unknown' {
  return kind === 'query' ? 'failed' : 'unknown';
}
