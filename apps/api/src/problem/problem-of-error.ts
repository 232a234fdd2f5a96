import { STATUS_CODES } from 'node:http';
import { isLabError, type LabError, type LabErrorCode } from '@labwright/domain';
import { pgCode } from '@labwright/persistence';
import { HttpException } from '@nestjs/common';
import { InputRefused } from '../http/validation';
import { ProblemRaised, problemOf, type ProblemAnswer } from './problem';

/** Code -> status and title: the one place that says what an error of ours is in HTTP. What is not here is not the caller's fault: 500. */
const HTTP: Readonly<Partial<Record<LabErrorCode, readonly [status: number, title: string]>>> = {
  INPUT_INVALID: [422, 'The request is not valid'],
  INPUT_TOO_LARGE: [413, 'The body is too large'],
  INPUT_UNSUPPORTED_MEDIA: [415, 'The media type is not supported'],
  UNIT_UNKNOWN: [422, 'The unit is not known'],
  UNIT_KIND_MISMATCH: [422, 'The unit is of another kind'],
  ACCESS_UNAUTHENTICATED: [401, 'A valid API key is needed'],
  ACCESS_FORBIDDEN: [403, 'Another role is needed'],
  ACCESS_SELF_APPROVAL: [403, 'Nobody approves their own protocol'],
  ACCESS_CSRF: [403, 'The token of the session is missing'],
  ACCESS_RATE_LIMITED: [429, 'Too many requests'],
  NOT_FOUND: [404, 'There is no such thing'],
  CONFLICT: [409, 'The request conflicts with the state of the lab'],
  STATE_EVENT_NOT_ALLOWED: [409, 'The state does not allow this'],
  APPROVAL_MISSING: [409, 'The protocol is not approved'],
  APPROVAL_EXPIRED: [409, 'The approval has ended'],
  PROTOCOL_DOES_NOT_COMPILE: [422, 'The protocol does not compile'],
  DATABASE_UNAVAILABLE: [503, 'The database does not answer'],
  QUEUE_UNAVAILABLE: [503, 'The queue does not answer'],
  DRIVER_TIMEOUT: [504, 'The instrument did not answer in time'],
  DRIVER_LIMIT_EXCEEDED: [422, 'A limit of the instrument is exceeded'],
  DRIVER_INTERLOCK: [409, 'An interlock of the instrument refused it'],
};
const RETRY_AFTER_S = '2';
/** Text that Postgres cannot keep: a NUL, or half of a surrogate pair. */
const UNSTORABLE = new Set(['22P05', '22021', '22P02']);

/** Any thrown value as a problem. Pure; nothing of an unexpected error reaches the caller. */
export function problemOfError(error: unknown): ProblemAnswer {
  if (isLabError(error)) return ofLabError(error);
  if (error instanceof InputRefused) {
    return expected(problemOf(422, 'INPUT_INVALID', 'The request is not valid', error.message.slice(0, 2_000), { errors: error.faults }));
  }
  if (error instanceof ProblemRaised) return { problem: error.problem, headers: error.headers, unexpected: false };
  const status = statusOf(error);
  if (status !== undefined && status >= 400 && status < 500) return expected(ofStatus(status, (error as Error).message));
  if (UNSTORABLE.has(pgCode(error) ?? '')) {
    const detail = 'the request holds text that cannot be kept, such as a NUL character; leave that out';
    return expected(problemOf(422, 'INPUT_INVALID', 'The request is not valid', detail));
  }
  return unexpected();
}

function ofLabError(error: LabError): ProblemAnswer {
  const [status, title] = HTTP[error.code] ?? (error.code.startsWith('DRIVER_') ? [502, 'The instrument reported a problem'] : [500, '']);
  if (status === 500) return unexpected();
  if (status === 503) {
    const detail = `${title.charAt(0).toLowerCase()}${title.slice(1)}; nothing physical is sent meanwhile. Try again in a moment`;
    return { problem: problemOf(503, error.code, title, detail), headers: { 'Retry-After': RETRY_AFTER_S }, unexpected: true };
  }
  const { diagnostics, issues, ...context } = error.context as Record<string, unknown> & {
    issues?: readonly { path: string; message: string }[];
  };
  const { path } = error.context as { path?: string };
  const faults = issues ?? (status === 422 && path !== undefined ? [{ path, message: error.message }] : undefined);
  const more = {
    context,
    ...(diagnostics === undefined ? {} : { diagnostics }),
    ...(faults ? { errors: faults.map((fault) => ({ in: 'body', pointer: fault.path, message: fault.message })) } : {}),
  };
  const { retryAfterS } = error.context as { retryAfterS?: number };
  const headers: Record<string, string> = {
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="labwright"' } : {}),
    ...(status === 429 && retryAfterS !== undefined ? { 'Retry-After': String(retryAfterS) } : {}),
  };
  return { problem: problemOf(status, error.code, title, error.message, more), headers, unexpected: false };
}

function ofStatus(status: number, detail: string) {
  const title = STATUS_CODES[status] ?? 'The request was refused';
  return problemOf(status, title.toUpperCase().replaceAll(/\W+/g, '_'), title, detail);
}

/** Status of an error of the framework, which has it in a field or behind a method. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = (error ?? {}) as { status?: unknown };
  return error instanceof Error && typeof status === 'number' ? status : undefined;
}

function expected(problem: ProblemAnswer['problem']): ProblemAnswer {
  return { problem, headers: {}, unexpected: false };
}

function unexpected(): ProblemAnswer {
  const detail = 'something went wrong on our side; the log has more under the request id';
  return { problem: problemOf(500, 'INTERNAL', 'Internal error', detail), headers: {}, unexpected: true };
}
