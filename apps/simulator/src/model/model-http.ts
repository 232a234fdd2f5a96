/** An answer of the endpoint: JSON, or bytes. */
export interface HttpAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in the shape in which model endpoints refuse. */
export function refusalOf(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  return { status, json: { error: { message: `simulated model: ${message}`, type, code, param: null } }, headers };
}
