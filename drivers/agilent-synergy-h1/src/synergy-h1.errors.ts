import { LabError, type CommandPhase } from '@labwright/domain';
import type { DeviceFault } from '@drivers/kit';

const LOOK = 'look at the display and the carrier of the reader, then run the step again';

/**
 * A status other than `0000` as ours. The vendor's table is not public, so the four characters are passed on and nothing is assumed.
 * @param moves true after a command that moves or measures, which may have happened in part
 */
export function deviceFault(status: string, moves: boolean): DeviceFault {
  return {
    code: 'DRIVER_DEVICE_HARDWARE',
    vendorCode: status,
    vendorText: `status ${status}`,
    outcome: moves ? 'unknown' : 'failed',
    advice: LOOK,
  };
}

/** What the virtual device answers with. Made up, because the vendor's table is not public; no driver code depends on them. */
export const VIRTUAL_STATUS = {
  notUnderstood: '0E01',
  parameterRefused: '0E02',
  carrierJammed: '0401',
  carrierOut: '0402',
  shaking: '0403',
  nothingDefined: '0E03',
  lampFailed: '0D01',
  unspecified: '0F01',
} as const;

/** Which command of which instrument an error is about. */
export interface Place {
  readonly instrument: string;
  readonly url: string;
  readonly command: string;
}

/** Codes of what this driver finds out by itself. */
type FoundCode =
  | 'DRIVER_TIMEOUT'
  | 'DRIVER_FRAME_INVALID'
  | 'DRIVER_FRAME_CHECKSUM'
  | 'DRIVER_TRANSPORT_CLOSED'
  | 'DRIVER_DEVICE_INTERLOCK'
  | 'DRIVER_DEVICE_BAD_PARAMETER'
  | 'DRIVER_CANCELLED';

/** An error that names instrument, url and command. `extra`: what else is known, such as partial data. */
export function foundError(
  code: FoundCode,
  place: Place,
  what: string,
  outcome: 'failed' | 'unknown',
  extra: { readonly phase?: CommandPhase; readonly partial?: Uint8Array; readonly timeoutMs?: number; readonly retry?: 'never' } = {},
): LabError {
  const { partial, retry, ...context } = extra;
  const data = partial && partial.length > 0 ? { partialHex: Buffer.from(partial).toString('hex') } : {};
  return new LabError(
    code,
    `${place.instrument} (${place.url}): ${place.command}: ${what}`,
    { ...place, ...context, ...data, outcome },
    retry ?? (outcome === 'failed' ? 'safe' : 'after_reconcile'),
  );
}

/** A read that the device itself ended with an error. What came before is kept. */
export function interruptedByDevice(place: Place, status: string, partial: Uint8Array): LabError {
  const fault = deviceFault(status, true);
  const data = partial.length > 0 ? { partialHex: Buffer.from(partial).toString('hex') } : {};
  return new LabError(
    'DRIVER_DEVICE_HARDWARE',
    `${place.instrument} (${place.url}): ${place.command} ended with status ${status}; ${fault.advice}`,
    { ...place, ...data, phase: 'complete', vendorCode: status, vendorText: fault.vendorText, outcome: 'unknown' },
    'after_reconcile',
  );
}

/** A read that an emergency stop broke off: light and time that are spent. What came before is kept. */
export function interruptedRead(place: Place, partial: Uint8Array): LabError {
  const data = partial.length > 0 ? { partialHex: Buffer.from(partial).toString('hex') } : {};
  const message = `${place.instrument} (${place.url}): an emergency stop broke off ${place.command}; its data are not complete`;
  return new LabError('DRIVER_INTERRUPTED', message, { ...place, ...data, phase: 'complete', outcome: 'unknown' }, 'after_reconcile');
}
