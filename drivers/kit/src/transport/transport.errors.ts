import { LabError } from '@labwright/domain';

interface Line {
  readonly instrument: string;
  readonly url: string;
}

type TransportErrorCode =
  'DRIVER_TRANSPORT_NOT_FOUND' | 'DRIVER_TRANSPORT_BUSY' | 'DRIVER_TRANSPORT_ACCESS_DENIED' | 'DRIVER_TRANSPORT_CLOSED';

/** One line error in the words of a technician: instrument, URL, what happened, way out. Nothing was sent, so the outcome is `failed`. */
export function transportError(code: TransportErrorCode, line: Line, what: string, cause?: unknown): LabError {
  const context = { instrument: line.instrument, url: line.url, phase: 'open', outcome: 'failed' } as const;
  return new LabError(code, `${line.instrument} (${line.url}): ${what}`, context, 'safe', { cause });
}

/**
 * What the operating system said on opening, as our code. serialport gives most failures only as text
 * ("Cannot lock port", "No such file or directory"), so the text is read too. Source: serialport 13 on Linux, measured.
 */
export function openError(line: Line, cause: unknown): LabError {
  const text = (cause instanceof Error ? cause.message : String(cause)).replace(/^Error:? /, '');
  const code = (cause as { code?: string } | null)?.code ?? '';
  if (code === 'EACCES' || code === 'EPERM' || /permission denied|EACCES|access denied/i.test(text)) {
    return transportError(
      'DRIVER_TRANSPORT_ACCESS_DENIED',
      line,
      'this user may not open the port; add it to the group that owns the device',
      cause,
    );
  }
  if (code === 'EBUSY' || /cannot lock|locked|busy/i.test(text)) {
    return transportError('DRIVER_TRANSPORT_BUSY', line, 'the port is in use by another program; close that program', cause);
  }
  if (code === 'ECONNREFUSED') {
    return transportError(
      'DRIVER_TRANSPORT_NOT_FOUND',
      line,
      'nothing listens there; is the instrument switched on and the address right?',
      cause,
    );
  }
  return transportError('DRIVER_TRANSPORT_NOT_FOUND', line, `cannot be opened (${text}); is it plugged in and the address right?`, cause);
}

/** A line that ended, or was never open. */
export function closedError(line: Line, what: string, cause?: unknown): LabError {
  return transportError('DRIVER_TRANSPORT_CLOSED', line, what, cause);
}
