import { CommandFailure, ExitCode } from '../exit-code';

/** Problem details (RFC 9457) as the API sends them. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly message: string }[];
  readonly diagnostics?: readonly unknown[];
  readonly [member: string]: unknown;
}

/** Statuses that say: not with this key, or not now. Everything else is about what was asked for. */
const NOT_LET_IN = new Set([401, 403, 502, 503, 504]);

/** An answer that is no problem document came from something between us and the API. */
export function problemOfText(status: number, statusText: string, text: string): Problem {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object' && 'detail' in parsed && 'code' in parsed) return parsed as Problem;
  } catch {
    // Not JSON: shown as text below.
  }
  const shown = text.trim().slice(0, 200);
  const detail = `the answer is ${status} ${statusText}${shown ? `: ${shown}` : ''}; is this address that of the API of Labwright?`;
  return { status, code: 'UNEXPECTED_ANSWER', title: 'Not an answer of Labwright', detail };
}

/** A refusal in words: what happened, then each field that is wrong, then the way out that depends on who asks. */
export function failureOf(problem: Problem): CommandFailure {
  const fields = (problem.errors ?? [])
    .filter(({ message }) => !problem.detail.includes(message))
    .map(({ in: place, pointer, message }) => `${place}${pointer}: ${message}`);
  const more = [...fields, ...wayOut(problem)];
  const id = problem.requestId === undefined || problem.status < 500 ? [] : [`request id ${problem.requestId}`];
  // An instrument that fails its test answers 502 or 504: then the API was reached, and the thing asked for failed.
  const ofInstrument = problem.code.startsWith('DRIVER_');
  const exitCode = NOT_LET_IN.has(problem.status) && !ofInstrument ? ExitCode.unreachable : ExitCode.failed;
  return new CommandFailure(exitCode, problem.detail, [...more, ...id], problem);
}

function wayOut({ status, code }: Problem): readonly string[] {
  if (status === 401) return ['run `labwright init` with a valid key, or set LABWRIGHT_KEY'];
  if (status === 403 && code === 'ACCESS_FORBIDDEN')
    return ['`labwright whoami` shows the roles of your key; `--as NAME` uses another one'];
  return [];
}
