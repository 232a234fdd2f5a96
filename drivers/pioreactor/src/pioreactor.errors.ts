import { LabError, type CommandOutcome, type DriverContext as ErrorContext, type LabErrorCode } from '@labwright/domain';
import { errorText } from './http.protocol';
import type { HttpAnswer } from '@drivers/kit';

/** Which command of which instrument an error is about. */
export interface Place {
  readonly instrument: string;
  readonly url: string;
  readonly command: string;
}

type StateCode = Extract<
  LabErrorCode,
  `DRIVER_DEVICE_${string}` | 'DRIVER_STATE_REBOOTED' | 'DRIVER_STATE_READ_BACK_DIFFERS' | 'DRIVER_INTERRUPTED'
>;

/** Something that the unit said of itself. */
export function stateError(code: StateCode, place: Place, what: string, outcome: CommandOutcome): LabError {
  const message = `${place.instrument} (${place.url}): ${place.command}: ${what}`;
  const retry = outcome === 'failed' ? 'safe' : 'after_reconcile';
  return new LabError(code, message, { ...place, phase: 'complete', outcome }, retry);
}

/** Another instrument answers, or none of this name. */
export function wrongInstrument(place: Place, expected: string, found: string): LabError {
  const { instrument, url } = place;
  const message = `${instrument} (${url}): expected ${expected}, but "${found}" answered; check the settings unit, experiment and apiUrl`;
  return new LabError('DRIVER_STATE_WRONG_INSTRUMENT', message, { ...place, outcome: 'failed', expected, found }, 'never');
}

/** What the leader's refusals mean, by HTTP status. Source: `web/api.py`, `web/unit_api.py`. */
const REFUSALS: Readonly<Record<number, { code: StateCode; advice: string }>> = {
  400: { code: 'DRIVER_DEVICE_BAD_PARAMETER', advice: 'correct the value in the protocol' },
  404: { code: 'DRIVER_DEVICE_NOT_READY', advice: 'is the unit active and assigned to the experiment?' },
  409: { code: 'DRIVER_DEVICE_BUSY', advice: 'wait until the other job is over' },
  429: { code: 'DRIVER_DEVICE_BUSY', advice: 'wait a moment' },
};

/**
 * A status that is no success. Below 500 the leader did nothing; from 500 on it may have.
 */
export function refused(place: Place, answer: HttpAnswer): LabError {
  const known = REFUSALS[answer.status];
  const outcome: CommandOutcome = answer.status < 500 ? 'failed' : 'unknown';
  const code = known?.code ?? 'DRIVER_DEVICE_HARDWARE';
  const vendorText = errorText(answer);
  const advice = known?.advice ?? "look at the leader's log";
  const message = `${place.instrument} (${place.url}): ${place.command} answered with ${answer.status} "${vendorText}"; ${advice}`;
  const context: ErrorContext = { ...place, phase: 'reply', outcome, vendorCode: String(answer.status), vendorText };
  return new LabError(code, message, context, outcome === 'failed' ? 'safe' : 'after_reconcile');
}

/** A task that the leader took on and that failed there. */
export function taskFailed(place: Place, vendorText: string, outcome: CommandOutcome): LabError {
  const message = `${place.instrument} (${place.url}): ${place.command} was accepted and then failed with "${vendorText}"; look at the leader's log`;
  const context: ErrorContext = { ...place, phase: 'complete', outcome, vendorCode: 'failed', vendorText };
  return new LabError('DRIVER_DEVICE_NOT_READY', message, context, outcome === 'failed' ? 'safe' : 'after_reconcile');
}

/** The unit's own log lines that people should see at once. */
export function isTrouble(level: string): boolean {
  return /^(error|critical|warning)$/i.test(level);
}
