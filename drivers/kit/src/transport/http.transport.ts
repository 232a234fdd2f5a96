/** One call of an instrument's HTTP interface. Bodies are JSON. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Makes one call and gives whatever status came. Rejects when nothing came, also when `signal` gave it up. */
export type HttpExchange = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** Through Node's own fetch. Redirects are refused: an instrument that sends us elsewhere is not the one that was registered. */
export const fetchExchange: HttpExchange = async ({ method, url, body }, signal) => {
  const json = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
  const response = await fetch(url, { method, signal, redirect: 'error', ...json });
  return { status: response.status, body: await response.text() };
};
