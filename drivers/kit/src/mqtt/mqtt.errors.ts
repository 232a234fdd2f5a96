import { LabError, type CommandOutcome } from '@labwright/domain';

interface Line {
  readonly instrument: string;
  readonly url: string;
}

const at = (line: Line): string => `${line.instrument} (${line.url})`;

/** The broker did not take us. Nothing was sent, so the outcome is `failed`; the caller may try again at any time. */
export function brokerError(line: Line, cause: unknown): LabError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const refused = /not authori[sz]ed|bad user ?name|identifier rejected/i.test(text);
  const code = refused ? 'DRIVER_TRANSPORT_ACCESS_DENIED' : 'DRIVER_TRANSPORT_NOT_FOUND';
  const what = refused
    ? `the broker refused us (${text}); check user and password`
    : `no MQTT broker answers there (${text || 'no reason given'}); is it running and the address right?`;
  return new LabError(code, `${at(line)}: ${what}`, { ...line, phase: 'open', outcome: 'failed' }, 'safe', { cause });
}

/** The link is down, or ended under a message. `unknown`: the broker may have the message. */
export function linkDownError(line: Line, what: string, outcome: CommandOutcome): LabError {
  const message = `${at(line)}: ${what}`;
  const retry = outcome === 'failed' ? 'safe' : 'after_reconcile';
  return new LabError('DRIVER_TRANSPORT_CLOSED', message, { ...line, phase: 'accept', outcome }, retry);
}
